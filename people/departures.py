"""Upper floors settle what somebody leaves behind, in the transaction that ends the membership.

Ending a membership is never refused because of it: whoever must go, goes at once. And they hear of every change of
what a member may do, so that an open room can be closed in the moment and not at the next look.
"""

from collections.abc import Callable
from datetime import datetime

from people.actors import Actor
from people.models import Membership

Heir = Callable[[Membership, Actor, datetime], None]
Watcher = Callable[[Membership], None]
_heirs: list[Heir] = []
_watchers: list[Watcher] = []


def register(heir: Heir) -> None:
    """Call ``heir(membership, actor, now)`` whenever ``actor`` ends a membership; what it raises undoes the end."""
    _heirs.append(heir)


def settle(membership: Membership, *, actor: Actor, now: datetime) -> None:
    for heir in _heirs:
        heir(membership, actor, now)


def watch(watcher: Watcher) -> None:
    """Call ``watcher(membership)`` in the transaction of each act that may change what a member may do."""
    _watchers.append(watcher)


def may_change(membership: Membership) -> None:
    for watcher in _watchers:
        watcher(membership)
