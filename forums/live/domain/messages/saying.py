"""Saying: one message, or all that wait for the same session in one act. There is no second way."""

from collections import Counter
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from forums.discussion.domain import posts
from forums.live.domain import log
from forums.live.domain.messages.subject import as_subject
from forums.live.enums import Audience, EventKind, LaneMode, MessageState
from forums.live.models import CommunitySession, LiveStream, Message
from forums.live.rules import Floor, is_seated
from mobilize.kernel import audit, manners, text
from mobilize.kernel.authority import require
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.prepared import Prepared, padded
from mobilize.kernel.refusal import Refused
from mobilize.kernel.tongues import language_of
from moderation.domain import cases, screening
from moderation.enums import Reason
from people.actors import Actor
from people.domain import seal
from people.enums import Band, ScopeKind
from people.models import Byline
from people.policy_queries import policy_of

AT_MOST = 10  # messages of one member in AT_MOST_SECONDS
AT_MOST_SECONDS = 10

_KNOWN: Prepared[Message] = Prepared(
    lambda session, bylines, ids: Message.objects.filter(
        session_id=session, byline_id__in=bylines, client_id__in=ids
    )
)
_LATELY: Prepared[tuple] = Prepared(
    lambda bylines, since: Message.objects.filter(byline_id__in=bylines, created_at__gt=since).values_list(
        "byline_id"
    )
)
_SENT_BACK: Prepared[tuple] = Prepared(
    lambda bylines, states: Message.objects.filter(byline_id__in=bylines, state__in=states).values_list(
        "byline_id"
    )
)


class Said(NamedTuple):
    """What somebody wants to say, and under which id their client knows it."""

    actor: Actor
    client_id: str
    body: str
    language: str = ""  # that they read the site in


Heard = tuple[Message, bool]  # the message, and whether it was there already


@transaction.atomic
def say(actor: Actor, *, session: CommunitySession, client_id: str, body: str, now: datetime) -> Heard:
    """Say something once; return the message and whether it was there already.

    The same ``client_id`` of the same member is the same message, whatever happened to the first answer: it
    comes back with the number it has. The message is shown at once, or held until a person has read it.
    Errors: those of the rule ``live.say``, ``text_empty``, ``text_too_long``, ``too_fast``, ``invalid``.
    """
    (heard,) = say_together([Said(actor, client_id, body, manners.language())], session=session, now=now)
    if isinstance(heard, Refused):
        raise heard
    return heard


@transaction.atomic
def say_together(said: list[Said], *, session: CommunitySession, now: datetime) -> list[Heard | Refused]:
    """Let all of ``said`` be said in one act, in this order; return what became of each.

    Each is judged for itself, as :func:`say` promises: one that is refused takes nothing from the others. What the
    rules ask of the room and of the speakers is read once, after the lock: it cannot change before the commit.
    """
    session, stream = log.lock_with_stream(session.pk)
    turn = _Turn(session, said, now=now)
    heard = [turn.hear(one) for one in said]
    turn.write(stream)
    return heard


