"""Concerns: raised by any adult, kept by few, written in lines that only grow (rules 23 to 29)."""

from datetime import date, datetime

from django.db import transaction

from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import concern_telling
from moderation.enums import ConcernKind, ConcernOutcome, ConcernState, EntryKind
from moderation.models import Case, Concern, ConcernEntry, ReportingAgency
from people.actors import Actor
from people.enums import Role
from people.models import Membership

WORDS_LENGTH = 8000

#: What can be written into a file, and where it takes the concern if the table of states lets it.
STEPS: dict[str, ConcernState | None] = {
    EntryKind.TRIAGED: ConcernState.TRIAGED,
    EntryKind.ACTION: ConcernState.ACTIONED,
    EntryKind.REFERRAL: ConcernState.REFERRED,
    EntryKind.REVIEW: ConcernState.REVIEW,
    EntryKind.REPORT: None,
    EntryKind.CHILD_TOLD: None,
    EntryKind.STATEMENT: None,
    EntryKind.ADDENDUM: None,
}
#: What a closed file takes too: a correction, and what the young person says about it (rule 54).
NEVER_ENDING = (EntryKind.STATEMENT, EntryKind.ADDENDUM)


@transaction.atomic
def raise_concern(
    actor: Actor,
    *,
    kind: str,
    words: str,
    student: Membership | None = None,
    adult: Membership | None = None,
    origin: Case | None = None,
    now: datetime,
) -> Concern:
    """Write down a worry. Whoever raised it afterwards sees only that it was received (rule 24).

    ``origin`` is a case that the actor can see; it is kept encrypted. Only those who may name young people give
    ``student``; others describe in words. Errors: ``concern_kind_missing``, ``concern_words_missing``.
    """
    require(actor, "moderation.raise_concern", actor.community)
    if kind not in ConcernKind.values:
        raise Refused("concern_kind_missing", field="kind")
    words = _told(words)
    if kind == ConcernKind.STUDENT:
        adult = None
        _check_student(actor, student)
    else:
        student = origin = None
        _check_adult(actor, adult)
    if origin is not None:
        require(actor, "moderation.see_case", origin)
    concern = Concern.objects.create(
        community=actor.community,
        kind=kind,
        student=student,
        adult=adult,
        raised_by=actor.membership,
        origin=origin.public_id if origin else "",
        created_at=now,
    )
    _write(actor, concern, EntryKind.RAISED, words=words, now=now)
    _note(actor, concern, "raise_concern", now=now)
    concern_telling.of_raised(concern, now=now)
    return concern


def _check_student(actor: Actor, student: Membership | None) -> None:
    if student is None:
        return
    require(actor, "moderation.name_young_person", actor.community)
    if student.community_id != actor.community.pk:
        raise Refused("not_found")
    if not student.role_grants.filter(role=Role.STUDENT).exists():
        raise Refused("not_a_young_person", field="student")


def _check_adult(actor: Actor, adult: Membership | None) -> None:
    if adult is None:
        return
    if adult.community_id != actor.community.pk:
        raise Refused("not_found")
    if adult.role_grants.filter(role=Role.STUDENT).exists():
        raise Refused("not_an_adult", field="adult")


def _told(words: str, *, field: str = "words") -> str:
    words = text.tidy(words)
    if not words:
        raise Refused("concern_words_missing", field=field)
    if len(words) > WORDS_LENGTH:
        raise Refused("words_too_long", field=field, length=len(words), limit=WORDS_LENGTH)
    return words


def _write(actor: Actor, concern: Concern, kind: str, *, now: datetime, **words) -> ConcernEntry:
    return ConcernEntry.objects.create(concern=concern, kind=kind, by=actor.user, created_at=now, **words)


def _note(actor: Actor, concern: Concern, action: str, *, now: datetime, **note) -> None:
    audit.record(
        action=f"moderation.{action}", now=now, actor=actor, community=actor.community, thing=concern, **note
    )


def locked(concern: Concern) -> Concern:
    """Hold the concern's row and read it anew."""
    return Concern.objects.select_for_update(of=("self",)).select_related("community").get(pk=concern.pk)


def _in_work(concern: Concern) -> Concern:
    if concern.state == ConcernState.CLOSED:
        raise Refused("concern_is_closed")
    return concern


@transaction.atomic
def acknowledge(actor: Actor, *, concern: Concern, now: datetime) -> Concern:
    """Say that it arrived: the raiser is told, and nothing more ever."""
    concern = locked(concern)
    require(actor, "moderation.work_concern", concern)
    moves.move(concern, ConcernState.ACKNOWLEDGED)
    _write(actor, concern, EntryKind.ACKNOWLEDGED, now=now)
    _note(actor, concern, "acknowledge_concern", now=now)
    if concern.raised_by_id != actor.membership.pk:
        concern_telling.of_acknowledged(concern, now=now)
    return concern


