"""What an administrator records about a member: checks, an address, and a second factor that was lost."""

from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.domain.members import standing
from people.enums import Role
from people.models import Clearance, Membership, NoticeWish


def _today(actor: Actor, now: datetime) -> date:
    return now.astimezone(actor.community.zone).date()


def _tidied(field: str, words: str, model, *, needed: bool = True) -> str:
    words = text.tidy(words)
    limit = model._meta.get_field(field).max_length
    if needed and not words:
        raise Refused("name_missing", field=field)
    if len(words) > limit:
        raise Refused("name_too_long", field=field, limit=limit)
    return words


@transaction.atomic
def record_address(actor: Actor, *, membership: Membership, email: str, now: datetime) -> None:
    """Record where notices may be mailed to a member, in this community alone; nothing takes it away again.

    Only an administrator does, and the address opens nothing: nobody signs in with it.
    Errors: ``email_unfit``.
    """
    require(actor, "people.change_member", membership)
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused("email_unfit", field="email") from None
    NoticeWish.objects.update_or_create(membership=membership, defaults={"email": email})
    _note(actor, "people.record_address", membership, now=now, given=bool(email))


@transaction.atomic
def record_clearance(
    actor: Actor,
    *,
    membership: Membership,
    kind: str,
    reference: str = "",
    expires_on: date,
    now: datetime,
) -> Clearance:
    """Record a safeguarding check of an adult. It opens rooms until the day before ``expires_on`` ends (rule 3).

    Errors: ``own_clearance``, ``not_an_adult_here``, ``name_missing``, ``day_over``.
    """
    require(actor, "people.record_clearance", membership)
    if Role.STUDENT in standing.current_roles(membership, now=now):
        raise Refused("not_an_adult_here")
    kind = _tidied("kind", kind, Clearance)
    reference = _tidied("reference", reference, Clearance, needed=False)
    if expires_on <= _today(actor, now):
        raise Refused("day_over", field="expires_on")
    clearance = Clearance.objects.create(
        membership=membership,
        kind=kind,
        reference=reference,
        expires_on=expires_on,
        recorded_by=actor.user,
        created_at=now,
    )
    _note(actor, "people.record_clearance", membership, now=now, expires_on=expires_on.isoformat())
    return clearance


@transaction.atomic
def end_clearances(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """Let every check of an adult run out today, because it is not true any more. Errors: ``not_now`` without one."""
    require(actor, "people.record_clearance", membership)
    today = _today(actor, now)
    if not membership.clearances.filter(expires_on__gt=today).update(expires_on=today):
        raise Refused("not_now")
    _note(actor, "people.end_clearances", membership, now=now)


@transaction.atomic
def reset_second_factor(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """Take away the second factor of somebody who lost it; the next sign-in asks them to set up a new one.

    As far-reaching as a one-use code, so under the same rule. Errors: ``not_now`` without a second factor.
    """
    require(actor, "people.issue_code", membership)
    deleted, _kinds = Authenticator.objects.filter(user=membership.user_id).delete()
    if not deleted:
        raise Refused("not_now")
    _note(actor, "people.reset_second_factor", membership, now=now)


def _note(actor: Actor, action: str, membership: Membership, *, now: datetime, **note) -> None:
    audit.record(action=action, now=now, actor=actor, community=actor.community, thing=membership, **note)
