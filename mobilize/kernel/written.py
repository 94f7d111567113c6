"""Rows that every post and vote writes: their SQL is made once, later only the values are put in.

As :mod:`mobilize.kernel.prepared`, for writing. What is written is the same row that ``save`` would write; no signals
are sent, and nothing here listens to any.
"""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Field, Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery, UpdateQuery

_Kept = tuple[str, list[Field]]
_inserts: dict[tuple[type[Model], str], _Kept] = {}
_updates: dict[tuple[type[Model], str, tuple[str, ...]], _Kept] = {}
_many: dict[tuple[type[Model], str, int], _Kept] = {}
_MOST = 300


def write(row: Model) -> None:
    """Insert a new row and give it its key. One query. Errors: as those of ``save``, such as ``IntegrityError``."""
    connection = connections[DEFAULT_DB_ALIAS]
    kept = _inserts.get((type(row), connection.vendor))
    if kept is None:
        kept = _inserts[type(row), connection.vendor] = _insert_of(row)
    sql, fields = kept
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if row._meta.db_returning_fields:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _insert_of(row: Model) -> _Kept:
    meta = row._meta
    if meta.parents or meta.db_returning_fields not in ([], [meta.pk]):
        raise TypeError(f"{meta.label} is written by more than one plain row")
    fields = [field for field in meta.local_concrete_fields if not isinstance(field, AutoField)]
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    compiler.returning_fields = meta.db_returning_fields
    [(sql, _values)] = compiler.as_sql()
    return sql, fields


def rewrite(row: Model, *names: str) -> None:
    """Write these fields of a row that is there, none of them empty (None). One query.

    Errors: ``LookupError`` for a row that is gone.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    kept = _updates.get((type(row), connection.vendor, names))
    if kept is None:
        kept = _updates[type(row), connection.vendor, names] = _update_of(row, names)
    sql, fields = kept
    values = [getattr(row, field.attname) for field in fields]
    if None in values:
        raise TypeError("an empty field is written in another way")
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)],
        )
        if cursor.rowcount != 1:
            raise LookupError(f"{row._meta.label} {row.pk} is not there")


def _update_of(row: Model, names: tuple[str, ...]) -> _Kept:
    fields = [row._meta.get_field(name) for name in names]
    query = UpdateQuery(type(row))
    query.add_filter("pk", row.pk)
    query.add_update_fields([(field, None, getattr(row, field.attname)) for field in fields])
    sql, _values = query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
    return sql, [*fields, row._meta.pk]


def write_new(rows: Sequence[Model]) -> None:
    """Insert rows of one kind, except those that are there already; no row learns its key. One query."""
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    kind = type(rows[0])
    kept = _many.get((kind, connection.vendor, len(rows)))
    if kept is None:
        if len(_many) >= _MOST:
            _many.clear()
        kept = _many[kind, connection.vendor, len(rows)] = _many_of(kind, len(rows))
    sql, fields = kept
    values = [
        field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _many_of(kind: type[Model], count: int) -> _Kept:
    operations, meta = connections[DEFAULT_DB_ALIAS].ops, kind._meta
    fields = [field for field in meta.local_concrete_fields if not isinstance(field, AutoField)]
    columns = ", ".join(operations.quote_name(field.column) for field in fields)
    line = f"({', '.join(['%s'] * len(fields))})"
    words = [
        operations.insert_statement(on_conflict=OnConflict.IGNORE),
        f"{operations.quote_name(meta.db_table)} ({columns}) VALUES {', '.join([line] * count)}",
        operations.on_conflict_suffix_sql(fields, OnConflict.IGNORE, [], []),
    ]
    return " ".join(words), fields
