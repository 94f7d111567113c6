"""Communities and their members."""

import itertools
from datetime import date, time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from mobilize.kernel import keys
from moderation.models import StaffedHours
from people import queries
from people.actors import Actor
from people.enums import STAFF_ROLES, Band, ConsentPurpose, ConsentState, Role
from people.models import Assent, Clearance, Community, Consent, Membership, RoleGrant, User

_count = itertools.count(1)


def community(slug: str = "harbour", *, staffed: bool = True, **fields) -> Community:
    """Make a community, staffed at all hours unless told otherwise, and the seal's key if there is none."""
    keys.create(keys.SEAL_KEY)
    made = Community.objects.create(
        slug=slug, name=fields.pop("name", slug.title()), created_at=timezone.now(), **fields
    )
    if staffed:
        for weekday in range(7):
            StaffedHours.objects.create(community=made, weekday=weekday, opens=time(), closes=time.max)
    return made


def member(
    community: Community,
    *roles: str,
    band: str | None = None,
    username: str = "",
    consent: bool = True,
    assent: bool = True,
    cleared: bool = True,
    second_factor: bool = True,
    user: User | None = None,
) -> User:
    """Make a member of ``community`` with ``roles`` (a student by default) and return the user; password "password".

    Students get consent and say yes themselves, adults a clearance and, where their role asks for it, a second
    factor, unless told otherwise.
    """
    roles = roles or (Role.STUDENT,)
    now = timezone.now()
    if user is None:
        name = username or f"{roles[0]}{next(_count)}"
        user = User.objects.create_user(
            name, password="password", first_name=name.title(), last_name="Tester"
        )
    student = Role.STUDENT in roles
    place = Membership.objects.create(
        user=user, community=community, band=band or (Band.B if student else Band.D), created_at=now
    )
    RoleGrant.objects.bulk_create([RoleGrant(membership=place, role=role, granted_at=now) for role in roles])
    if student and consent:
        Consent.objects.create(
            membership=place,
            purpose=ConsentPurpose.FORUM,
            state=ConsentState.GRANTED,
            giver_name="A guardian",
            given_on=date(2026, 9, 1),
            recorded_by=user,
            created_at=now,
        )
    if student and assent:
        Assent.objects.create(
            membership=place, purpose=ConsentPurpose.FORUM, given=True, notice_version="1", created_at=now
        )
    if not student and cleared:
        Clearance.objects.create(membership=place, kind="Check", expires_on=date(2099, 1, 1), created_at=now)
    if second_factor and set(roles) & STAFF_ROLES and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user


def actor(user: User, community: Community) -> Actor:
    """Return ``user`` as an actor of ``community`` as things stand now."""
    found = queries.actor_for(user, community_slug=community.slug, now=timezone.now())
    assert found is not None, f"{user} is not a member of {community}"
    return found
