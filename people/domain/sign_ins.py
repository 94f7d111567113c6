"""Where an account is signed in, and ending it there.

A sign-in remembers the browser's own description, the moment it began, and the day it was last used. The day and no
more: an exact time of use beside a name would tell, with the times of posts and votes, who wrote and voted.
"""

from dataclasses import dataclass
from datetime import datetime, time

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from mobilize.kernel import audit
from mobilize.kernel.refusal import Refused
from people.devices import device
from people.models import User

_DAY = 86400


@dataclass(frozen=True)
class SignIn:
    """One browser in which the account is signed in."""

    id: int | None  # None: this browser, where its sign-in left no row of its own
    device: str
    since: datetime | None
    last_day: datetime | None
    current: bool


def sign_ins_of(user: User, *, current: str, agent: str, now: datetime) -> list[SignIn]:
    """Return where ``user`` is signed in, this browser first, then the newest. Two queries.

    ``current`` is this browser's session key and ``agent`` what it says about itself. Sign-ins that ran out, or that
    a changed password ended, are left out.
    """
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user).order_by("-created_at")}
    fits = user.get_session_auth_hash()
    alive = {
        session.session_key
        for session in Session.objects.filter(session_key__in=rows, expire_date__gt=now)
        if session.get_decoded().get(HASH_SESSION_KEY) == fits
    }
    here = rows.get(current)
    found = [
        SignIn(
            here.pk if here else None,
            device(agent),
            here and here.created_at,
            here and here.last_seen_at,
            True,
        )
    ]
    found += [
        SignIn(row.pk, device(row.user_agent), row.created_at, row.last_seen_at, False)
        for key, row in rows.items()
        if key in alive and key != current
    ]
    return found


@transaction.atomic
def end(user: User, *, sign_in: str, now: datetime) -> None:
    """End one sign-in of ``user``. What is open there, a live room too, notices within seconds.

    Errors: ``not_found`` for one that is not theirs or has ended.
    """
    found = (
        UserSession.objects.filter(user=user, pk=sign_in).first()
        if sign_in.isascii() and sign_in.isdigit()
        else None
    )
    if found is None:
        raise Refused("not_found")
    found.end()
    audit.record(action="people.end_sign_in", now=now, actor=user, thing=user)


@transaction.atomic
def end_others(user: User, *, current: str, now: datetime) -> int:
    """End all sign-ins of ``user`` but the one with the session key ``current``; return how many there were."""
    others = list(UserSession.objects.filter(user=user).exclude(session_key=current))
    for other in others:
        other.end()
    if others:
        audit.record(action="people.end_other_sign_ins", now=now, actor=user, thing=user)
    return len(others)


def note_use(session_key: str, *, signed_in_at: datetime, now: datetime) -> None:
    """Write down the day on which a sign-in is used, once a day; on the day it began nothing is written."""
    today = timezone.localtime(now).date()
    if timezone.localtime(signed_in_at).date() >= today or not cache.add(
        f"used:{session_key}:{today}", 1, _DAY
    ):
        return
    day = timezone.make_aware(datetime.combine(today, time()))
    UserSession.objects.filter(session_key=session_key, last_seen_at__lt=day).update(last_seen_at=day)
