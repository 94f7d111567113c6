"""Several questions in one: ``together(seats=..., meetings=...)`` asks the database once and returns their rows.

A room shows many short lists. Each by itself is a way to the database and back; as columns of one answer they are one.
"""

import itertools
import json
from datetime import UTC, datetime

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateTimeField, JSONField, Model, QuerySet
from django.db.models.functions import JSONArray

from mobilize.kernel.encrypted import EncryptedTextField

BUNDLE = 40
_LIST = {
    "sqlite": "(SELECT JSON_GROUP_ARRAY(JSON(told.told_line)) FROM ({}) told)",
    "postgresql": "(SELECT COALESCE(JSONB_AGG(told.told_line), '[]'::jsonb)::text FROM ({}) told)",
}


def together(**questions: QuerySet) -> dict[str, list]:
    """Return the rows of each queryset of models, under its name. One query.

    ``select_related``, ``defer`` and annotations (numbers, texts, truths) come along; prefetching does not.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    asked, parts, params = {}, [], []
    for name, queryset in questions.items():
        if queryset.query.is_empty():
            continue
        asked[name] = _Asked(queryset)
        sql, values = asked[name].lines.query.get_compiler(using=DEFAULT_DB_ALIAS, elide_empty=False).as_sql()
        parts.append(_LIST[connection.vendor].format(sql))
        params += values
    found: dict[str, list] = {name: [] for name in questions}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", params)
            answers = cursor.fetchone()
        for (name, one), answer in zip(asked.items(), answers, strict=True):
            found[name] = [one.read(line) for line in json.loads(answer)]
    return found


class _Asked:
    """A queryset told line by line as JSON, and how a line becomes its models again."""

    def __init__(self, queryset: QuerySet) -> None:
        self.model = queryset.model
        self.extras = list(queryset.query.annotation_select)
        names, but_not = queryset.query.deferred_loading
        self.columns: list[tuple[tuple[str, ...], type[Model], list]] = []
        related = queryset.query.select_related
        self._add(
            (), self.model, related if isinstance(related, dict) else {}, set(names) if but_not else set()
        )
        names = [
            "__".join((*path, field.attname)) for path, _model, fields in self.columns for field in fields
        ]
        told = [*names, *self.extras]
        # In bundles: neither database lets a function take a hundred things at once.
        bundles = [JSONArray(*told[start : start + BUNDLE]) for start in range(0, len(told), BUNDLE)]
        self.lines = queryset.select_related(None).defer(None).values(told_line=JSONArray(*bundles))

    def _add(self, path: tuple[str, ...], model: type[Model], related: dict, without: set[str]) -> None:
        fields = [field for field in model._meta.concrete_fields if field.name not in without]
        self.columns.append((path, model, fields))
        for name, further in related.items():
            self._add((*path, name), model._meta.get_field(name).related_model, further, set())

    def read(self, line: list[list]) -> Model:
        told = itertools.chain.from_iterable(line)
        made: dict[tuple[str, ...], Model | None] = {}
        for path, model, fields in self.columns:
            values = [_value(field, next(told)) for field in fields]
            nothing = path and values[fields.index(model._meta.pk)] is None
            one = None if nothing else model.from_db(DEFAULT_DB_ALIAS, [f.attname for f in fields], values)
            made[path] = one
            if path and (holder := made[path[:-1]]) is not None:
                holder._state.fields_cache[path[-1]] = one
        thing = made[()]
        for name in self.extras:
            setattr(thing, name, next(told))
        return thing


def _value(field, told):
    if told is None:
        return None
    if isinstance(field, EncryptedTextField):
        return field.from_db_value(told, None, None)
    if isinstance(field, DateTimeField):
        moment = datetime.fromisoformat(told)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if isinstance(field, JSONField):
        return json.loads(told) if isinstance(told, str) else told
    return field.to_python(told)
