"""Pages of a long list, newest first, by the key of the last row shown: never by counting rows off."""

from dataclasses import dataclass

from django.db.models import QuerySet


@dataclass(frozen=True)
class Page:
    """The rows, and the addresses' endings that lead to newer and older ones ("" where there are none)."""

    rows: list
    newer_url: str
    older_url: str


def page_of(found: QuerySet, asked: dict, *, size: int) -> Page:
    """Return the page of ``found`` that an address asks for with ``before`` or ``after``. One query.

    What comes or goes meanwhile moves no row from one page to the next. A key that is none begins at the start.
    """
    before, after = _key(asked.get("before")), _key(asked.get("after"))
    if after is not None:
        rows = list(found.filter(pk__gt=after).order_by("pk")[: size + 1])
        more, rows = len(rows) > size, rows[:size][::-1]
        return _page(rows, newer=more, older=bool(rows))
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: size + 1])
    return _page(rows[:size], newer=before is not None, older=len(rows) > size)


def _page(rows: list, *, newer: bool, older: bool) -> Page:
    return Page(
        rows,
        f"?after={rows[0].pk}" if newer and rows else "",
        f"?before={rows[-1].pk}" if older and rows else "",
    )


def _key(told: str | None) -> int | None:
    return int(told) if told and told.isascii() and told.isdigit() and len(told) <= 18 else None
