"""Devices that others use too (rule 58): a sign-in there ends by itself, soon, and by the server's time.

The longest time is the session's own end. The time of the last use is written into no table: beside a name it would
tell, with the times of posts and votes, who wrote and voted. A sealed cookie carries it, and this process's memory (or
the shared cache) tells it to the streams that are open meanwhile.
"""

import time
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.cache import cache
from django.db.models import Q
from django.utils.crypto import salted_hmac

from mobilize.kernel.sessions import SHARED
from people.enums import Role
from people.models import Membership, Policy, RoleGrant, User
from people.policy_queries import policy_of

_SALT = "people.shared_devices"
_known: dict[str, float] = {}  # when this process last heard of a use, by sign-in
_MOST = 20_000


def mark_for(user: User, *, chosen: bool, now: datetime) -> dict[str, Any] | None:
    """Return what a sign-in of ``user`` that begins at ``now`` carries; None where the device is their own.

    A community may say that its young people share devices: then nobody has to choose. Of several communities'
    numbers the strictest counts.
    """
    current = Q(ended_at=None) | Q(ended_at__gt=now)
    places = list(
        Membership.objects.filter(current, user=user).select_related("community", "community__policy")
    )
    policies = [policy_of(place.community) for place in places]
    students = set(
        RoleGrant.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=now), membership__in=places, role=Role.STUDENT
        ).values_list("membership", flat=True)
    )
    forced = any(
        policy.young_people_share and place.pk in students
        for place, policy in zip(places, policies, strict=True)
    )
    if not (chosen or forced):
        return None
    policies = policies or [Policy()]
    longest = min(policy.shared_longest_minutes for policy in policies)
    return {
        "idle": 60 * min(policy.shared_idle_minutes for policy in policies),
        "until": (now + timedelta(minutes=longest)).timestamp(),
    }


def begin(session, mark: dict[str, Any]) -> None:
    """Let the sign-in of ``session`` be one on a shared device."""
    session[SHARED] = mark


# --- the last use ------------------------------------------------------------------------------------------


def seal(sign_in: str) -> str:
    """Return what the cookie says: this sign-in was used just now."""
    return signing.TimestampSigner(salt=_SALT).sign(_short(sign_in))


def is_in_use(sealed: str, *, sign_in: str, idle: int) -> bool:
    """Tell whether the cookie speaks of a use of this sign-in within the last ``idle`` seconds."""
    try:
        return signing.TimestampSigner(salt=_SALT).unsign(sealed, max_age=idle) == _short(sign_in)
    except signing.BadSignature:
        return False


def used(sign_in: str, *, idle: int) -> None:
    """Tell the open streams of a sign-in that somebody just did something there."""
    if len(_known) > _MOST:
        _known.clear()
    _known[_short(sign_in)] = time.time()
    cache.set(_key(sign_in), time.time(), idle * 2)


def forget(sign_in: str) -> None:
    _known.pop(_short(sign_in), None)
    cache.delete(_key(sign_in))


def idle_ones(sign_ins: dict[str, int]) -> set[str]:
    """Return which of these sign-ins ({key: idle seconds}) nobody used for so long. What is not known begins now."""
    told = cache.get_many([_key(one) for one in sign_ins]) if sign_ins else {}
    now, found = time.time(), set()
    for one, idle in sign_ins.items():
        mine = _known.setdefault(_short(one), told.get(_key(one)) or now)
        if now - max(mine, told.get(_key(one)) or 0) >= idle:
            found.add(one)
    return found


def _short(sign_in: str) -> str:
    return salted_hmac(_SALT, sign_in).hexdigest()[:24]


def _key(sign_in: str) -> str:
    return f"shared-use:{_short(sign_in)}"
