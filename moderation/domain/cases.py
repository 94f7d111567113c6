"""Cases: opened when something waits for a person, ruled once, by somebody else than its author."""

from datetime import datetime

from django.db import IntegrityError, transaction

from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from mobilize.kernel.written import write
from moderation import handlers, replies
from moderation.domain import aftercare, clocks, exposure, summons, telling
from moderation.domain.screening import Findings
from moderation.enums import (
    DISTRESSING,
    GRAVE,
    OPEN_CASES,
    CaseState,
    FlagReason,
    Outcome,
    Reason,
    ReturnReason,
    Severity,
    Sign,
    graver,
)
from moderation.models import Case, Ruling, SeverityChange
from people.actors import Actor
from people.enums import Role, ScopeKind
from people.models import Membership

REPLY_LENGTH = 2000


def open_case(
    *,
    subject: handlers.Subject,
    community,
    reason: str,
    now: datetime,
    severity: str = Severity.S0,
    findings: Findings | None = None,
) -> Case:
    """Put ``subject`` on the desk, or renew its open case when the author changed the text.

    Called by the domain of the app that owns the subject, in its transaction. ``findings`` are what the screening
    saw in this version: they sort the case. The expected time is that of the severity (rules 13 and 15); a grave case
    calls who is on duty. A case never becomes milder by itself, whatever its author changes.
    The author of words in a forum gets a notice that they wait; in a community session the room itself shows it at
    once. Of a report the author hears nothing.
    """
    # Words that were just written wait nowhere yet; only a report or a change can find a case.
    just_written = reason != Reason.REPORTED and subject.version == 1
    new = Case(
        community=community,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        byline=subject.byline,
        place=subject.place,
        version=subject.version,
        reason=reason,
        severity=graver(severity, findings.severity) if findings else severity,
        signs=_told(findings),
        created_at=now,
    )
    if just_written:
        _enter(new, now=now)
    case = new if just_written else _opened(new, now=now)
    if reason != Reason.REPORTED and subject.byline.scope_kind == ScopeKind.FORUM:
        telling.of_waiting(case, subject, first=just_written, now=now)
    return case


def reason_of(findings: Findings) -> str:
    """Return why a person must read words in which the screening saw this, whoever wrote them; "" for nothing.

    Danger, harm, a way of hurting oneself and worries: care, and never a reproach. Then what may hurt somebody, and
    contact details.
    """
    if findings.severity in DISTRESSING:
        return Reason.CARE
    if Sign.CONDUCT in findings.kinds:
        return Reason.CONDUCT
    return Reason.CONTACT_DETAILS if findings else ""


def _told(findings: Findings | None) -> list[dict]:
    return (
        [{"start": part.start, "end": part.end, "sign": str(part.sign)} for part in findings.parts]
        if findings
        else []
    )


def _enter(new: Case, *, now: datetime) -> None:
    new.expected_by = clocks.due(new.community, new.severity, now)
    write(new)
    summons.raise_alarm(new, now=now)


def _opened(new: Case, *, now: datetime) -> Case:
    """Return the open case of the same subject, renewed, or else ``new``, written."""
    wanted = {
        "subject_kind": new.subject_kind,
        "subject_id": new.subject_id,
        "state__in": OPEN_CASES,
    }
    waiting = Case.objects.filter(**wanted).first()
    if waiting is None:
        try:
            with transaction.atomic():
                _enter(new, now=now)
            return new
        except IntegrityError:  # two reports at the same moment: one case
            waiting = Case.objects.get(**wanted)
    if waiting.version != new.version:
        waiting.version, waiting.signs = new.version, new.signs
        if new.reason == Reason.CARE:
            waiting.reason = new.reason
        waiting.save(update_fields=["version", "signs", "reason"])
    make_graver(waiting, severity=new.severity, now=now)
    return waiting


def make_graver(case: Case, *, severity: str, now: datetime) -> None:
    """Let the case be as grave as ``severity`` from now on, unless it already is; its time only comes nearer.

    In the caller's transaction. What becomes grave calls who is on duty.
    """
    if graver(case.severity, severity) == case.severity:
        return
    case.severity = severity
    case.expected_by = min(case.expected_by, clocks.due(case.community, severity, now))
    case.save(update_fields=["severity", "expected_by"])
    summons.raise_alarm(case, now=now)


