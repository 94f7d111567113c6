"""A show of hands: a quick question to the room, declared as not secret.

While it is open the room learns how many hands are up and nothing else; the count is told once, after the close. The
order of locks is: the public stream, then the question. Raising a hand takes the question alone.
"""

from collections import Counter
from datetime import datetime

from django.db import transaction

from forums.live import broadcast
from forums.live.domain import log
from forums.live.domain.counting import result_of
from forums.live.enums import Audience, EventKind, HandsState
from forums.live.models import CommunitySession, Hand, HandsQuestion
from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people.actors import Actor
from people.domain import seal
from people.enums import ScopeKind

CHOICES = (2, 6)
CHOICE_LENGTH = 60


@set_aside.kept
@transaction.atomic
def ask(
    actor: Actor, *, session: CommunitySession, question: str, choices: list[str], now: datetime
) -> HandsQuestion:
    """Ask the room; hands go up from now on. The result of the question before leaves the screens.

    Errors: those of the rule ``live.ask_hands``, ``hands_running``, ``text_empty``, ``text_too_long``,
    ``choices_number``.
    """
    session = log.lock(session)
    require(actor, "live.ask_hands", session)
    asked = HandsQuestion.objects.filter(session=session)
    if asked.filter(state=HandsState.OPEN).exists():
        raise Refused("hands_running")
    asked.filter(state=HandsState.CLOSED).update(state=HandsState.AWAY)
    question, choices = _question(question), _choices(choices)
    url = f"/c/{session.community.slug}/sessions/{session.public_id}/"
    for field, words in (("question", question), ("choices", "\n".join(choices))):
        set_aside.look_at(actor, words, field=field, place=session.title, url=url)
    made = HandsQuestion.objects.create(session=session, question=question, choices=choices, created_at=now)
    payload = {"question": made.question, "choices": made.choices}
    log.append(session, Audience.PUB, EventKind.ASKED, ref=made.public_id, payload=payload, now=now)
    audit.record(action="live.ask_hands", now=now, actor=actor, community=session.community, thing=made)
    return made


@transaction.atomic
def raise_hand(actor: Actor, *, question: HandsQuestion, choice: int, now: datetime) -> None:
    """Raise one's hand for the choice with this number, or move it there. Doing it twice is doing it once.

    Errors: those of the rule ``live.raise_hand``, ``hands_choice_unknown``.
    """
    question = _locked(question)
    require(actor, "live.raise_hand", question)
    if choice not in range(len(question.choices)):
        raise Refused("hands_choice_unknown", field="choice")
    scope = {"scope_kind": ScopeKind.SESSION, "scope_id": question.session.public_id}
    _hand, new = Hand.objects.update_or_create(
        question=question, byline=seal.byline_for(actor, **scope), defaults={"choice": choice}
    )
    if new:
        _show(question)


@transaction.atomic
def lower_hand(actor: Actor, *, question: HandsQuestion, now: datetime) -> None:
    """Take one's hand down again."""
    question = _locked(question)
    require(actor, "live.raise_hand", question)
    scope = {"scope_kind": ScopeKind.SESSION, "scope_id": question.session.public_id}
    gone, _kinds = question.hands.filter(byline=seal.own_byline(actor, **scope)).delete()
    if gone:
        _show(question)


@transaction.atomic
def close(actor: Actor, *, question: HandsQuestion, now: datetime) -> HandsQuestion:
    """Count the hands, tell what rule 36 lets tell, and forget whose they were."""
    log.lock(question.session)
    question = _locked(question)
    require(actor, "live.end_hands", question)
    _count(question, now=now)
    _noted(actor, question, "live.close_hands", now)
    return question


@transaction.atomic
def cancel(actor: Actor, *, question: HandsQuestion, now: datetime) -> HandsQuestion:
    """Call it off: no hand is counted."""
    log.lock(question.session)
    question = _locked(question)
    require(actor, "live.end_hands", question)
    moves.move(question, HandsState.CANCELLED, closed_at=now, revision=question.revision + 1)
    question.hands.all().delete()
    payload = {"question": question.question, "choices": question.choices, "told": "nothing"}
    log.append(
        question.session, Audience.PUB, EventKind.HANDS, ref=question.public_id, payload=payload, now=now
    )
    _noted(actor, question, "live.cancel_hands", now)
    return question


@transaction.atomic
def put_away(actor: Actor, *, question: HandsQuestion, now: datetime) -> HandsQuestion:
    """Take the result off the screens; it stays in the log."""
    question = _locked(question)
    require(actor, "live.end_hands", question)
    moves.move(question, HandsState.AWAY, revision=question.revision + 1)
    broadcast.ring(question.session_id)
    return question


def close_running(session: CommunitySession, *, now: datetime) -> None:
    """Count what is open when the session ends. The caller holds the stream and has asked its own rule."""
    for question in HandsQuestion.objects.filter(session=session, state=HandsState.OPEN):
        _count(_locked(question), now=now)


ENDINGS = {"close": close, "cancel": cancel, "away": put_away}


def end(actor: Actor, *, question: HandsQuestion, how: str, now: datetime) -> HandsQuestion:
    """End the question in one of the three ways. Errors: ``not_now`` for any other word, or when it is over."""
    if how not in ENDINGS:
        raise Refused("not_now")
    return ENDINGS[how](actor, question=question, now=now)


def _count(question: HandsQuestion, *, now: datetime) -> None:
    found = Counter(question.hands.values_list("choice", flat=True))
    result = result_of([found[number] for number in range(len(question.choices))])
    moves.move(question, HandsState.CLOSED, closed_at=now, result=result, revision=question.revision + 1)
    question.hands.all().delete()
    payload = {"question": question.question, "choices": question.choices, **result}
    log.append(
        question.session, Audience.PUB, EventKind.HANDS, ref=question.public_id, payload=payload, now=now
    )


def _show(question: HandsQuestion) -> None:
    question.revision += 1
    question.save(update_fields=["revision"])
    broadcast.ring(question.session_id)


def _locked(question: HandsQuestion) -> HandsQuestion:
    HandsQuestion.objects.select_for_update().get(pk=question.pk)
    # Read again with its session: what the lock waited for is committed now.
    return HandsQuestion.objects.select_related("session__community").get(pk=question.pk)


def _noted(actor: Actor, question: HandsQuestion, action: str, now: datetime) -> None:
    audit.record(action=action, now=now, actor=actor, community=actor.community, thing=question)


def _question(words: str) -> str:
    words = " ".join(text.tidy(words).split())
    limit = text.limit_of(HandsQuestion, "question")
    if not words:
        raise Refused("text_empty", field="question")
    if len(words) > limit:
        raise Refused("text_too_long", field="question", length=len(words), limit=limit)
    return words


def _choices(lines: list[str]) -> list[str]:
    tidied = [" ".join(text.tidy(line).split()) for line in lines]
    tidied = [line for line in tidied if line]
    fewest, most = CHOICES
    if not fewest <= len(tidied) <= most or len({line.casefold() for line in tidied}) < len(tidied):
        raise Refused("choices_number", field="choices")
    for line in tidied:
        if len(line) > CHOICE_LENGTH:
            raise Refused("text_too_long", field="choices", length=len(line), limit=CHOICE_LENGTH)
    return tidied
