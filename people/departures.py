"""Upper floors settle what somebody leaves behind, in the transaction that ends the membership.

Ending a membership is never refused because of it: whoever must go, goes at once.
"""

from collections.abc import Callable
from datetime import datetime

from people.actors import Actor
from people.models import Membership

Heir = Callable[[Membership, Actor, datetime], None]
_heirs: list[Heir] = []


def register(heir: Heir) -> None:
    """Call ``heir(membership, actor, now)`` whenever ``actor`` ends a membership; what it raises undoes the end."""
    _heirs.append(heir)


def settle(membership: Membership, *, actor: Actor, now: datetime) -> None:
    for heir in _heirs:
        heir(membership, actor, now)
