"""Encrypted fields are written anew under a new key, in batches; killed in between, it goes on where it stopped.

A line that the database lets nobody change is written anew too: its words stay, only their encryption is another. For
that the guard of its table is put aside within the batch's own transaction, so that nobody else ever meets it open.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast, Left

from mobilize.kernel import encrypted, keys
from mobilize.kernel.encrypted import EncryptedTextField

_HEAD = len("1.01234567")  # the part of a value that names its key


def models_with_fields() -> dict[type[Model], list[str]]:
    """Return every model of the house that has encrypted fields, with their names."""
    found = {
        model: [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }
    return {model: names for model, names in found.items() if names}


def renew_some(model: type[Model], names: list[str], *, after: object = None, size: int = 200) -> tuple:
    """Write a batch of ``model`` anew; return (how many rows, the last row's key). (0, None): nothing is left."""
    newest = keys.name_of(keys.read(encrypted.KEY))
    with transaction.atomic():
        found = model._base_manager.select_for_update(of=("self",)).order_by("pk")
        if after is not None:
            found = found.filter(pk__gt=after)
        raw = {f"raw_{name}": Cast(name, output_field=TextField()) for name in names}
        rows = list(found.annotate(**raw).values_list("pk", *raw)[:size])
        old = [row for row in rows if any(kept and encrypted.key_of(kept) != newest for kept in row[1:])]
        if old:
            with _guard_aside(model._meta.db_table):
                for pk, *kept in old:
                    words = {
                        name: encrypted.decrypted(one, about=f"{model._meta.label}.{name}") if one else one
                        for name, one in zip(names, kept, strict=True)
                    }
                    model._base_manager.filter(pk=pk).update(**words)
    return (len(old), rows[-1][0]) if rows else (0, None)


def left(names_of: dict[type[Model], list[str]] | None = None) -> int:
    """Return how many rows are still under an older key."""
    newest = keys.name_of(keys.read(encrypted.KEY))
    rows = 0
    for model, names in (names_of or models_with_fields()).items():
        raw = {f"raw_{name}": Cast(name, output_field=TextField()) for name in names}
        for kept in model._base_manager.annotate(**raw).values_list(*raw).iterator():
            rows += any(one and encrypted.key_of(one) != newest for one in kept)
    return rows


def unopened() -> tuple[dict[str, list[str]], list[str]]:
    """Try one value of each key in each field; return the fields whose key is away, by its name, and the damaged ones.

    Nothing of what is in them is told.
    """
    away: dict[str, list[str]] = {}
    damaged: list[str] = []
    for model, names in models_with_fields().items():
        for name in names:
            about = f"{model._meta.label}.{name}"
            rows = model._base_manager.annotate(raw=Cast(name, output_field=TextField())).exclude(raw="")
            rows = rows.exclude(raw=None).order_by()
            heads = rows.annotate(head=Left("raw", _HEAD)).values_list("head", flat=True).distinct()
            for head in list(heads):
                kept = rows.filter(raw__startswith=head).values_list("raw", flat=True)[0]
                try:
                    encrypted.decrypted(kept, about=about)
                except keys.KeyMissing:
                    away.setdefault(encrypted.key_of(kept), []).append(about)
                except (ImproperlyConfigured, ValueError):
                    damaged.append(about)
    return away, damaged


@contextmanager
def _guard_aside(table: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            name = connection.ops.quote_name(table)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        guards = cursor.fetchall()
        for name, _sql in guards:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield
        for _name, sql in guards:
            cursor.execute(sql)
