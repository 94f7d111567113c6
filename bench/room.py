"""A community session with many signed-in members, for measuring. Development settings only.

python -m bench.room open --members 1000 [--bylines 200]    make it, print {"path", "session", "cookies"} as JSON
python -m bench.room count SESSION                          print how many messages and lines are stored, as JSON
"""

import argparse
import json
import os
import secrets
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.dev")

import django

from bench import members


def adult(community, role: str, *, now):
    """Make an adult with a clearance and a second factor, as the rules ask of whoever leads a session."""
    from allauth.mfa.totp.internal.auth import TOTP

    from people.models import Clearance, Membership, RoleGrant, User

    user = User.objects.create_user(f"{community.slug}-{role}", first_name=role.title(), last_name="Bench")
    place = Membership.objects.create(user=user, community=community, band="D", created_at=now)
    RoleGrant.objects.create(membership=place, role=role, granted_at=now)
    expires = now.date() + timedelta(days=365)
    Clearance.objects.create(membership=place, kind="Check", expires_on=expires, created_at=now)
    TOTP.activate(user, secrets.token_hex(16).upper().translate(str.maketrans("0189", "ABCD")))
    return user, place


def open_room(count: int, *, bylines: int = 0) -> dict:
    """Make an open session; the three adults who lead it come first among the cookies.

    ``bylines``: so many of the members have spoken in it before.
    """
    from django.utils import timezone

    from forums.live.domain import sessions
    from people.domain import seal
    from people.enums import Role, ScopeKind
    from people.queries import actor_for, actors_of_memberships

    now = timezone.now()
    community = members.community(f"bench-{secrets.token_hex(3)}")
    adults = [
        adult(community, role, now=now) for role in (Role.FACILITATOR, Role.MODERATOR, Role.ADMINISTRATOR)
    ]
    leader = actor_for(adults[0][0], community_slug=community.slug, now=now)
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
    users = members.make(count, slug=community.slug)
    places = community.memberships.filter(user__in=users).order_by("user_id")[:bylines]
    for actor in actors_of_memberships([place.pk for place in places], now=now).values():
        seal.byline_for(actor, scope_kind=ScopeKind.SESSION, scope_id=session.public_id)
    rows = members.sign_in([*[user for user, _place in adults], *users])
    return {
        "session": session.public_id,
        "path": f"/c/{community.slug}/sessions/{session.public_id}/socket/",
        "cookies": [row["cookie"] for row in rows],
    }


def stored(session: str) -> dict:
    """Return what the database holds of the session."""
    from forums.live.models import LiveEvent, Message

    said = Message.objects.filter(session__public_id=session)
    lines = LiveEvent.objects.filter(stream__session__public_id=session, stream__audience="pub")
    return {
        "messages": said.count(),
        "names": said.values("client_id").distinct().count(),
        "waiting": said.filter(state="held").count(),
        "lines": lines.filter(kind="message").count(),
        "last": max(lines.values_list("seq", flat=True), default=0),
        "all": lines.count(),
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    orders = parser.add_subparsers(dest="order", required=True)
    opening = orders.add_parser("open")
    opening.add_argument("--members", type=int, default=100)
    opening.add_argument("--bylines", type=int, default=0, help="so many have spoken here before")
    orders.add_parser("count").add_argument("session")
    asked = parser.parse_args()
    django.setup()
    from django.conf import settings

    if not settings.DEMO_DOORS:
        print("Members for a load exist in the development settings only.", file=sys.stderr)
        return 1
    answer = (
        open_room(asked.members, bylines=asked.bylines) if asked.order == "open" else stored(asked.session)
    )
    print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
