"""Members for a load: ``python -m bench.members --count 1000 --json`` (development settings only).

Makes students who may write, each with the cookie of a sign-in, in a community of their own ("bench").
"""

import argparse
import json
import os
import sys
from datetime import time, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.dev")

import django

COMMUNITY = "bench"
BATCH = 500


def community(slug: str = COMMUNITY):
    """Return the load's community, staffed at all hours, with two checked adults; made if it is not there yet."""
    from django.utils import timezone

    from mobilize.kernel import keys
    from moderation.models import StaffedHours
    from people.enums import Band, Role
    from people.models import Clearance, Community, Membership, RoleGrant, User

    found = Community.objects.filter(slug=slug).first()
    if found:
        return found
    keys.create(keys.SEAL_KEY)
    now = timezone.now()
    made = Community.objects.create(slug=slug, name="Bench School", created_at=now)
    for weekday in range(7):
        StaffedHours.objects.create(community=made, weekday=weekday, opens=time(), closes=time.max)
    for name in ("organizer", "teacher"):
        user = User.objects.create_user(f"{slug}-{name}", first_name=name.title(), last_name="Bench")
        place = Membership.objects.create(user=user, community=made, band=Band.D, created_at=now)
        RoleGrant.objects.create(membership=place, role=Role(name), granted_at=now)
        Clearance.objects.create(
            membership=place, kind="Check", expires_on=now.date() + timedelta(days=999), created_at=now
        )
    return made


def make(count: int, *, slug: str = COMMUNITY, band: str = "D") -> list:
    """Return ``count`` new students of the community who may write."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from people.enums import ConsentPurpose, ConsentState, Role
    from people.models import Assent, Consent, Membership, RoleGrant, User

    place, now = community(slug), timezone.now()
    already = User.objects.filter(username__startswith=f"{slug}-m").count()
    names = [f"{slug}-m{number}" for number in range(already + 1, already + count + 1)]
    User.objects.bulk_create(
        [
            User(username=name, first_name="Member", last_name=name, password=make_password(None))
            for name in names
        ],
        BATCH,
    )
    users = list(User.objects.filter(username__startswith=f"{slug}-m").order_by("pk"))[already:]
    Membership.objects.bulk_create(
        [Membership(user=user, community=place, band=band, created_at=now) for user in users], BATCH
    )
    places = list(Membership.objects.filter(community=place, user__username__startswith=f"{slug}-m"))
    places = [member for member in places if member.user_id in {user.pk for user in users}]
    RoleGrant.objects.bulk_create(
        [RoleGrant(membership=member, role=Role.STUDENT, granted_at=now) for member in places], BATCH
    )
    Consent.objects.bulk_create(
        [
            Consent(
                membership=member,
                purpose=ConsentPurpose.FORUM,
                state=ConsentState.GRANTED,
                giver_name="A guardian",
                given_on=now.date(),
                recorded_by=users[0],
                created_at=now,
            )
            for member in places
        ],
        BATCH,
    )
    Assent.objects.bulk_create(
        [
            Assent(
                membership=member,
                purpose=ConsentPurpose.FORUM,
                given=True,
                notice_version="1",
                created_at=now,
            )
            for member in places
        ],
        BATCH,
    )
    return users


def sign_in(users: list) -> list[dict]:
    """Return one row for each user: username, community, and the name and value of the sign-in's cookie."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    ends = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    sessions, rows = [], []
    for user in users:
        key = store._get_new_session_key()
        kept = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        sessions.append(Session(session_key=key, session_data=store.encode(kept), expire_date=ends))
        rows.append({"username": user.username, "cookie": f"{settings.SESSION_COOKIE_NAME}={key}"})
    Session.objects.bulk_create(sessions, BATCH)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--community", default=COMMUNITY, help="the short name of the community")
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    options = parser.parse_args()
    django.setup()
    from django.conf import settings

    if not settings.DEMO_DOORS:
        print("Members for a load exist in the development settings only.", file=sys.stderr)
        return 1
    rows = [
        row | {"community": options.community} for row in sign_in(make(options.count, slug=options.community))
    ]
    print(
        json.dumps(rows) if options.json else "\n".join(f"{row['username']} {row['cookie']}" for row in rows)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
