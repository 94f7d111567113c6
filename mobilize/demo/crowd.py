"""Making the demo's communities and their members, in bulk."""

from datetime import date, datetime, time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from mobilize.demo import cast
from moderation.models import DutyTurn, StaffedHours
from people.enums import ConsentPurpose, ConsentState, Relation, Role
from people.models import Assent, Clearance, Community, Consent, Guardianship, Membership, RoleGrant, User

COMMUNITIES = {
    cast.HARBOUR: {
        "name": "Harbour Road School",
        "kind": "school",
        "time_zone": "Europe/London",
        "language": "en",
    },
    cast.TILLEULS: {
        "name": "Quartier des Tilleuls",
        "kind": "neighbourhood",
        "time_zone": "Europe/Paris",
        "language": "fr",
    },
}


def settle(now: datetime) -> dict[str, Community]:
    """Make both communities with all accounts, roles, consents and checks. Demo desks are staffed at all hours."""
    communities = {
        slug: Community.objects.create(slug=slug, created_at=now, **fields)
        for slug, fields in COMMUNITIES.items()
    }
    StaffedHours.objects.bulk_create(
        StaffedHours(community=community, weekday=weekday, opens=time(), closes=time.max)
        for community in communities.values()
        for weekday in range(7)
    )
    password = make_password(cast.PASSWORD)  # one hash for all: eighty slow hashes would be a slow start
    accounts = cast.accounts()
    users = User.objects.bulk_create(
        User(username=a.username, first_name=a.first_name, last_name=a.last_name, password=password)
        for a in accounts
    )
    places = Membership.objects.bulk_create(
        Membership(user=user, community=communities[a.community], band=a.band, created_at=now)
        for user, a in zip(users, accounts, strict=True)
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(membership=place, role=role, granted_at=now)
        for place, a in zip(places, accounts, strict=True)
        for role in a.roles
    )
    administrators = {
        place.community.slug: place.user
        for place in places
        if _account(place, accounts).username in _RECORDERS
    }
    Consent.objects.bulk_create(
        Consent(
            membership=place,
            purpose=ConsentPurpose.FORUM,
            state=ConsentState.GRANTED,
            giver_name=f"A guardian of {a.first_name}",
            given_on=date(now.year, 9, 1) if now.month > 9 else date(now.year - 1, 9, 1),
            recorded_by=administrators[a.community],
            created_at=now,
        )
        for place, a in zip(places, accounts, strict=True)
        if a.roles == (Role.STUDENT,) and a.consented
    )
    Assent.objects.bulk_create(
        Assent(membership=place, purpose=ConsentPurpose.FORUM, given=True, notice_version="1", created_at=now)
        for place, a in zip(places, accounts, strict=True)
        if a.roles == (Role.STUDENT,)
    )
    children = {
        place.community.slug: place
        for place, a in zip(places, accounts, strict=True)
        if a.band == "B" and a.consented
    }
    Guardianship.objects.bulk_create(
        Guardianship(student=children[a.community], guardian=place, relation=Relation.PARENT, created_at=now)
        for place, a in zip(places, accounts, strict=True)
        if a.roles == (Role.CAREGIVER,)
    )
    posts = dict(cast.POSTS)
    DutyTurn.objects.bulk_create(
        DutyTurn(community=place.community, post=posts[a.username], membership=place)
        for place, a in zip(places, accounts, strict=True)
        if a.username in posts
    )
    Clearance.objects.bulk_create(
        Clearance(
            membership=place,
            kind="Background check",
            expires_on=date(now.year + 2, 8, 31),
            recorded_by=administrators[a.community],
            created_at=now,
        )
        for place, a in zip(places, accounts, strict=True)
        if not set(a.roles) & {Role.STUDENT, Role.CAREGIVER}
    )
    encrypt = get_adapter().encrypt
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(a.totp_secret)})
        for user, a in zip(users, accounts, strict=True)
        if a.totp_secret
    )
    return communities


_RECORDERS = {"administrator", "organisatrice"}


def _account(place: Membership, accounts: list[cast.Account]) -> cast.Account:
    return next(a for a in accounts if a.username == place.user.username)
