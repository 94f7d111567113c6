"""Appeals: an author asks that somebody else look again, and another moderator does (rule 21)."""

from datetime import datetime

from django.db import transaction

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation import handlers
from moderation.domain import clocks, telling
from moderation.domain.cases import REPLY_LENGTH
from moderation.enums import OPEN_CASES, AppealState, Severity
from moderation.models import Appeal, Ruling
from moderation.rules import DESK_ROLES
from people import queries as people_queries
from people.actors import Actor

WORDS_LENGTH = 1000


@transaction.atomic
def appeal(actor: Actor, *, ruling: Ruling, words: str = "", now: datetime) -> Appeal:
    """Ask for another look at the ruling that settled one's words; it speaks by the case's byline alone.

    The promised time is one school day. Errors: ``appeal_too_early``, ``words_too_long``, ``appeal_made``.
    """
    ruling = (
        Ruling.objects.select_for_update(of=("self",))
        .select_related("case__byline", "case__community")
        .get(pk=ruling.pk)
    )
    require(actor, "moderation.appeal", ruling)
    case = ruling.case
    if case.state in OPEN_CASES or ruling.created_at != case.ruled_at:
        raise Refused("appeal_too_early")
    words = text.tidy(words)
    if len(words) > WORDS_LENGTH:
        raise Refused("words_too_long", field="words", length=len(words), limit=WORDS_LENGTH)
    if Appeal.objects.filter(ruling=ruling).exists():
        raise Refused("appeal_made")
    made = Appeal.objects.create(
        ruling=ruling,
        words=words,
        expected_by=clocks.due(case.community, Severity.S4, now),
        created_at=now,
    )
    # The line names the appeal alone: the trail must not unseal what the byline seals.
    audit.record(action="moderation.appeal", now=now, community=actor.community, thing=made)
    telling.of_appeal(case, _others(case, now), now=now)
    return made


def _others(case, now: datetime):
    ruled = set(case.rulings.values_list("by", flat=True))
    members = people_queries.members_with_role(case.community, *DESK_ROLES, now=now)
    return [member for member in members if member.user_id not in ruled and member.pk != case.about_id]


@transaction.atomic
def decide(actor: Actor, *, appeal: Appeal, uphold: bool, reply: str, now: datetime) -> Appeal:
    """Decide about an appeal, with a kind reply: the author was right and the words are shown, or the ruling stays.

    Whoever ruled on the case cannot decide. Errors: ``own_ruling``, ``own_post``, ``appeal_decided``,
    ``reply_missing``, ``reply_too_long``.
    """
    appeal = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("ruling__case__byline", "ruling__case__community")
        .get(pk=appeal.pk)
    )
    require(actor, "moderation.decide_appeal", appeal)
    if appeal.state != AppealState.WAITING:
        raise Refused("appeal_decided")
    reply = text.tidy(reply)
    if not reply:
        raise Refused("reply_missing", field="reply")
    if len(reply) > REPLY_LENGTH:
        raise Refused("reply_too_long", field="reply", length=len(reply), limit=REPLY_LENGTH)
    case = appeal.ruling.case
    handler = handlers.of(case.subject_kind)
    handler.lock(case.subject_id)
    appeal.state = AppealState.UPHELD if uphold else AppealState.KEPT
    appeal.reply, appeal.decided_by, appeal.decided_at = reply, actor.user, now
    appeal.save(update_fields=["state", "reply", "decided_by", "decided_at"])
    subject = handler.subject(case.subject_id)
    if uphold and subject is not None and not subject.is_public and subject.version == appeal.ruling.version:
        handler.restore(case.subject_id, now=now)
    audit.record(
        action="moderation.decide_appeal",
        now=now,
        actor=actor,
        community=actor.community,
        thing=appeal,
        state=str(appeal.state),
    )
    telling.of_appeal_settled(case, now=now)
    return appeal
