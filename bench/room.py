"""A community session with many signed-in members, for measuring. Development settings only.

python -m bench.room open --members 1000 [--bylines 200]    make it, print {"path", "session", "cookies"} as JSON
python -m bench.room count SESSION                          print how many messages and lines are stored, as JSON
"""

import argparse
import json
import os
import secrets
from datetime import time, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.dev")

BAND = "D"  # may speak without waiting for a person, as long as a moderator is in the room


def sign_in(users: list, *, now) -> list[str]:
    """Return a session cookie for each user, as the sign-in page gives it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    store, rows = SessionStore(), []
    for user in users:
        words = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(
            Session(
                session_key=secrets.token_hex(16),
                session_data=store.encode(words),
                expire_date=now + timedelta(days=1),
            )
        )
    Session.objects.bulk_create(rows, batch_size=500)
    return [f"{settings.SESSION_COOKIE_NAME}={row.session_key}" for row in rows]


def crowd(community, count: int, *, now) -> list:
    """Make ``count`` students of the oldest band, with passwords that open nothing, and return the users."""
    from django.contrib.auth.hashers import make_password

    from people.enums import Role
    from people.models import Membership, RoleGrant, User

    first, closed = secrets.token_hex(3), make_password(None)
    users = User.objects.bulk_create(
        [User(username=f"bench-{first}-{n}", first_name=f"Bench {n}", password=closed) for n in range(count)],
        batch_size=500,
    )
    places = Membership.objects.bulk_create(
        [Membership(user=user, community=community, band=BAND, created_at=now) for user in users],
        batch_size=500,
    )
    RoleGrant.objects.bulk_create(
        [RoleGrant(membership=place, role=Role.STUDENT, granted_at=now) for place in places], batch_size=500
    )
    return users


def adult(community, role: str, *, now):
    """Make an adult with a clearance and a second factor, as the rules ask of whoever leads a session."""
    from allauth.mfa.totp.internal.auth import TOTP

    from people.models import Clearance, Membership, RoleGrant, User

    user = User.objects.create_user(f"bench-{role}-{secrets.token_hex(3)}", first_name=role.title())
    place = Membership.objects.create(user=user, community=community, band="D", created_at=now)
    RoleGrant.objects.create(membership=place, role=role, granted_at=now)
    Clearance.objects.create(membership=place, kind="Check", expires_on=now.date() + timedelta(days=365), created_at=now)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user, place


def open_room(members: int, *, bylines: int = 0) -> dict:
    """Make a community with an open session; the three adults who lead it come last among the cookies."""
    from django.utils import timezone

    from forums.live.domain import sessions
    from moderation.models import StaffedHours
    from people.domain import keys, seal
    from people.enums import Role, ScopeKind
    from people.models import Community
    from people.queries import actor_for, actors_of_memberships

    now = timezone.now()
    keys.create(keys.SEAL_KEY)
    name = f"bench-{secrets.token_hex(3)}"
    community = Community.objects.create(slug=name, name=name, created_at=now)
    StaffedHours.objects.bulk_create(
        [StaffedHours(community=community, weekday=day, opens=time(), closes=time.max) for day in range(7)]
    )
    adults = [adult(community, role, now=now) for role in (Role.FACILITATOR, Role.MODERATOR, Role.TEACHER)]
    leader = actor_for(adults[0][0], community_slug=name, now=now)
    session = sessions.create(
        leader,
        title="The bench",
        question="How fast is it?",
        facilitator=adults[0][1],
        moderator=adults[1][1],
        second_adult=adults[2][1],
        now=now,
    )
    for state in ("lobby", "open"):
        session = sessions.go_to(leader, session=session, state=state, now=now)
    users = crowd(community, members, now=now)
    speaking = [place.pk for place in community.memberships.filter(user__in=users[:bylines])] if bylines else []
    for actor in actors_of_memberships(speaking, now=now).values():
        seal.byline_for(actor, scope_kind=ScopeKind.SESSION, scope_id=session.public_id)
    return {
        "session": session.public_id,
        "path": f"/c/{name}/sessions/{session.public_id}/socket/",
        "cookies": sign_in([*users, *[user for user, _place in adults]], now=now),
    }


def stored(session: str) -> dict:
    """Return what the database holds of the session."""
    from forums.live.models import LiveEvent, Message

    lines = LiveEvent.objects.filter(stream__session__public_id=session, stream__audience="pub")
    return {
        "messages": Message.objects.filter(session__public_id=session).count(),
        "names": Message.objects.filter(session__public_id=session).values("client_id").distinct().count(),
        "lines": lines.filter(kind="message").count(),
        "last": max(lines.values_list("seq", flat=True), default=0),
        "all": lines.count(),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    orders = parser.add_subparsers(dest="order", required=True)
    opening = orders.add_parser("open")
    opening.add_argument("--members", type=int, default=100)
    opening.add_argument("--bylines", type=int, default=0, help="so many have spoken here before")
    counting = orders.add_parser("count")
    counting.add_argument("session")
    asked = parser.parse_args()

    import django

    django.setup()
    from django.conf import settings

    if not settings.DEMO_DOORS:
        print("Members for a bench are made under the development settings only.")
        return 2
    answer = (
        open_room(asked.members, bylines=asked.bylines) if asked.order == "open" else stored(asked.session)
    )
    print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
