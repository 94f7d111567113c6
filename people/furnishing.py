"""Upper floors put their own things into a new community, in the transaction that founds it."""

from collections.abc import Callable
from datetime import datetime

from people.models import Community

Furnisher = Callable[[Community, datetime], None]
_furnishers: list[Furnisher] = []


def register(furnisher: Furnisher) -> None:
    """Call ``furnisher(community, now)`` for each new community; what it raises undoes the founding."""
    _furnishers.append(furnisher)


def furnish(community: Community, *, now: datetime) -> None:
    for furnisher in _furnishers:
        furnisher(community, now)