@transaction.atomic
def write(
    actor: Actor,
    *,
    concern: Concern,
    step: str,
    words: str,
    reference: str = "",
    review_on: date | None = None,
    corrects: ConcernEntry | None = None,
    now: datetime,
) -> ConcernEntry:
    """Add a line: what was found, done, handed over or reported, a review, or an addition to another line.

    A report by duty names the agency, its number and a reference, and waits for no other step (rule 27). A review
    needs its day. What the young person says about the file stands in it word for word, once a line says that they
    were told of it (rule 54): no page of theirs knows of concerns, so whoever keeps the file asks them and writes.
    Errors: ``concern_step_missing``, ``concern_words_missing``, ``reference_missing``, ``reporting_agency_missing``,
    ``review_day_missing``, ``child_not_told``, ``concern_is_closed``, ``not_now``.
    """
    concern = locked(concern)
    require(actor, "moderation.work_concern", concern)
    if step not in STEPS:
        raise Refused("concern_step_missing", field="step")
    words, reference = _told(words), text.tidy(reference)
    if corrects is not None and (step != EntryKind.ADDENDUM or corrects.concern_id != concern.pk):
        raise Refused("not_found")
    if step not in NEVER_ENDING:
        _in_work(concern)
    if step == EntryKind.STATEMENT and not concern.entries.filter(kind=EntryKind.CHILD_TOLD).exists():
        # A statement of somebody who does not know of the file would be another's words in their mouth.
        raise Refused("child_not_told", field="step")
    if step == EntryKind.REPORT:
        if not reference:
            raise Refused("reference_missing", field="reference")
        words = f"{_agency(concern)}\n{words}"
    if step == EntryKind.REVIEW and review_on is None:
        raise Refused("review_day_missing", field="review_on")
    to = STEPS[step]
    if to is not None:
        moves.move(concern, to, **({"review_on": review_on} if review_on else {}))
    elif step == EntryKind.REPORT and moves.allowed(concern, ConcernState.REFERRED):
        moves.move(concern, ConcernState.REFERRED)
    entry = _write(actor, concern, step, words=words, reference=reference, corrects=corrects, now=now)
    _note(actor, concern, "write_concern", now=now, step=step)
    return entry


def _agency(concern: Concern) -> str:
    agency = ReportingAgency.objects.filter(community=concern.community_id).first()
    if agency is None:
        raise Refused("reporting_agency_missing")
    return f"{agency.name}, {agency.number}"


@transaction.atomic
def decide_guardians(
    actor: Actor, *, concern: Concern, tell: str, reason: str, now: datetime
) -> ConcernEntry:
    """Write down whether the guardians are told, and why. A person tells them; the house never does (rule 28)."""
    concern = _in_work(locked(concern))
    require(actor, "moderation.work_concern", concern)
    if tell not in {"yes", "no"}:
        raise Refused("tell_missing", field="tell")
    reason = text.tidy(reason)
    if not reason:
        raise Refused("concern_reason_missing", field="reason")
    words = f"{DECISIONS[tell]}\n{_told(reason, field='reason')}"
    entry = _write(actor, concern, EntryKind.GUARDIANS, words=words, now=now)
    _note(actor, concern, "decide_guardians", now=now, tell=tell)
    return entry


#: As it stands in the file, in one language: a line never changes with its reader.
DECISIONS = {"yes": "Guardians: tell them.", "no": "Guardians: do not tell them."}


@transaction.atomic
def close(actor: Actor, *, concern: Concern, outcome: str, words: str, now: datetime) -> Concern:
    """End the work on a concern that was reviewed. It takes somebody who did not raise it (rule 29).

    Errors: ``raiser_reviews``, ``outcome_of_concern_missing``, ``concern_words_missing``, ``not_now``.
    """
    concern = locked(concern)
    require(actor, "moderation.close_concern", concern)
    if outcome not in ConcernOutcome.values:
        raise Refused("outcome_of_concern_missing", field="outcome")
    words = _told(words)
    moves.move(concern, ConcernState.CLOSED, outcome=outcome, closed_at=now, review_on=None)
    _write(actor, concern, EntryKind.CLOSED, words=words, now=now)
    _note(actor, concern, "close_concern", now=now, outcome=outcome)
    return concern


@transaction.atomic
def reopen(actor: Actor, *, concern: Concern, words: str, now: datetime) -> Concern:
    """Take a closed concern up again because something new came to light."""
    concern = locked(concern)
    require(actor, "moderation.work_concern", concern)
    if concern.state != ConcernState.CLOSED:
        raise Refused("not_now")
    words = _told(words)
    moves.move(concern, ConcernState.TRIAGED, outcome="", closed_at=None)
    _write(actor, concern, EntryKind.REOPENED, words=words, now=now)
    _note(actor, concern, "reopen_concern", now=now)
    return concern


@transaction.atomic
def name_student(actor: Actor, *, concern: Concern, student: Membership, now: datetime) -> Concern:
    """Write into the file whom it is about, once that is known. A name that stands there stays."""
    concern = locked(concern)
    require(actor, "moderation.work_concern", concern)
    if concern.kind != ConcernKind.STUDENT or concern.student_id is not None:
        raise Refused("not_now")
    _check_student(actor, student)
    Concern.objects.filter(pk=concern.pk).update(student=student)
    concern.student = student
    _note(actor, concern, "name_student", now=now)
    return concern


@transaction.atomic
def set_agency(
    actor: Actor, *, name: str, number: str, owner: Membership, reviewed_on: date, now: datetime
) -> ReportingAgency:
    """Note whom the law tells this community to report to, and who makes sure that the number is right (rule 27)."""
    require(actor, "moderation.keep_concerns", actor.community)
    if owner.community_id != actor.community.pk or owner.role_grants.filter(role=Role.STUDENT).exists():
        raise Refused("not_an_adult", field="keeper")
    agency, _made = ReportingAgency.objects.update_or_create(
        community=actor.community,
        defaults={
            "name": text.tidy(name),
            "number": text.tidy(number),
            "owner": owner,
            "reviewed_on": reviewed_on,
        },
    )
    audit.record(action="moderation.set_agency", now=now, actor=actor, community=actor.community)
    return agency
