"""Reports: two taps from anything, from minute one; count alone never removes (rule 19)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation import handlers
from moderation.domain import cases
from moderation.enums import FlagReason, Reason, Severity
from moderation.models import Case, Flag
from people.actors import Actor
from people.domain import seal

_SEVERITY = {FlagReason.WORRIED: Severity.S3, FlagReason.ABOUT_ADULT: Severity.S3}


@transaction.atomic
def report(actor: Actor, *, kind: str, public_id: str, reason: str, words: str = "", now: datetime) -> Flag:
    """Ask a moderator to look at a contribution; the subject stays as it is until a person decides.

    A sealed copy of the text is kept (rule 7). Errors: ``not_found``, ``own_report``, ``reported_already``,
    ``too_many_reports``.
    """
    subject = handlers.of(kind).subject(public_id)
    if subject is None or not subject.is_public:
        raise Refused("not_found")
    require(actor, "moderation.report", subject.byline)
    if reason not in FlagReason.values:
        raise Refused("invalid", field="reason")
    if seal.is_author(actor.user, subject.byline):
        raise Refused("own_report")
    recent = Flag.objects.filter(reporter=actor.membership, created_at__gt=now - timedelta(hours=1)).count()
    if recent >= settings.MOBILIZE["REPORTS_PER_HOUR"]:
        raise Refused("too_many_reports")
    severity = _SEVERITY.get(reason, Severity.S4)
    case = cases.open_case(
        subject=subject, community=actor.community, reason=Reason.REPORTED, severity=severity, now=now
    )
    if case.flags.filter(reporter=actor.membership).exists():
        raise Refused("reported_already")
    if case.severity == Severity.S0 or severity < case.severity:  # S1 is the gravest, S0 the mildest
        Case.objects.filter(pk=case.pk).update(severity=severity)
    return Flag.objects.create(
        case=case,
        reporter=actor.membership,
        reason=reason,
        words=words.strip()[:500],
        sealed_copy=subject.text,
        created_at=now,
    )