class _Turn:
    """All who speak in one transaction: what must be known of them, and what is to be written."""

    def __init__(self, session: CommunitySession, said: list[Said], *, now: datetime) -> None:
        self.session, self.now = session, now
        self.floor = Floor(session, now=now)
        self.scope = {"scope_kind": ScopeKind.SESSION, "scope_id": session.public_id}
        self.bylines = seal.own_bylines([one.actor for one in said], **self.scope)  # by the user's public id
        self.known = self._known({one.client_id for one in said})
        self.lately = self._lately()
        self.approved: dict[str, int] = {}  # by the user's public id
        self.fresh: list[tuple[Said, Message, str]] = []  # with the reason why it waits, or ""
        self.findings: dict[str, screening.Findings] = {}  # by the message's public id

    def _known(self, ids: set[str]) -> dict[tuple[int, str], Message]:
        if not self.bylines:
            return {}
        rows = _KNOWN.rows(session=self.session.pk, bylines=self._spoken_before, ids=padded(ids))
        return {(message.byline_id, message.client_id): message for message in rows}

    def _lately(self) -> Counter[int]:
        if not self.bylines:
            return Counter()
        since = self.now - timedelta(seconds=AT_MOST_SECONDS)
        return Counter(byline for (byline,) in _LATELY.rows(bylines=self._spoken_before, since=since))

    @cached_property
    def _spoken_before(self) -> tuple[int, ...]:
        """The bylines that were there when this began: only they have a past."""
        return padded({byline.pk for byline in self.bylines.values()})

    @cached_property
    def _sent_back(self) -> set[int]:
        """The bylines of which a message was sent back or removed in this session."""
        states = (str(MessageState.RETURNED), str(MessageState.REMOVED))
        if not self._spoken_before:
            return set()
        return {byline for (byline,) in _SENT_BACK.rows(bylines=self._spoken_before, states=states)}

    @cached_property
    def _read_first(self) -> int:
        """How many messages of somebody of 16 or 17 are read before they appear at once."""
        return policy_of(self.session.community).approved_before_after

    def hear(self, one: Said) -> Heard | Refused:
        """Judge one message after those before it."""
        try:
            return self._heard(one)
        except Refused as refused:
            return refused

    def _heard(self, one: Said) -> Heard:
        actor = one.actor
        if not one.client_id or len(one.client_id) > 40:
            raise Refused("invalid")
        byline = self.bylines.get(actor.user.public_id)
        known = self.known.get((byline.pk, one.client_id)) if byline else None
        if known is not None:
            require(actor, "live.read_session", self.session)
            return known, True
        require(actor, "live.say", self.floor)
        body = _checked(one.body)
        byline = byline or self._new_byline(actor)
        if self.lately[byline.pk] >= AT_MOST:
            raise Refused("too_fast")
        findings = screening.look_at(body)
        reason = self._reason_to_hold(actor, byline, findings)
        message = Message(
            session=self.session,
            byline=byline,
            client_id=one.client_id,
            body=body,
            language=language_of(body, otherwise=one.language),
            state=MessageState.HELD if reason else MessageState.PUBLISHED,
            created_at=self.now,
        )
        self.lately[byline.pk] += 1
        self.known[byline.pk, one.client_id] = message
        self.fresh.append((one, message, reason))
        self.findings[message.public_id] = findings
        return message, False

    def _new_byline(self, actor: Actor) -> Byline:
        byline = seal.byline_for(actor, **self.scope)
        self.bylines[actor.user.public_id] = byline
        return byline

    def _reason_to_hold(self, actor: Actor, byline: Byline, findings: screening.Findings) -> str:
        """Say why a person must read the message first, or "" (rules 6, 11 and 17).

        What tells of danger or harm waits whoever says it. Without a moderator in the room everything waits; the
        bands' rules hold whatever the lane's mode says.
        """
        seen = cases.reason_of(findings)
        if seen == Reason.CARE:
            return seen
        session, here = self.session, self.floor.here
        seated = is_seated(actor, session)
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
            if self._approved(actor) < self._read_first:
                return Reason.FIRST_POSTS
        if seen:
            return seen
        marked = not seated and (session.mode == LaneMode.HOLD_FLAGGED or actor.band == Band.B)
        return Reason.LIVE_HOLD if marked and byline.pk in self._sent_back else ""

    def _approved(self, actor: Actor) -> int:
        """Return how many of the member's posts and messages of this community are published, through the seal."""
        found = self.approved.get(actor.user.public_id)
        if found is None:
            mine = seal.own_indexes(actor.user, scope_kind=ScopeKind.SESSION, scope_ids=self._scopes)
            shown = Message.objects.filter(
                byline__seal__blind_index__in=mine, state=MessageState.PUBLISHED
            ).count()
            found = self.approved[actor.user.public_id] = posts.approved_posts(actor) + shown
        return found

    @cached_property
    def _scopes(self) -> list[str]:
        community = CommunitySession.objects.filter(community=self.session.community_id)
        return list(community.order_by().values_list("public_id", flat=True))

    def write(self, stream: LiveStream) -> None:
        """Write down what was heard: the messages, their lines in order, what waits for a person, and the trail."""
        if not self.fresh:
            return
        shown = [message for _one, message, reason in self.fresh if not reason]
        log.show_all(shown, stream=stream, now=self.now)
        log.insert([message for _one, message, _reason in self.fresh])
        for _one, message, reason in self.fresh:
            if reason:
                self._hold(message, reason)
        log.insert([self._trail(one, message) for one, message, _reason in self.fresh])

    def _hold(self, message: Message, reason: str) -> None:
        community = self.session.community
        cases.open_case(
            subject=as_subject(message),
            community=community,
            reason=reason,
            findings=self.findings[message.public_id],
            now=self.now,
        )
        words = {**log.words_of(message), "reason": reason, "version": message.version}
        log.append(
            self.session, Audience.MOD, EventKind.HELD, ref=message.public_id, payload=words, now=self.now
        )

    def _trail(self, one: Said, message: Message) -> AuditEntry:
        # The trail names the message alone where a young person speaks.
        actor = None if one.actor.is_youth else one.actor
        return audit.line(
            action="live.say", now=self.now, actor=actor, community=self.session.community, thing=message
        )


def _checked(body: str) -> str:
    body = text.tidy(body)
    limit = settings.MOBILIZE["MESSAGE_LENGTH"]
    if not body:
        raise Refused("text_empty", field="body")
    if len(body) > limit:
        raise Refused("text_too_long", field="body", length=len(body), limit=limit)
    return body
