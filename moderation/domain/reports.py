"""Reports: two taps from anything, from minute one; count alone never removes (rule 19)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mobilize.kernel import text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation import handlers, queries
from moderation.domain import cases
from moderation.enums import OPEN_CASES, FlagReason, Reason, Severity
from moderation.models import Flag
from people.actors import Actor
from people.domain import seal
from people.models import Community

WORDS_LENGTH = text.limit_of(Flag, "words")
_SEVERITY: dict[str, Severity] = {FlagReason.WORRIED: Severity.S3, FlagReason.ABOUT_ADULT: Severity.S3}


@transaction.atomic
def report(actor: Actor, *, kind: str, public_id: str, reason: str, words: str = "", now: datetime) -> Flag:
    """Ask a moderator to look at a contribution; the subject stays as it is until a person decides.

    A sealed copy of the text is kept (rule 7). The reporter's standing is asked, not their consent: everybody who
    reads may call for help (rule 19).
    Errors: ``not_found``, ``flag_reason_missing``, ``words_too_long``, ``own_report``, ``reported_already``,
    ``too_many_reports``.
    """
    # One report after the other: who found no case waits for nobody who found one, and each is counted.
    Community.objects.select_for_update(no_key=True).get(pk=actor.community.pk)
    if handlers.known(kind):
        # Words that are taken back at this moment would leave a case behind on which nobody could rule.
        cases.lock_cases(kind=kind, public_id=public_id)
        handlers.of(kind).lock(public_id)
    subject = queries.subject_for(actor, kind=kind, public_id=public_id)
    if reason not in FlagReason.values:
        raise Refused("flag_reason_missing", field="reason")
    words = text.tidy(words)
    if len(words) > WORDS_LENGTH:
        raise Refused("words_too_long", field="words", length=len(words), limit=WORDS_LENGTH)
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
    return Flag.objects.create(
        case=case,
        reporter=actor.membership,
        reason=reason,
        words=words,
        sealed_copy=subject.text,
        created_at=now,
    )


@transaction.atomic
def mark_told(actor: Actor, *, shown: Iterable[Flag], now: datetime) -> None:
    """Note that the reporter has seen what became of the reports ``shown`` to them (rule 20)."""
    require(actor, "moderation.see_own_reports", actor.community)
    Flag.objects.filter(reporter=actor.membership, told_at=None, pk__in=[flag.pk for flag in shown]).exclude(
        case__state__in=OPEN_CASES
    ).update(told_at=now)
