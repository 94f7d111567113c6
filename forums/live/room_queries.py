"""What the page of a room and the screen for the wall show, asked together: a room has many short lists."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from forums.live.enums import Audience, HandsState, MessageState
from forums.live.models import (
    CommunitySession,
    Hand,
    HandsQuestion,
    LiveEvent,
    LiveStream,
    Message,
    Mute,
    StaffHeartbeat,
)
from forums.live.queries import LINES, caring_about, held_with_reasons, rulings_about, with_notes
from mobilize.kernel.together import together
from moderation.enums import OPEN_CASES
from moderation.models import Case
from people.actors import Actor
from people.domain import seal
from people.enums import ScopeKind
from people.models import Byline

_UNSEEN = [MessageState.HELD, MessageState.RETURNED, MessageState.REMOVED]


@dataclass(frozen=True)
class RoomTold:
    """A room at one moment, for one reader."""

    lines: list[LiveEvent]  # the last ones, in order
    streams: dict[str, LiveStream]  # by audience
    hands: HandsQuestion | None  # with ``up``, the number of hands
    own_hand: int | None  # the number of the choice for which the reader's own hand is up
    here: set[int]  # the leading adults in the room, by membership id
    byline: Byline | None = None
    mine: list[dict] = field(default_factory=list)
    held: list[dict] = field(default_factory=list)
    muted: list[Byline] = field(default_factory=list)


def told_of(actor: Actor, session: CommunitySession, *, moderates: bool, now: datetime) -> RoomTold:
    """Return what the room shows to ``actor``; what waits and who is muted for whoever ``moderates``. One query."""
    index = seal.own_index(actor.user, scope_kind=ScopeKind.SESSION, scope_id=session.public_id)
    mine = Message.objects.filter(session=session, byline__seal__blind_index=index, state__in=_UNSEEN)
    questions = (
        HandsQuestion.objects.filter(session=session, state__in=[HandsState.OPEN, HandsState.CLOSED])
        .annotate(up=Count("hands"))
        .order_by("-id")
    )
    since = now - timedelta(seconds=settings.MOBILIZE["MODERATOR_HEARTBEAT_SECONDS"])
    lines = LiveEvent.objects.filter(stream__session=session, stream__audience=Audience.PUB)
    asked = {
        "bylines": Byline.objects.filter(seal__blind_index=index),
        "lines": lines.order_by("-seq")[:LINES],
        "streams": LiveStream.objects.filter(session=session),
        "questions": questions.order_by("-pk")[:1],
        "own_hands": Hand.objects.filter(
            question__session=session, question__state=HandsState.OPEN, byline__seal__blind_index=index
        ),
        "seen": StaffHeartbeat.objects.filter(session=session, seen_at__gte=since, seen_at__lte=now),
        "mine": mine.order_by("pk"),
        "rulings": rulings_about(mine.values("public_id")),
        "caring": caring_about(mine.values("public_id")),
    }
    if moderates:
        held = Message.objects.filter(session=session, state=MessageState.HELD)
        asked |= {
            "held": held.select_related("byline").order_by("pk"),
            "cases": Case.objects.filter(
                subject_kind="message", subject_id__in=held.values("public_id"), state__in=OPEN_CASES
            ),
            "muted": Mute.objects.filter(session=session).select_related("byline").order_by("pk"),
        }
    told = together(**asked)
    question = next(iter(told["questions"]), None)
    own = [hand.choice for hand in told["own_hands"] if question and hand.question_id == question.pk]
    return RoomTold(
        lines=told["lines"][::-1],
        streams={stream.audience: stream for stream in told["streams"]},
        hands=question,
        own_hand=own[0] if own else None,
        here={line.membership_id for line in told["seen"]} & set(session.seats),
        byline=next(iter(told["bylines"]), None),
        mine=with_notes(told["mine"], told["rulings"], {case.subject_id for case in told["caring"]}),
        held=held_with_reasons(told["held"], told["cases"]) if moderates else [],
        muted=[mute.byline for mute in told["muted"]] if moderates else [],
    )
