"""Class codes: how students come in without e-mail. The code carries the band; the joiner says none (rule 39)."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.models import ALPHABET
from mobilize.kernel.refusal import Refused
from people import queries
from people.actors import Actor
from people.domain import accounts, consents, throttle
from people.domain.sign_in_codes import tidy
from people.enums import Band, Role
from people.models import JoinCode, Membership, RoleGrant, User

MOST_JOINERS = 500
LONGEST_DAYS = 366
_LENGTH = 8
_WRONG_CODES = 20  # by one address in ten minutes: a class that mistypes stays below, a guesser does not


@transaction.atomic
def make_join_code(
    actor: Actor, *, label: str, band: str, expires_at: datetime, cap: int, now: datetime
) -> JoinCode:
    """Make a class code for students of one band.

    Errors: ``name_missing``, ``name_too_long``, ``band_unknown``, ``day_over``, ``code_too_long`` (more than a
    year), ``cap_unfit`` (1 to 500).
    """
    require(actor, "people.administer", actor.community)
    label = text.tidy(label)
    limit = text.limit_of(JoinCode, "label")
    if not label:
        raise Refused("name_missing", field="label")
    if len(label) > limit:
        raise Refused("name_too_long", field="label", limit=limit)
    if band not in Band.values:
        raise Refused("band_unknown", field="band")
    if expires_at <= now:
        raise Refused("day_over", field="expires_on")
    if expires_at > now + timedelta(days=LONGEST_DAYS):
        raise Refused("code_too_long", field="expires_on")
    if not 1 <= cap <= MOST_JOINERS:
        raise Refused("cap_unfit", field="cap", most=MOST_JOINERS)
    code = JoinCode.objects.create(
        community=actor.community,
        code="".join(secrets.choice(ALPHABET) for _ in range(_LENGTH)),
        label=label,
        band=band,
        expires_at=expires_at,
        cap=cap,
        created_by=actor.user,
        created_at=now,
    )
    audit.record(
        action="people.make_join_code", now=now, actor=actor, community=actor.community, thing=code, band=band
    )
    return code


@transaction.atomic
def revoke_join_code(actor: Actor, *, code: JoinCode, now: datetime) -> None:
    """Stop a class code at once. Errors: ``not_now`` if it was stopped already."""
    require(actor, "people.administer", code)
    if not JoinCode.objects.filter(pk=code.pk, revoked_at=None).update(revoked_at=now):
        raise Refused("not_now")
    audit.record(
        action="people.revoke_join_code", now=now, actor=actor, community=actor.community, thing=code
    )


def usable(code: str, *, client_address: str, now: datetime) -> JoinCode:
    """Return the class code that somebody typed, if it still lets people in.

    Wrong codes are counted per client address. Errors: ``code_unknown``, ``code_expired``, ``code_full``,
    ``too_fast``.
    """
    throttle.check("wrong-class-code", client_address, limit=_WRONG_CODES)
    found = JoinCode.objects.select_related("community").filter(code=tidy(code)).first()
    if found is None:
        throttle.count("wrong-class-code", client_address, limit=_WRONG_CODES, seconds=600)
        raise Refused("code_unknown", field="code")
    _check(found, now=now)
    return found


def _check(code: JoinCode, *, now: datetime) -> None:
    if code.revoked_at or code.expires_at <= now:
        raise Refused("code_expired", field="code")
    if code.uses >= code.cap:
        raise Refused("code_full", field="code")


def join(
    *,
    code: str,
    username: str,
    password: str,
    first_name: str,
    last_name: str = "",
    client_address: str,
    now: datetime,
) -> Membership:
    """Make an account with a student's place in the code's community and band, and return the place.

    Nothing the joiner sends can name a band, a role or a community. Joins at the same moment never pass the
    cap: the count is raised in the database, and only while it is below. Errors: those of :func:`usable` and of
    the account.
    """
    found = usable(code, client_address=client_address, now=now)
    _not_too_fast(found)
    with transaction.atomic():
        _take_place(found, now=now)
        user = accounts.create(
            username=username, first_name=first_name, last_name=last_name, password=password
        )
        return _enter(found, user, now=now)


def join_signed_in(user: User, *, code: str, client_address: str, now: datetime) -> Membership:
    """Give somebody who has an account as a student elsewhere a student's place here, too.

    Errors: those of :func:`usable`; ``already_member`` (also if the place has ended: an administrator lets people
    back in), ``students_only`` for somebody who holds an adult role anywhere.
    """
    found = usable(code, client_address=client_address, now=now)
    if any(actor.roles - {Role.STUDENT} for actor in queries.actors_for(user, now=now)):
        raise Refused("students_only")
    _not_too_fast(found)
    with transaction.atomic():
        _take_place(found, now=now)
        return _enter(found, user, now=now)


def _not_too_fast(code: JoinCode) -> None:
    limit = settings.MOBILIZE["JOINS_PER_CODE_AND_MINUTE"]
    throttle.count("join", code.public_id, limit=limit, seconds=60)


def _take_place(code: JoinCode, *, now: datetime) -> None:
    taken = JoinCode.objects.filter(
        pk=code.pk, uses__lt=F("cap"), revoked_at=None, expires_at__gt=now
    ).update(uses=F("uses") + 1)
    if not taken:
        code.refresh_from_db()
        _check(code, now=now)
        raise Refused("code_full", field="code")


def _enter(code: JoinCode, user: User, *, now: datetime) -> Membership:
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, community=code.community, band=code.band, created_at=now
            )
    except IntegrityError:
        raise Refused("already_member") from None
    RoleGrant.objects.create(
        membership=membership, role=Role.STUDENT, granted_by_id=code.created_by_id, granted_at=now
    )
    consents.ask_for_newcomer(membership, now=now)
    audit.record(action="people.join", now=now, community=code.community, thing=membership, band=code.band)
    return membership
