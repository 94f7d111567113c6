"""What happens to a message once it was said: taken back, released, returned, removed; and who may not write."""

from datetime import datetime

from django.db import transaction

from forums.live.domain import log
from forums.live.domain.messages.subject import MESSAGE
from forums.live.enums import Audience, EventKind, MessageState
from forums.live.models import CommunitySession, Message, Mute
from mobilize.kernel import audit, moves
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import cases
from moderation.enums import OPEN_CASES
from moderation.models import Case
from people.actors import Actor
from people.enums import ScopeKind
from people.models import Byline


@transaction.atomic
def withdraw(actor: Actor, *, message: Message, now: datetime) -> Message:
    """Take one's own words back: out of sight at once, on every road (rule 7)."""
    # A ruling locks its case first and the log second: so do we.
    cases.lock_cases(kind=MESSAGE, public_id=message.public_id)
    message = _locked(message)
    require(actor, "live.change_own", message)
    settle(message, to=MessageState.WITHDRAWN, now=now)
    cases.close_cases(kind=MESSAGE, public_id=message.public_id, now=now)
    audit.record(action="live.withdraw", now=now, community=actor.community, thing=message)
    return message


@transaction.atomic
def mute(actor: Actor, *, session: CommunitySession, byline: Byline, now: datetime) -> None:
    """Let a byline write nothing more in this session until :func:`unmute`. Nobody learns whose it is."""
    session = log.lock(session)
    require(actor, "live.watch_held", session)
    if byline.scope_kind != ScopeKind.SESSION or byline.scope_id != session.public_id:
        raise Refused("not_found")
    Mute.objects.get_or_create(
        byline=byline, defaults={"session": session, "by": actor.membership, "created_at": now}
    )
    audit.record(action="live.mute", now=now, actor=actor, community=actor.community, thing=byline)


@transaction.atomic
def unmute(actor: Actor, *, session: CommunitySession, byline: Byline, now: datetime) -> None:
    """Let a muted byline write again."""
    session = log.lock(session)
    require(actor, "live.watch_held", session)
    Mute.objects.filter(session=session, byline=byline).delete()
    audit.record(action="live.unmute", now=now, actor=actor, community=actor.community, thing=byline)


@transaction.atomic
def rule_on(
    actor: Actor,
    *,
    message: Message,
    outcome: str,
    version: int,
    reason: str = "",
    reply: str = "",
    now: datetime,
) -> Message:
    """Decide about a waiting message from the session's own panel, exactly as at the desk.

    Errors: ``case_ruled`` when nothing waits any more, and those of ``moderation.domain.cases.rule``.
    """
    require(actor, "live.watch_held", message.session)
    case = Case.objects.filter(
        subject_kind=MESSAGE, subject_id=message.public_id, state__in=OPEN_CASES
    ).first()
    if case is None:
        raise Refused("case_ruled")
    cases.rule(actor, case=case, outcome=outcome, version=version, reason=reason, reply=reply, now=now)
    return _locked(message)


def release(message: Message, *, now: datetime) -> None:
    """Show a held message to the room: it takes its place in the log now. A shown one stays as it is."""
    message = _locked(message)
    if message.state == MessageState.PUBLISHED:
        _settled(message, now=now)
        return
    moves.move(message, MessageState.PUBLISHED, seq=log.show(message, now=now))
    _settled(message, now=now)


def restore(message: Message, *, now: datetime) -> None:
    """Show words that were sent back or removed: another moderator found that their author was right (rule 21)."""
    message = _locked(message)
    if message.state == MessageState.REMOVED:
        moves.move(message, MessageState.RETURNED)
    if message.state == MessageState.RETURNED:
        moves.move(message, MessageState.PUBLISHED, seq=log.show(message, now=now))
        _settled(message, now=now)


def settle(message: Message, *, to: str, now: datetime) -> None:
    """Take a message out of sight: returned, removed or withdrawn. Its words leave the log."""
    message = _locked(message)
    was_public = message.state == MessageState.PUBLISHED
    moves.move(message, to, hidden_at=now)
    log.blank(message)
    if was_public:
        log.append(message.session, Audience.PUB, EventKind.REMOVED, ref=message.public_id, now=now)
    _settled(message, now=now)


def _settled(message: Message, *, now: datetime) -> None:
    log.append(
        message.session,
        Audience.MOD,
        EventKind.SETTLED,
        ref=message.public_id,
        payload={"state": message.state},
        now=now,
    )


def _locked(message: Message) -> Message:
    log.lock(message.session)
    return Message.objects.select_related("session__community", "byline").get(pk=message.pk)
