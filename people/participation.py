"""Whether somebody took part: upper floors say under which bylines something was said, and never what."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

Teller = Callable[[Collection[int], datetime], Iterable[int]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Ask ``teller(bylines, since)`` under which of these bylines (keys) anything was said since then. One query."""
    _tellers.append(teller)


def spoke(bylines: Collection[int], since: datetime) -> set[int]:
    return {pk for teller in _tellers for pk in teller(bylines, since)} if bylines else set()
