"""Pages of a long list by the key of the last row shown: never by counting rows off."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet


@dataclass(frozen=True)
class Page:
    """The rows, and the addresses' endings that lead to newer and older ones ("" where there are none).

    In a list that begins with the first of something, "newer" leads back towards it and "older" further on.
    """

    rows: list
    newer_url: str
    older_url: str


@dataclass(frozen=True)
class Turn:
    """The page that an address asks for: ``rows`` is its question, and :meth:`page` makes the page of what came."""

    rows: QuerySet
    size: int
    name: str
    by: str
    is_back: bool  # towards the beginning, so the rows came the other way round
    is_further: bool

    def page(self, came: list) -> Page:
        """Return the page; ``came`` are the rows, asked alone or together with other lists."""
        more, rows = len(came) > self.size, came[: self.size]
        if self.is_back:
            rows = rows[::-1]
        if not rows and self.is_further:  # what stood here is gone: the way back leads to the beginning
            return Page([], f"?#{self.name}" if self.name else "?", "")
        ends = (more, bool(rows)) if self.is_back else (self.is_further, more)
        back, further = ("before", "after") if self.by else ("after", "before")
        return Page(
            rows,
            self._url(back, rows[0]) if ends[0] and rows else "",
            self._url(further, rows[-1]) if ends[1] and rows else "",
        )

    def _url(self, way: str, row) -> str:
        prefix, anchor = (f"{self.name}_", f"#{self.name}") if self.name else ("", "")
        key = f"{getattr(row, self.by)}_{row.pk}" if self.by else row.pk
        return f"?{prefix}{way}={key}{anchor}"


def turn_of(found: QuerySet, asked: Mapping, *, size: int, name: str = "", by: str = "") -> Turn:
    """Return the turn to the page of ``found`` that an address asks for with ``before`` or ``after``.

    Newest first; with ``by``, a field or annotation that is never empty (a number or a day), from its first on. Where
    a page has several lists, ``name`` tells their addresses apart and is the place on the page that they lead to.
    What comes or goes meanwhile moves no row from one page to the next. A key that is none begins at the start.
    """
    prefix = f"{name}_" if name else ""
    for way in ("after", "before"):
        beyond = _beyond(found, asked.get(f"{prefix}{way}"), by, greater=way == "after")
        if beyond is not None:
            is_back = (way == "after") != bool(by)
            order = ("pk",) if not by else (by, "pk") if not is_back else (f"-{by}", "-pk")
            if not by and not is_back:
                order = ("-pk",)
            return Turn(beyond.order_by(*order)[: size + 1], size, name, by, is_back, not is_back)
    return Turn(found.order_by(*((by, "pk") if by else ("-pk",)))[: size + 1], size, name, by, False, False)


def page_of(found: QuerySet, asked: Mapping, *, size: int, name: str = "", by: str = "") -> Page:
    """Return the page that :func:`turn_of` turns to. One query."""
    turn = turn_of(found, asked, size=size, name=name, by=by)
    return turn.page(list(turn.rows))


def _beyond(found: QuerySet, told: str | None, by: str, *, greater: bool) -> QuerySet | None:
    """Return the rows on one side of a key, or None for a key that is none."""
    value, _, last = (told or "").rpartition("_")
    if not (last.isascii() and last.isdigit() and len(last) <= 18) or bool(value) != bool(by):
        return None
    way, key = "gt" if greater else "lt", int(last)
    if not by:
        return found.filter(**{f"pk__{way}": key})
    try:
        return found.filter(Q(**{f"{by}__{way}": value}) | Q(**{by: value, f"pk__{way}": key}))
    except (ValueError, ValidationError):
        return None
