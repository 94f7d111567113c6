"""Community sessions of the demo: one that is open now, one that has been, and one to come."""

from datetime import datetime, timedelta
from itertools import islice

from forums.discussion.models import Forum
from forums.live.domain import hands, messages, presence, sessions
from mobilize.demo import words_en
from mobilize.demo.story import Teller

DAY = timedelta(days=1)


def harbour_sessions(teller: Teller, told: dict, now: datetime) -> None:
    """A community session that is open now, one that has been, and one to come."""
    past = _session(teller, told["way home"], "Listening to the way home", "What did we miss?", now - 4 * DAY)
    _talk(teller, past, words_en.SESSION[2:], start=now - 4 * DAY)
    sessions.close_session(
        teller.as_("facilitator", now - 4 * DAY + timedelta(minutes=50)),
        session=past,
        now=now - 4 * DAY + timedelta(minutes=50),
    )
    start = now - timedelta(minutes=15)
    running = _session(
        teller,
        told["lunch"],
        "The calm room",
        "What should the calm room be like, so that you would go there?",
        start,
    )
    _talk(teller, running, words_en.SESSION, start=start)
    _ask_the_room(teller, running, now)
    sessions.create(
        teller.as_("facilitator", now - DAY),
        title="Phones: the draft rule",
        question="Is this the rule you meant?",
        forum=told["phones"],
        facilitator=teller.as_("facilitator", now).membership,
        moderator=teller.as_("moderator", now).membership,
        second_adult=teller.as_("mr-osei", now).membership,
        starts_at=now + 3 * DAY,
        now=now - DAY,
    )


def _ask_the_room(teller: Teller, session, now: datetime) -> None:
    """One show of hands that is counted, one that runs, and a line on all screens."""
    for username in ("facilitator", "moderator", "mr-osei"):
        presence.seen(teller.as_(username, now), session=session, now=now)
    leader = teller.as_("facilitator", now)
    young = list(islice(teller.students("BC"), 16))
    counted, running = words_en.HANDS
    first = hands.ask(leader, session=session, **counted, now=now - timedelta(minutes=5))
    for place, student in enumerate(young[:12]):
        hands.raise_hand(teller.member(student.pk, now), question=first, choice=place % 5 // 2, now=now)
    hands.close(leader, question=first, now=now - timedelta(minutes=3))
    sessions.set_prompt(leader, session=session, prompt=words_en.PROMPT, now=now - timedelta(minutes=2))
    second = hands.ask(leader, session=session, **running, now=now - timedelta(minutes=1))
    for place, student in enumerate(young):
        hands.raise_hand(teller.member(student.pk, now), question=second, choice=place % 3, now=now)


def _session(teller: Teller, forum: Forum, title: str, question: str, now: datetime):
    session = sessions.create(
        teller.as_("facilitator", now - DAY),
        title=title,
        question=question,
        forum=forum,
        bands=forum.bands,
        facilitator=teller.as_("facilitator", now).membership,
        moderator=teller.as_("moderator", now).membership,
        second_adult=teller.as_("mr-osei", now).membership,
        starts_at=now,
        now=now - DAY,
    )
    sessions.open_lobby(teller.as_("facilitator", now), session=session, now=now)
    for username in ("facilitator", "moderator", "mr-osei"):
        presence.seen(teller.as_(username, now), session=session, now=now)
    return sessions.open_session(teller.as_("facilitator", now), session=session, now=now)


def _talk(teller: Teller, session, words: list[str], *, start: datetime) -> None:
    speakers = teller.students("BC")
    for place, body in enumerate(words):
        now = start + timedelta(minutes=1 + 2 * place)
        for username in ("facilitator", "moderator", "mr-osei"):
            presence.seen(teller.as_(username, now), session=session, now=now)
        speaker = teller.member(next(speakers).pk, now)
        messages.say(speaker, session=session, client_id=f"demo-{place}", body=body, now=now)
        teller.read("moderator", now=now)
