"""Invitations: a way in for one adult and one role, by a link that works once.

The link holds 128 random bits, of which only a hash is kept. Role, community and child come from the invitation;
nothing that is sent with the answer can name them (rule 39). Whoever comes has no check yet, so no page with a
student's words or name opens before an administrator records one (rule 3).
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from mobilize.kernel import audit, text
from mobilize.kernel.authority import can, require
from mobilize.kernel.later import later
from mobilize.kernel.refusal import Refused
from people import queries
from people.actors import Actor
from people.domain import accounts, invitation_letters, throttle
from people.domain.members import standing
from people.enums import Band, Relation, Role
from people.models import (
    Community,
    Guardianship,
    Invitation,
    Membership,
    NoticeWish,
    RoleGrant,
    User,
)

MOST_DAYS = 30
_BYTES = 16
_WRONG = 20  # by one address in ten minutes
_A_DAY = 200  # made by one administrator


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(
    actor: Actor,
    *,
    role: str,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    days: int = 7,
    mail: bool = False,
    student: Membership | None = None,
    now: datetime,
) -> tuple[Invitation, str]:
    """Make an invitation and return it with its secret, which is shown this once: to be printed, or mailed.

    With an e-mail address it is for whoever knows that address. With a student it is for a caregiver of theirs.
    Errors: ``invitation_role``, ``students_only``, ``email_unfit``, ``email_missing``, ``invitation_days``,
    ``name_too_long``, ``too_fast``.
    """
    require(actor, "people.invite", actor.community)
    if student is not None:
        require(actor, "people.invite_caregiver", student)
        if Role.STUDENT not in standing.current_roles(student, now=now) or student.band == Band.D:
            raise Refused("students_only")
    if role not in Role.values or role == Role.STUDENT or (student is not None and role != Role.CAREGIVER):
        raise Refused("invitation_role", field="role")
    if not 1 <= days <= MOST_DAYS:
        raise Refused("invitation_days", field="days", most=MOST_DAYS)
    names = {"first_name": text.tidy(first_name), "last_name": text.tidy(last_name)}
    for field, name in names.items():
        if len(name) > text.limit_of(Invitation, field):
            raise Refused("name_too_long", field=field, limit=text.limit_of(Invitation, field))
    email = _email(email, needed=mail)
    throttle.count("invitation", actor.user.public_id, limit=_A_DAY, seconds=86_400)
    secret = secrets.token_urlsafe(_BYTES)
    invitation = Invitation.objects.create(
        community=actor.community,
        role=role,
        email=email,
        student=student,
        secret_hash=_hash(secret),
        expires_at=now + timedelta(days=days),
        made_by=actor.user,
        created_at=now,
        **names,
    )
    if mail:
        invitation_letters.write(invitation, secret, now=now)
    _note("people.invite", invitation, now=now, actor=actor, role=role, mailed=mail)
    return invitation, secret


def _email(email: str, *, needed: bool) -> str:
    email = email.strip()
    if not email and needed:
        raise Refused("email_missing", field="email")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused("email_unfit", field="email") from None
    return email


@transaction.atomic
def revoke(actor: Actor, *, invitation: Invitation, now: datetime) -> None:
    """Take an invitation back at once. Errors: ``not_now`` if it was used or taken back already."""
    require(actor, "people.invite", invitation)
    open_ones = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if not open_ones.update(revoked_at=now):
        raise Refused("not_now")
    _note("people.revoke_invitation", invitation, now=now, actor=actor)


def fitting(secret: str, *, client_address: str, now: datetime) -> Invitation:
    """Return the invitation that a secret opens. Wrong ones are counted per address.

    Unknown, used, taken back, run out, made by somebody who is no administrator any more, for a child who is not
    there any more: all the same. Errors: ``invitation_over``, ``too_fast``.
    """
    throttle.check("wrong-invitation", client_address, limit=_WRONG)
    found = (
        Invitation.objects.select_related("community", "student", "made_by")
        .filter(secret_hash=_hash(secret))
        .first()
    )
    if found is None or not _stands(found, now=now):
        throttle.count("wrong-invitation", client_address, limit=_WRONG, seconds=600)
        raise Refused("invitation_over")
    return found


def _stands(invitation: Invitation, *, now: datetime) -> bool:
    if not invitation_letters.is_open(invitation, now=now):
        return False
    maker = queries.actor_for(invitation.made_by, community_slug=invitation.community.slug, now=now)
    if invitation.student is None:
        return maker is not None and can(maker, "people.invite", invitation)
    student = invitation.student
    here = student.band != Band.D and (student.ended_at is None or student.ended_at > now)
    return here and maker is not None and can(maker, "people.invite_caregiver", student)


def accept(
    *,
    secret: str,
    username: str,
    password: str,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    client_address: str,
    now: datetime,
) -> Membership:
    """Make an account with the invitation's role in its community, and return the place. It works once.

    Names that the invitation tells are kept whatever is sent; an address that it was made for must be given.
    Errors: those of :func:`fitting`, ``invitation_other_email`` (counted like a wrong secret), those of the account.
    """
    found = _opened(secret, email=email, client_address=client_address, now=now)
    with transaction.atomic():
        _use_up(found, now=now)
        user = accounts.create(
            username=username,
            first_name=found.first_name or first_name,
            last_name=found.last_name or last_name,
            password=password,
        )
        return _enter(found, user, now=now)


def accept_signed_in(
    user: User, *, secret: str, email: str = "", client_address: str, now: datetime
) -> Membership:
    """Give somebody who has an account the invitation's role in its community, and return the place. It works once.

    Errors: those of :func:`fitting` and :func:`check_fits`, ``invitation_other_email`` as in :func:`accept`.
    """
    found = _opened(secret, email=email, client_address=client_address, now=now)
    with transaction.atomic():
        _use_up(found, now=now)
        check_fits(user, invitation=found, now=now)
        return _enter(found, user, now=now)


def check_fits(user: User, *, invitation: Invitation, now: datetime) -> None:
    """Refuse whoever the invitation is not for.

    Errors: ``invitation_for_adults`` for a student, and for whoever was under 18 anywhere; ``invitation_other_person``
    for another name than the one that it was made for; ``already_member`` also if the place has ended: an administrator
    lets people back in, and gives further roles.
    """
    places = list(user.memberships.all())
    students = any(actor.is_youth for actor in queries.actors_for(user, now=now))
    if students or any(place.band != Band.D for place in places):
        raise Refused("invitation_for_adults")
    for name in ("first_name", "last_name"):
        told = text.tidy(getattr(invitation, name)).casefold()
        if told and told != text.tidy(getattr(user, name)).casefold():
            raise Refused("invitation_other_person")
    if any(place.community_id == invitation.community_id for place in places):
        raise Refused("already_member")


def _opened(secret: str, *, email: str, client_address: str, now: datetime) -> Invitation:
    found = fitting(secret, client_address=client_address, now=now)
    if found.email and email.strip().casefold() != found.email.casefold():
        throttle.count("wrong-invitation", client_address, limit=_WRONG, seconds=600)
        raise Refused("invitation_other_email", field="email")
    return found


def _use_up(found: Invitation, *, now: datetime) -> None:
    """Take the invitation for the caller's transaction; of several who come at once one has it."""
    Community.objects.select_for_update().get(pk=found.community_id)
    once = Invitation.objects.filter(pk=found.pk, used_at=None, revoked_at=None, expires_at__gt=now)
    if not once.update(used_at=now) or not _stands_still(found, now=now):
        raise Refused("invitation_over")


