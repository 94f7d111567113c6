"""Speaking in a session: said once, numbered once, read before it is shown where the rules ask for it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from forums.discussion.domain import posts
from forums.live.domain import log
from forums.live.enums import Audience, EventKind, LaneMode, MessageState
from forums.live.models import CommunitySession, Message, Mute
from forums.live.rules import is_seated, present
from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.refusal import Refused
from moderation import handlers
from moderation.domain import cases, screening
from moderation.enums import OPEN_CASES, Reason
from moderation.models import Case
from people.actors import Actor
from people.domain import seal
from people.enums import Band, ScopeKind
from people.models import Byline

MESSAGE = "message"
AT_MOST = 10  # messages of one member in AT_MOST_SECONDS
AT_MOST_SECONDS = 10
_KNOWN: Prepared[Message] = Prepared(
    lambda session, byline, client_id: Message.objects.filter(
        session_id=session, byline_id=byline, client_id=client_id
    )
)
_LATELY: Prepared[tuple] = Prepared(
    lambda byline, since: Message.objects.filter(byline_id=byline, created_at__gt=since).values_list("pk")[
        :AT_MOST
    ]
)


def url_of(message: Message) -> str:
    """The address of a message: its stable place in the transcript."""
    session = message.session
    anchor = f"?at={message.seq}#s{message.seq}" if message.seq else ""
    return f"/c/{session.community.slug}/sessions/{session.public_id}/transcript/{anchor}"


def as_subject(message: Message) -> handlers.Subject:
    """Return the message as the desk shows it."""
    return handlers.Subject(
        kind=MESSAGE,
        public_id=message.public_id,
        byline=message.byline,
        version=message.version,
        text=message.body,
        html=text.clean(message.body),
        place=message.session.title,
        place_url=url_of(message),
        is_public=message.state == MessageState.PUBLISHED,
        bands=tuple(message.session.bands),
    )


@transaction.atomic
def say(
    actor: Actor, *, session: CommunitySession, client_id: str, body: str, now: datetime
) -> tuple[Message, bool]:
    """Say something once; return the message and whether it was there already.

    The same ``client_id`` of the same member is the same message, whatever happened to the first answer: it
    comes back with the number it has. The message is shown at once, or held until a person has read it.
    Errors: those of the rule ``live.say``, ``text_empty``, ``text_too_long``, ``too_fast``, ``invalid``.
    """
    session, stream = log.lock_with_stream(session)
    if not client_id or len(client_id) > 40:
        raise Refused("invalid")
    scope = {"scope_kind": ScopeKind.SESSION, "scope_id": session.public_id}
    byline = seal.own_byline(actor, **scope)
    known = _KNOWN.one(session=session.pk, byline=byline.pk, client_id=client_id) if byline else None
    if known:
        require(actor, "live.read_session", session)
        return known, True
    require(actor, "live.say", session)
    body = _checked(body)
    byline = byline or seal.byline_for(actor, **scope)
    _not_too_fast(byline, now=now)
    reason = _reason_to_hold(actor, session, byline, body, now=now)
    message = Message(
        session=session,
        byline=byline,
        client_id=client_id,
        body=body,
        state=MessageState.HELD if reason else MessageState.PUBLISHED,
        created_at=now,
    )
    if reason:
        message.save()
        cases.open_case(subject=as_subject(message), community=session.community, reason=reason, now=now)
        words = {**log.words_of(message), "reason": reason, "version": message.version}
        log.append(session, Audience.MOD, EventKind.HELD, ref=message.public_id, payload=words, now=now)
    else:
        message.seq = log.show(message, stream=stream, now=now)
        message.save()
    # The trail names the message alone where a young person speaks.
    audit.record(
        action="live.say",
        now=now,
        actor=None if actor.is_youth else actor,
        community=session.community,
        thing=message,
    )
    return message, False


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


def settle(message: Message, *, to: str, now: datetime) -> None:
    """Take a message out of sight: returned, removed or withdrawn. Its words leave the log."""
    message = _locked(message)
    was_public = message.state == MessageState.PUBLISHED
    moves.move(message, to)
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


def _checked(body: str) -> str:
    body = text.tidy(body)
    limit = settings.MOBILIZE["MESSAGE_LENGTH"]
    if not body:
        raise Refused("text_empty", field="body")
    if len(body) > limit:
        raise Refused("text_too_long", field="body", length=len(body), limit=limit)
    return body


def _not_too_fast(byline: Byline, *, now: datetime) -> None:
    since = now - timedelta(seconds=AT_MOST_SECONDS)
    if len(_LATELY.rows(byline=byline.pk, since=since)) >= AT_MOST:
        raise Refused("too_fast")


def _reason_to_hold(actor: Actor, session, byline: Byline, body: str, *, now: datetime) -> str:
    """Say why a person must read the message first, or "" (rules 6 and 11).

    Without a moderator in the room everything waits; the bands' rules hold whatever the lane's mode says.
    """
    flagged = screening.contact_details(body)
    seated = is_seated(actor, session)
    here = present(session, now=now)
    moderator_here = session.moderator_id in here
    if not seated and (session.mode == LaneMode.HOLD_ALL or not moderator_here):
        return Reason.LIVE_HOLD
    if actor.is_youth and actor.band == Band.A:
        return Reason.BAND
    if actor.is_youth and actor.band == Band.B:
        watched = moderator_here and session.second_adult_id in here
        if not (session.band_b_hold_flagged and watched):
            return Reason.BAND
    if actor.is_youth and actor.band == Band.C:
        if _approved(actor) < settings.MOBILIZE["APPROVED_BEFORE_AFTER_READING"]:
            return Reason.FIRST_POSTS
    if flagged:
        return Reason.CONTACT_DETAILS
    marked = not seated and (session.mode == LaneMode.HOLD_FLAGGED or actor.band == Band.B)
    return Reason.LIVE_HOLD if marked and _sent_back(byline) else ""


def _sent_back(byline: Byline) -> bool:
    """Tell whether a message of this byline was sent back or removed in this session."""
    return Message.objects.filter(
        byline=byline, state__in=[MessageState.RETURNED, MessageState.REMOVED]
    ).exists()


def _approved(actor: Actor) -> int:
    """Return how many of the member's posts and messages of this community are published, through the seal."""
    scopes = CommunitySession.objects.filter(community=actor.community).values_list("public_id", flat=True)
    mine = seal.own_indexes(actor.user, scope_kind=ScopeKind.SESSION, scope_ids=scopes)
    shown = Message.objects.filter(byline__seal__blind_index__in=mine, state=MessageState.PUBLISHED)
    return posts.approved_posts(actor) + shown.count()
