"""What each column of the database is for (rule 65): every app says so in its ``inventory.py``, or the build fails.

A table is told once: whose data it holds, why that is lawful, whether it is part of somebody's copy of their data, and
how it goes. Then each of its columns has a purpose, in one clause. Several columns may share one. Product analytics
and training are nobody's purpose here (rule 66): the words alone are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.core import checks
from django.db import connection, models
from django.utils.module_loading import autodiscover_modules

from mobilize.kernel.models import Public, Stamped


class Whose(StrEnum):
    CHILD = "a child"
    ADULT = "an adult"
    EITHER = "a child or an adult"
    NOBODY = "nobody"


class Basis(StrEnum):
    """Why it may be kept (GDPR article 6, paragraph 1)."""

    CONSENT = "consent (6.1.a)"
    DUTY = "duty by law (6.1.c)"
    VITAL = "to protect somebody (6.1.d)"
    TASK = "the school's task (6.1.e)"
    NONE = "no personal data"


@dataclass(frozen=True)
class Purpose:
    """One column: what it is for, and what its table says of it."""

    table: str  # as in people.Membership
    column: str
    purpose: str
    whose: Whose
    basis: Basis
    copy: str  # whether it stands in somebody's copy of their data, or why not
    end: str  # how it goes


_told: dict[tuple[str, str], Purpose] = {}
#: Columns that many tables inherit, told once.
_INHERITED: dict[type[models.Model], dict[str, str]] = {
    Public: {"public_id": "names the row in addresses, and cannot be guessed"},
    Stamped: {"created_at": "says when it was made, for its order and for how long it is kept"},
}
_REFUSED = re.compile(r"\b(analytic|training|profil\w*ing|advert|market)", re.IGNORECASE)


def keeps(
    table: str,
    columns: dict[str, str],
    *,
    whose: Whose = Whose.NOBODY,
    basis: Basis = Basis.NONE,
    copy: str = "no: it says nothing about a person",
    end: str,
    only_on: str = "",
) -> None:
    """Tell what ``table`` is for, column by column; ``{"first second": "…"}`` tells one purpose for two.

    ``only_on`` names the database ("postgresql" or "sqlite") where it is there, if it is not on both.
    Errors: ``ValueError`` for a purpose that is told twice, that is empty, or that is refused by rule 66.
    """
    if only_on and only_on != connection.vendor:
        return
    for names, purpose in columns.items():
        if not purpose.strip() or _REFUSED.search(purpose):
            raise ValueError(f"{purpose!r} is no purpose for which data are kept here")
        for column in names.split():
            if (table, column) in _told:
                raise ValueError(f"the purpose of {table}.{column} is told twice")
            _told[table, column] = Purpose(table, column, purpose, whose, basis, copy, end)


def told() -> list[Purpose]:
    """Return every purpose that was told, as the tables stand in the database, inherited columns among them."""
    return list(_found().values())


def _found() -> dict[tuple[str, str], Purpose]:
    autodiscover_modules("inventory")
    by_table = {purpose.table: purpose for purpose in _told.values()}
    found = {}
    for table, column, model in columns():
        purpose = _told.get((table, column)) or _inherited(model, column, by_table.get(table))
        if purpose:
            found[table, column] = purpose
    return found


def _inherited(model: type[models.Model], column: str, sibling: Purpose | None) -> Purpose | None:
    """What is told of all tables alike, once the table itself was told; a number that only tells rows apart."""
    if sibling is None:
        return None
    clause = next(
        (told[column] for base, told in _INHERITED.items() if issubclass(model, base) and column in told),
        None,
    )
    if clause is None and column == "id" and isinstance(model._meta.pk, models.AutoField):
        clause = "tells rows apart inside the database"
    if clause is None:
        return None
    return Purpose(sibling.table, column, clause, sibling.whose, sibling.basis, sibling.copy, sibling.end)


def columns() -> Iterator[tuple[str, str, type[models.Model]]]:
    """Yield every column of every table of this installation: table, column, model."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if model._meta.managed or model._meta.local_concrete_fields:
                yield model._meta.label, field.name, model


def missing() -> list[str]:
    """Return the columns without a purpose."""
    found = _found()
    return sorted(f"{table}.{column}" for table, column, _model in columns() if (table, column) not in found)


def left_over() -> list[str]:
    """Return the purposes of columns that are not there."""
    _found()
    there = {(table, column) for table, column, _model in columns()}
    return sorted(f"{table}.{column}" for table, column in _told if (table, column) not in there)


@checks.register(checks.Tags.models, deploy=True)
def every_column_has_a_purpose(app_configs, **_more) -> list[checks.CheckMessage]:
    """Fail the build on a column that nobody can say what it is for: the tests, and ``check --deploy``."""
    if app_configs is not None:
        return []
    where = "Say what it is for in the inventory.py of its app (mobilize/kernel/inventory.py for packages)."
    faults = [checks.Error(f"{name} has no purpose.", hint=where, id="mobilize.E065") for name in missing()]
    gone = [
        checks.Error(f"{name} is told, and is not there.", hint=where, id="mobilize.E066")
        for name in left_over()
    ]
    return [*faults, *gone]
