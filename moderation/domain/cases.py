"""Cases: opened when something waits for a person, ruled once, by somebody else than its author."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from mobilize.kernel import audit, moves
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation import handlers
from moderation.domain import staffed
from moderation.enums import OPEN_CASES, CaseState, Outcome, Severity
from moderation.models import Case, Ruling
from people.actors import Actor
from people.enums import Role
from people.models import Membership


def open_case(
    *, subject: handlers.Subject, community, reason: str, now: datetime, severity: str = Severity.S0
) -> Case:
    """Put ``subject`` on the desk, or renew its open case when the author changed the text.

    Called by the domain of the app that owns the subject, in its transaction. The expected time counts
    staffed hours (rule 13).
    """
    hours = settings.MOBILIZE["ROUTINE_STAFFED_HOURS"]
    waiting = Case.objects.filter(
        subject_kind=subject.kind, subject_id=subject.public_id, state__in=OPEN_CASES
    ).first()
    if waiting:
        if waiting.version != subject.version:
            waiting.version = subject.version
            waiting.save(update_fields=["version"])
        return waiting
    return Case.objects.create(
        community=community,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        byline=subject.byline,
        version=subject.version,
        reason=reason,
        severity=severity,
        expected_by=staffed.expected_by(community, now=now, hours=hours),
        created_at=now,
    )


def close_cases(*, kind: str, public_id: str, now: datetime) -> None:
    """Close what is open about a subject that its author took back."""
    Case.objects.filter(subject_kind=kind, subject_id=public_id, state__in=OPEN_CASES).update(
        state=CaseState.CLOSED, ruled_at=now
    )


@transaction.atomic
def rule(
    actor: Actor, *, case: Case, outcome: str, version: int, reason: str = "", reply: str = "", now: datetime
) -> Case:
    """Decide about ``case``: release, return or remove the subject.

    ``version`` is the text's version that the moderator read. Sending back and removing need a reason
    and a kind reply. Removing a complaint about an adult takes two people (rule 12): the first ruling
    proposes, the second, by somebody else, removes.
    Errors: ``case_ruled``, ``case_version``, ``own_post``, ``second_person``, ``reason_missing``, ``reply_missing``.
    """
    case = Case.objects.select_for_update().select_related("byline", "community").get(pk=case.pk)
    require(actor, "moderation.rule", case)
    if case.state not in OPEN_CASES:
        raise Refused("case_ruled")
    handler = handlers.of(case.subject_kind)
    subject = handler.subject(case.subject_id)
    if subject is None or case.version != version or subject.version != version:
        raise Refused("case_version")
    if outcome not in Outcome.values:
        raise Refused("not_now")
    reply = reply.strip()
    if outcome != Outcome.RELEASE:
        if not reason:
            raise Refused("reason_missing", field="reason")
        if not reply:
            raise Refused("reply_missing", field="reply")
    Ruling.objects.create(
        case=case, by=actor.user, outcome=outcome, reason=reason, reply=reply, version=version, created_at=now
    )
    audit.record(
        action="moderation.rule", now=now, actor=actor, community=actor.community, thing=case, outcome=outcome
    )
    if outcome == Outcome.REMOVE and case.about_id and case.state == CaseState.WAITING:
        moves.move(case, CaseState.REMOVAL_PROPOSED)
        return case
    if outcome == Outcome.REMOVE and case.state == CaseState.REMOVAL_PROPOSED:
        proposers = case.rulings.filter(outcome=Outcome.REMOVE).exclude(by=actor.user)
        if not proposers.exists():
            raise Refused("second_person")
    if outcome == Outcome.RELEASE:
        handler.release(case.subject_id, now=now)
        moves.move(case, CaseState.RELEASED, ruled_at=now)
    elif outcome == Outcome.RETURN:
        handler.send_back(case.subject_id, now=now)
        moves.move(case, CaseState.RETURNED, ruled_at=now)
    else:
        handler.remove(case.subject_id, now=now)
        moves.move(case, CaseState.REMOVED, ruled_at=now)
    return case


@transaction.atomic
def mark_about(actor: Actor, *, case: Case, member: Membership | None, now: datetime) -> Case:
    """Note that the subject complains about an adult of the community (or, with None, that it does not after all).

    Only a safeguarding lead takes the mark away again, since it is what asks for a second person.
    """
    require(actor, "moderation.rule", case)
    if member is not None and member.community_id != case.community_id:
        raise Refused("not_found")
    if member is None and not actor.has(Role.SAFEGUARDING_LEAD):
        raise Refused("not_found")
    Case.objects.filter(pk=case.pk, state__in=OPEN_CASES).update(about=member)
    case.about = member
    audit.record(action="moderation.mark_about", now=now, actor=actor, community=actor.community, thing=case)
    return case