def _enter(found: Invitation, user: User, *, now: datetime) -> Membership:
    try:
        with transaction.atomic():
            place = Membership.objects.create(
                user=user, community=found.community, band=Band.D, created_at=now
            )
    except IntegrityError:
        raise Refused("already_member") from None
    RoleGrant.objects.create(membership=place, role=found.role, granted_by=found.made_by, granted_at=now)
    if found.email:
        NoticeWish.objects.create(membership=place, email=found.email)
    if found.student is not None:
        _tie(found.student, place, now=now)
    Invitation.objects.filter(pk=found.pk).update(membership=place)
    _note("people.accept_invitation", found, now=now, actor=user, role=found.role)
    later("cms.tasks.sync_editors", place.pk)
    return place


def _stands_still(invitation: Invitation, *, now: datetime) -> bool:
    """Look once more with the lock held: the maker's role or the child's place may have ended in this moment."""
    again = Invitation.objects.select_related("community", "student", "made_by").get(pk=invitation.pk)
    again.used_at = None  # we took it ourselves just now
    return _stands(again, now=now)


def _tie(student: Membership, place: Membership, *, now: datetime) -> None:
    """Link with the child, with the least that a guardian may have; an administrator says the rest."""
    Guardianship.objects.create(
        student=student,
        guardian=place,
        relation=Relation.OTHER,
        is_legal=False,
        may_consent=False,
        lives_with=False,
        gets_mail=False,
        sees_participation=False,
        created_at=now,
    )


def _note(action: str, invitation: Invitation, *, now: datetime, actor, **note) -> None:
    audit.record(
        action=action, now=now, actor=actor, community=invitation.community, thing=invitation, **note
    )
