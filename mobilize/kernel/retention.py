"""What is kept how long and why (rules 50, 51 and 57): one table that drives every deletion, and nothing else deletes.

Each app says in its ``retention.py`` what of it ends, when, and how. The nightly round ends what is over its time. It
can be tried without doing anything, a second run finds nothing, and all it ever writes down are numbers.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from mobilize.kernel import audit
from mobilize.kernel.purposes import Basis

log = logging.getLogger(__name__)

AT_ONCE = 200  # rows in one transaction
PURGED = "kernel.purge"

#: A query set, or a list where things are no rows.
Rows = Any
#: ``(now, community)`` -> what is over its time at ``now``; of one community, or of all where it is None.
Find = Callable[[datetime, Any], Rows]
#: ``(rows, now)`` -> how many were ended. Afterwards ``find`` does not return them any more.
End = Callable[[Rows, datetime], int]


@dataclass(frozen=True)
class Keeping:
    """One line of the table."""

    name: str  # app.what
    what: Any  # in words of the page
    purpose: Any
    basis: Basis
    period: timedelta | None  # None: no program ends it
    since: Any  # in words: what the period counts from
    find: Find
    end: End
    protected: bool  # a legal hold keeps it
    of_community: bool  # False: it belongs to the whole installation


_table: dict[str, Keeping] = {}


def keep(
    name: str,
    what,
    *,
    purpose,
    basis: Basis,
    period: timedelta | None,
    since,
    find: Find,
    end: End,
    protected: bool = False,
    of_community: bool = True,
) -> None:
    """Put a line into the table. Errors: ``ValueError`` for a name that is there already."""
    if name in _table:
        raise ValueError(f"how long {name} is kept is told twice")
    _table[name] = Keeping(name, what, purpose, basis, period, since, find, end, protected, of_community)


def nothing(_now: datetime, _community) -> list:
    """Find nothing: for what only people may end."""
    return []


def delete(rows: Rows, _now: datetime) -> int:
    """End rows by deleting them."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


def table() -> list[Keeping]:
    """Return every line, ordered by name."""
    autodiscover_modules("retention")
    return [_table[name] for name in sorted(_table)]


def over(keeping: Keeping, *, now: datetime, community=None) -> int:
    """Return how many rows are over their time at ``now``."""
    found = keeping.find(now, community)
    return found.count() if isinstance(found, QuerySet) else len(found)


def purge(*, now: datetime, dry_run: bool = False) -> dict[str, int]:
    """End what is over its time at ``now``; return how much of what. ``dry_run`` changes nothing.

    A line that fails is logged and left out of the answer; it keeps nobody else's data.
    """
    counts: dict[str, int] = {}
    for keeping in table():
        if dry_run:
            counts[keeping.name] = over(keeping, now=now)
            continue
        try:
            counts[keeping.name] = _end_all(keeping, now=now)
        except Exception:
            log.exception("What is kept as %s could not be ended; it is tried again", keeping.name)
    ended = {name: count for name, count in counts.items() if count}
    if ended and not dry_run:
        log.info("Ended by the table of retention: %s", ended)
        audit.record(action=PURGED, now=now, counts=ended)
    return counts


def _end_all(keeping: Keeping, *, now: datetime) -> int:
    ended = 0
    while True:
        with transaction.atomic():
            found = keeping.find(now, None)
            if isinstance(found, QuerySet):
                keys = list(found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
                some: Rows = found.model._base_manager.filter(pk__in=keys)
            else:
                keys = list(found)[:AT_ONCE]
                some = keys
            if not keys:
                return ended
            done = keeping.end(some, now)
        if not done:
            raise RuntimeError(f"{keeping.name} finds {len(keys)} rows and ends none of them")
        ended += done


def nightly() -> None:
    """The round of every night. It fails if something could not be ended: it is tried again, and operators see it."""
    counts = purge(now=timezone.now())
    if left := [keeping.name for keeping in table() if keeping.name not in counts]:
        raise RuntimeError(f"not ended: {', '.join(left)}")