def promise_again(community) -> None:
    """Reckon the expected time of each waiting case anew, after hours or holidays changed (rule 13)."""
    waiting = list(Case.objects.filter(community=community, state__in=OPEN_CASES))
    for case in waiting:
        case.expected_by = clocks.due(community, case.severity, case.created_at)
    Case.objects.bulk_update(waiting, ["expected_by"], batch_size=500)


def lock_cases(*, kind: str, public_id: str) -> None:
    """Take what is open about a subject for this transaction.

    A ruling locks its case first and the subject second. Whoever locks both takes them in this order too, or the two
    would wait for each other.
    """
    found = Case.objects.filter(subject_kind=kind, subject_id=public_id, state__in=OPEN_CASES).order_by("pk")
    list(found.select_for_update(no_key=True).values_list("pk"))


def _locked(case: Case) -> Case:
    """Hold a case. A flag that is written beside it need not wait, or it and a ruling could wait for each other."""
    cases = Case.objects.select_for_update(of=("self",), no_key=True)
    return cases.select_related("byline", "community").get(pk=case.pk)


def close_cases(*, kind: str, public_id: str, now: datetime) -> None:
    """Close what is open about a subject that its author took back.

    What told of danger or harm stays open: somebody looks after its author all the same (rule 16).
    """
    Case.objects.filter(subject_kind=kind, subject_id=public_id, state__in=OPEN_CASES).exclude(
        severity__in=GRAVE
    ).update(state=CaseState.CLOSED, ruled_at=now)


@transaction.atomic
def rule(
    actor: Actor, *, case: Case, outcome: str, version: int, reason: str = "", reply: str = "", now: datetime
) -> Case:
    """Decide about ``case``: release, return or remove the subject.

    ``version`` is the text's version that the moderator read. Sending back and removing need a reason
    and a kind reply; so does everything about words that were held as S1, S2 or S3, in words of the moderator's own
    (rule 16). Removing a complaint about an adult takes two people who read the same text (rule 12): the first ruling
    proposes, the second, by somebody else, removes. Of grave words that their author took back only the reply goes out.
    Errors: ``case_ruled``, ``case_version``, ``own_post``, ``second_person``, ``reason_missing``,
    ``reply_missing``, ``reply_as_it_was``, ``reply_too_long``, ``break_now``.
    """
    case = _locked(case)
    require(actor, "moderation.rule", case)
    if case.state not in OPEN_CASES or case.is_drill:
        raise Refused("case_ruled")
    exposure.require_rested(actor, case, now=now)
    handler = handlers.of(case.subject_kind)
    subject = handler.subject(case.subject_id)
    if subject is None or case.version != version or subject.version != version:
        raise Refused("case_version")
    if outcome not in Outcome.values:
        raise Refused("outcome_missing", field="outcome")
    stays_up = subject.is_public and outcome == Outcome.RELEASE
    warm = case.severity in DISTRESSING and not stays_up
    reason, reply = _words_to_author(outcome, reason, reply, warm=warm)
    removals = case.rulings.filter(outcome=Outcome.REMOVE, version=version)
    seconded = removals.exclude(by=actor.user).exists()
    proposing = outcome == Outcome.REMOVE and is_complaint(case) and not seconded
    if proposing and removals.exists():
        raise Refused("second_person")
    Ruling.objects.create(
        case=case, by=actor.user, outcome=outcome, reason=reason, reply=reply, version=version, created_at=now
    )
    audit.record(
        action="moderation.rule", now=now, actor=actor, community=actor.community, thing=case, outcome=outcome
    )
    if proposing:
        if case.state == CaseState.WAITING:
            moves.move(case, CaseState.REMOVAL_PROPOSED)
        return case
    aftercare.plan(case, now=now)
    if subject.is_withdrawn:
        _move(case, CaseState.CLOSED, now=now)
        telling.of_reply(case, now=now)
        return case
    # The case moves first: of two moderators who press at once one stops here, before anything happened.
    if outcome == Outcome.RELEASE:
        _move(case, CaseState.RELEASED, now=now)
        handler.release(case.subject_id, now=now)
    elif outcome == Outcome.RETURN:
        _move(case, CaseState.RETURNED, now=now)
        handler.send_back(case.subject_id, now=now)
    else:
        _move(case, CaseState.REMOVED, now=now)
        handler.remove(case.subject_id, now=now)
    telling.of_ruling(case, subject, outcome=outcome, was_public=subject.is_public, now=now)
    return case


