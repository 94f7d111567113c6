"""Questions that every page asks: their SQL is made once, later only the values are put in.

Making SQL from a long queryset takes Django some milliseconds of work, asking the database for it a tenth of one.
"""

import itertools
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar

from django.db import connections, models

Row = TypeVar("Row")
Part = TypeVar("Part")
_PLACE = re.compile(r"(%%|%s)")  # a percent sign that is meant, or where a value goes
_FAR = datetime(9998, 1, 1, tzinfo=UTC)


class Prepared(Generic[Row]):
    """The question that ``build`` makes. Ask it with the same names: ``rows(user=3, now=now)``.

    ``build(**values)`` returns a queryset (of models, or of tuples by ``values_list``; prefetching is not carried out)
    in which each value (int, str, date, datetime, or a tuple of some for ``__in``) is compared as it is: it must not
    change the SQL. A value that does not arrive in it as it was given is an error when the question is first asked.
    """

    def __init__(self, build: Callable[..., models.QuerySet]) -> None:
        self.build = build
        self.kept: dict[tuple, _Kept] = {}

    def rows(self, **values) -> list[Row]:
        """Return the rows. One query."""
        return list(self._asked(values))

    def one(self, **values) -> Row | None:
        """Return the first row, or None. One query."""
        return next(iter(self._asked(values)), None)

    def sure(self, **values) -> Row:
        """Return the first row, of which there is one for certain. Errors: ``LookupError``. One query."""
        row = self.one(**values)
        if row is None:
            raise LookupError("a row that is always there is not there")
        return row

    def _asked(self, values: dict) -> Iterator[Row]:
        key = tuple(
            (name, type(value), len(value) if isinstance(value, tuple) else 1)
            for name, value in values.items()
        )
        kept = self.kept.get(key)
        if kept is None or connections[kept.alias].vendor != kept.vendor:
            kept = self.kept[key] = _Kept(self.build, values)
        return kept.ask(values)


def padded(values: Iterable[Part]) -> tuple[Part, ...]:
    """Return ``values`` as a tuple for ``__in``, the last one repeated up to a power of two.

    Each length of a tuple is a question of its own: so of tuples of any length only a handful are kept.
    """
    given = tuple(values)
    return given + given[-1:] * ((1 << max(len(given) - 1, 0).bit_length()) - len(given))


def _stand_in(value: object, number: int) -> object:
    """Return a value like ``value`` that nothing else in the SQL is equal to."""
    if isinstance(value, datetime):
        return _FAR + timedelta(minutes=number)
    if isinstance(value, date):
        return _FAR.date() + timedelta(days=number)
    if isinstance(value, str):
        return f"{number}-{secrets.token_hex(4)}"
    if isinstance(value, int) and not isinstance(value, bool):
        return 2_000_000_000 + number * 1_000 + secrets.randbelow(1_000)
    raise TypeError(f"a prepared question takes no {type(value).__name__}")


def _written(param: object) -> str | None:
    """Return a constant as SQL has it, or None for what is better given apart."""
    if isinstance(param, str) and "\0" not in param:
        return "'" + param.replace("'", "''").replace("%", "%%") + "'"
    if isinstance(param, int):
        return str(int(param))
    return None


class _Kept:
    """The SQL of a question with the places of its values, and how Django reads what comes back."""

    def __init__(self, build: Callable[..., models.QuerySet], values: dict) -> None:
        numbers = itertools.count()
        stand_ins = {
            name: tuple(_stand_in(part, next(numbers)) for part in value)
            if isinstance(value, tuple)
            else _stand_in(value, next(numbers))
            for name, value in values.items()
        }
        self.queryset = build(**stand_ins)
        self.alias = self.queryset.db
        self.vendor = connections[self.alias].vendor
        self.compiler = self.queryset.query.get_compiler(using=self.alias)
        self.sql, params = self.compiler.as_sql()
        self.params = list(params)
        # A driver may want a type of its own, such as an eight-byte number: what is put in later becomes one too.
        self.places = [
            (place, name, number, type(param) if isinstance(param, int) else None)
            for name, stand_in in stand_ins.items()
            for number, part in enumerate(stand_in if isinstance(stand_in, tuple) else (stand_in,))
            for place, param in enumerate(self.params)
            if isinstance(param, type(self._adapted(part))) and param == self._adapted(part)
        ]
        if lost := stand_ins.keys() - {name for _place, name, *_how in self.places}:
            raise LookupError(f"these values do not arrive in the question: {sorted(lost)}")
        if self.vendor == "sqlite":
            self._write_constants()
        self.converters = self.compiler.get_converters(
            [column[0] for column in self.compiler.select[: self.compiler.col_count]]
        )

    def _write_constants(self) -> None:
        """Write what never changes into the SQL.

        SQLite plans a question again at each asking as soon as a value that it was given could decide whether an index
        on some of the rows may be used: that took several times as long as the answer.
        """
        bound = {place for place, *_how in self.places}
        given: list[int] = []  # the places that stay
        sql, place = "", 0
        for part in _PLACE.split(self.sql):
            if part == "%s":
                written = None if place in bound else _written(self.params[place])
                if written is None:
                    given.append(place)
                part, place = written or part, place + 1
            sql += part
        number_of = {place: number for number, place in enumerate(given)}
        self.sql = sql
        self.params = [self.params[place] for place in given]
        self.places = [(number_of[place], *how) for place, *how in self.places]

    def _adapted(self, value: object) -> object:
        operations = connections[self.alias].ops
        if isinstance(value, datetime):
            return operations.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return operations.adapt_datefield_value(value)
        return value

    def ask(self, values: dict) -> Iterator:
        params = self.params.copy()
        for place, name, number, kind in self.places:
            value = values[name]
            value = self._adapted(value[number] if isinstance(value, tuple) else value)
            params[place] = kind(value) if kind else value
        return iter(self.queryset._iterable_class(_Asking(self, params)))


class _Asking:
    """Stands where Django's reader of rows looks for a queryset, its query and that one's compiler."""

    def __init__(self, kept: _Kept, params: list) -> None:
        self.kept, self.params = kept, params
        self.db = kept.alias
        self.query = self
        self.select = kept.compiler.select
        self.klass_info = kept.compiler.klass_info
        self.annotation_col_map = kept.compiler.annotation_col_map

    def __getattr__(self, name: str) -> object:
        queryset = self.kept.queryset
        return getattr(queryset if hasattr(queryset, name) else queryset.query, name)

    def get_compiler(self, using: str) -> "_Asking":
        return self

    def execute_sql(self, *_how, **_told) -> list:
        with connections[self.db].cursor() as cursor:
            cursor.execute(self.kept.sql, self.params)
            return [cursor.fetchall()]

    def results_iter(self, results: list | None = None, tuple_expected: bool = False, **_how) -> Iterator:
        rows = itertools.chain.from_iterable(self.execute_sql() if results is None else results)
        if self.kept.converters:
            rows = self.kept.compiler.apply_converters(rows, self.kept.converters)
            return map(tuple, rows) if tuple_expected else rows
        return rows
