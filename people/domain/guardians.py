"""Guardians: who stands for a child, what that opens, and its end. A court's word counts at once (rule 43)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.models import Letter, LetterState
from mobilize.kernel.refusal import Refused
from people import consents, departures
from people.actors import Actor
from people.domain import notes
from people.domain.members import standing
from people.enums import Band, ConsentPurpose, Relation, Role
from people.family_notices import key_of
from people.models import Guardianship, Membership, Notice
from people.policy_queries import policy_of
from people.standing_queries import is_under

#: What an administrator says of a tie. Nothing else of it can be set from outside.
FIELDS = ("is_legal", "may_consent", "lives_with", "gets_mail", "sees_participation", "is_first_call")
NOTE_LENGTH = 1000


@transaction.atomic
def link(
    actor: Actor,
    *,
    student: Membership,
    guardian: Membership,
    relation: str,
    note: str = "",
    now: datetime,
    **fields: bool,
) -> Guardianship:
    """Let an adult with the role of caregiver stand for a student.

    From the consent age on, and at 16 at the earliest, a guardian decides nothing and gets no mail, whatever is asked
    for; from 18 on there is no tie (rule 41).
    Errors: ``students_only``, ``not_a_guardian``, ``guardian_exists``, ``invalid``.
    """
    standing.locked(actor, "people.change_member", student, now=now)
    require(actor, "people.change_member", guardian)
    if Role.STUDENT not in standing.current_roles(student, now=now) or student.band == Band.D:
        raise Refused("students_only")
    roles = standing.current_roles(guardian, now=now)
    if Role.CAREGIVER not in roles or Role.STUDENT in roles or guardian.ended_at is not None:
        raise Refused("not_a_guardian", field="guardian")
    tie = Guardianship(student=student, guardian=guardian, created_at=now)
    _fill(tie, relation=relation, note=note, fields=fields)
    try:
        with transaction.atomic():
            tie.save(force_insert=True)
    except IntegrityError:
        raise Refused("guardian_exists", field="guardian") from None
    _note(actor, "people.link_guardian", tie, now=now)
    return tie


@transaction.atomic
def change(
    actor: Actor, *, guardianship: Guardianship, relation: str, note: str = "", now: datetime, **fields: bool
) -> None:
    """Change what a tie opens. Errors: ``not_now`` once it has ended, ``invalid``."""
    tie = _locked(actor, guardianship, now=now)
    _fill(tie, relation=relation, note=note, fields=fields)
    tie.save()
    if not (tie.gets_mail and tie.sees_participation):
        _stop_mail(tie)
    departures.may_change(tie.guardian)
    _note(actor, "people.change_guardian", tie, now=now, **{name: getattr(tie, name) for name in FIELDS})


def _fill(tie: Guardianship, *, relation: str, note: str, fields: dict[str, bool]) -> None:
    if relation not in Relation.values:
        raise Refused("invalid", field="relation")
    if set(fields) - set(FIELDS):
        raise Refused("invalid")
    note = text.tidy(note)
    if len(note) > NOTE_LENGTH:
        raise Refused("name_too_long", field="note", limit=NOTE_LENGTH)
    tie.relation, tie.note = relation, note
    for name, value in fields.items():
        setattr(tie, name, value)
    if tie.student.band in {Band.C, Band.D} and not _is_asked(tie.student):
        tie.may_consent = tie.gets_mail = False


def _is_asked(student: Membership) -> bool:
    """Tell whether a guardian's consent is asked for in the student's band here."""
    return is_under(student.band, policy_of(student.community).consent_age)


@transaction.atomic
def restrict(actor: Actor, *, guardianship: Guardianship, reason: str, now: datetime) -> None:
    """Shut everything about the child for this guardian, in this one transaction: pages, feeds, links, mail.

    Other guardians of the child and other children of the guardian are not touched. The reason is encrypted, and the
    guardian is told nothing: the school tells them. Errors: ``restriction_unsaid``, ``not_now`` if it is restricted.
    """
    tie = _locked(actor, guardianship, now=now)
    reason = text.tidy(reason)
    if not reason:
        raise Refused("restriction_unsaid", field="reason")
    if len(reason) > NOTE_LENGTH:
        raise Refused("name_too_long", field="reason", limit=NOTE_LENGTH)
    if tie.restricted_at is not None:
        raise Refused("not_now")
    tie.restricted_at, tie.restricted_by, tie.restriction = now, actor.user, reason
    tie.save(update_fields=["restricted_at", "restricted_by", "restriction"])
    _shut(tie, now=now)
    # A picture would tell whoever is kept away where the child is (rule 44).
    consents.end(ConsentPurpose.IMAGE, membership=tie.student, subject="", now=now)
    _note(actor, "people.restrict_guardian", tie, now=now)


@transaction.atomic
def lift(actor: Actor, *, guardianship: Guardianship, now: datetime) -> None:
    """End a restriction: from now on the tie opens what it opened. Errors: ``not_now`` without one."""
    tie = _locked(actor, guardianship, now=now)
    if tie.restricted_at is None:
        raise Refused("not_now")
    tie.restricted_at, tie.restricted_by, tie.restriction = None, None, ""
    tie.save(update_fields=["restricted_at", "restricted_by", "restriction"])
    _note(actor, "people.lift_restriction", tie, now=now)


@transaction.atomic
def end(actor: Actor, *, guardianship: Guardianship, now: datetime) -> None:
    """End a tie: nothing of the child is open to them any more. Errors: ``not_now`` once it has ended."""
    tie = _locked(actor, guardianship, now=now)
    tie.ended_at = now
    tie.save(update_fields=["ended_at"])
    _shut(tie, now=now)
    _note(actor, "people.end_guardian", tie, now=now)


def _shut(tie: Guardianship, *, now: datetime) -> None:
    """Take away what is on its way: invitations that name the child and this adult, notices, e-mails, open sockets."""
    address = tie.guardian.user.email
    invited = tie.student.invitations.filter(used_at=None, revoked_at=None)
    invited.filter(membership=tie.guardian).update(revoked_at=now)
    if address:
        invited.filter(email__iexact=address).update(revoked_at=now)
    _stop_mail(tie)
    departures.may_change(tie.guardian)


def _stop_mail(tie: Guardianship) -> None:
    told = Notice.objects.filter(membership=tie.guardian).filter(key__startswith=key_of(tie, ""))
    if not told.exists():
        return
    told.delete()  # with what waits to be mailed about them
    # A letter says only that something waits, for all notices together. It goes: what else waits is on the page.
    for letter in Letter.objects.filter(state=LetterState.WAITING).exclude(recipient=""):
        if notes.read(letter.recipient, purpose=notes.LETTER) == tie.guardian.public_id:
            letter.delete()


def _locked(actor: Actor, guardianship: Guardianship, *, now: datetime) -> Guardianship:
    standing.locked(actor, "people.change_member", guardianship.student, now=now)
    tie = (
        Guardianship.objects.select_for_update(of=("self",))
        .select_related("student__community", "guardian__community", "guardian__user")
        .get(pk=guardianship.pk)
    )
    if tie.ended_at is not None:
        raise Refused("not_now")
    return tie


def _note(actor: Actor, action: str, tie: Guardianship, *, now: datetime, **note) -> None:
    audit.record(action=action, now=now, actor=actor, community=actor.community, thing=tie, **note)