def _words_to_author(outcome: str, reason: str, reply: str, *, warm: bool) -> tuple[str, str]:
    """Return reason and reply, checked; a release needs neither, unless the answer must be ``warm``."""
    reply = text.tidy(reply)
    if len(reply) > REPLY_LENGTH:
        raise Refused("reply_too_long", field="reply", length=len(reply), limit=REPLY_LENGTH)
    if outcome != Outcome.RELEASE and reason not in ReturnReason.values:
        raise Refused("reason_missing", field="reason")
    if not reply and (warm or outcome != Outcome.RELEASE):
        raise Refused("reply_missing", field="reply")
    if warm and replies.is_template(reply):
        raise Refused("reply_as_it_was", field="reply")
    return "" if outcome == Outcome.RELEASE else reason, reply


def is_complaint(case: Case) -> bool:
    """Tell whether the case is about an adult who works here: marked so, or reported so (rule 12)."""
    return bool(case.about_id) or case.flags.filter(reason=FlagReason.ABOUT_ADULT).exists()


def _move(case: Case, to: str, *, now: datetime) -> None:
    try:
        moves.move(case, to, ruled_at=now)
    except Refused:
        raise Refused("case_ruled") from None


@transaction.atomic
def mark_about(actor: Actor, *, case: Case, member: Membership | None, now: datetime) -> Case:
    """Note that the subject complains about an adult of the community (or, with None, that it does not after all).

    Only a safeguarding lead takes the mark away again, since it is what asks for a second person.
    """
    require(actor, "moderation.rule", case)
    if member is not None and member.community_id != case.community_id:
        raise Refused("not_found")
    if member is not None and member.role_grants.filter(role=Role.STUDENT).exists():
        raise Refused("not_an_adult", field="member")
    if member is None and not actor.has(Role.SAFEGUARDING_LEAD):
        raise Refused("lead_only", field="member")
    if not Case.objects.filter(pk=case.pk, state__in=OPEN_CASES).update(about=member):
        raise Refused("case_ruled")
    case.about = member
    audit.record(action="moderation.mark_about", now=now, actor=actor, community=actor.community, thing=case)
    return case


@transaction.atomic
def set_severity(actor: Actor, *, case: Case, severity: str, reason: str, now: datetime) -> Case:
    """Call the case graver or milder, with a reason that stays with the case. The trail says that, and not why.

    Whoever works the desk makes it graver; what is S1 or S2 only a safeguarding lead makes milder. The time counts
    from now for a graver one, and from the beginning for a milder one.
    Errors: ``invalid``, ``severity_same``, ``severity_reason``, ``lead_lowers``, ``case_ruled``.
    """
    case = _locked(case)
    require(actor, "moderation.set_severity", case)
    reason = text.tidy(reason)[:REPLY_LENGTH]
    if severity not in Severity.values:
        raise Refused("invalid", field="severity")
    if case.state not in OPEN_CASES or case.is_drill:
        raise Refused("case_ruled")
    if severity == case.severity:
        raise Refused("severity_same", field="severity")
    if not reason:
        raise Refused("severity_reason", field="reason")
    before = case.severity
    if graver(before, severity) == severity:
        make_graver(case, severity=severity, now=now)
    else:
        if case.is_grave and not actor.has(Role.SAFEGUARDING_LEAD):
            raise Refused("lead_lowers", field="severity")
        case.severity = severity
        case.expected_by = clocks.due(case.community, severity, case.created_at)
        case.save(update_fields=["severity", "expected_by"])
    SeverityChange.objects.create(
        case=case, by=actor.user, before=before, after=severity, reason=reason, created_at=now
    )
    audit.record(
        action="moderation.set_severity",
        now=now,
        actor=actor,
        community=actor.community,
        thing=case,
        before=str(before),
        after=str(severity),
    )
    return case
