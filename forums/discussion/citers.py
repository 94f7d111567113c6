"""Upper floors that quote voices hear of it, in the same transaction, when a voice is taken back or removed."""

from collections.abc import Callable
from datetime import datetime

from forums.discussion.models import Perspective

Citer = Callable[[Perspective, str, datetime], None]
_citers: list[Citer] = []


def register(citer: Citer) -> None:
    """Call ``citer(perspective, state, now)`` whenever a perspective stops being published."""
    _citers.append(citer)


def tell(perspective: Perspective, *, state: str, now: datetime) -> None:
    for citer in _citers:
        citer(perspective, state, now)
