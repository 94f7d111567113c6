"""What somebody holds that needs an age band, a side or a role: cards, seats, posts.

It ends in the transaction in which its ground goes, and the person is told. The floors above say what they have.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from people.domain import notices
from people.family_notices import HELD_ENDED
from people.models import Membership, RoleGrant
from people.standing_queries import current, roles_of


@dataclass(frozen=True)
class Ended:
    """Something that ended: a name of its own among all that one person ever held, and a page that tells of it."""

    key: str
    link: str


Ender = Callable[[Membership, set[str], datetime], Iterable[Ended]]
_enders: list[Ender] = []


def register(ender: Ender) -> None:
    """Call ``ender(membership, roles, now)`` whenever band or roles change: it ends what these do not carry."""
    _enders.append(ender)


def settle(membership: Membership, *, roles: set[str], now: datetime) -> list[Ended]:
    """Let everything end that band and ``roles`` of a member do not carry any more, and tell the member."""
    ended = [one for ender in _enders for one in ender(membership, roles, now)]
    for one in ended:
        notices.tell_members(
            [membership], kind=HELD_ENDED, key=f"ended:{one.key}:{now:%Y%m%d%H%M%S}", link=one.link, now=now
        )
    return ended


#: So long a round looks back for roles whose last day is over: longer than any worker is away.
_LOOK_BACK = timedelta(days=30)


def settle_lapsed(*, now: datetime) -> int:
    """Do the same for roles that ended by the calendar; return how many things ended."""
    lapsed = RoleGrant.objects.filter(ends_at__gt=now - _LOOK_BACK, ends_at__lte=now)
    members = Membership.objects.filter(current(now), pk__in=lapsed.values("membership"))
    count = 0
    for member in members.select_related("community").order_by("pk"):
        with transaction.atomic():
            count += len(settle(member, roles=roles_of(member, now=now), now=now))
    return count
