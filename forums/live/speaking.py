"""All who speak in a session in one moment: one act with one transaction, and an answer for each of them."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone, translation

from forums.live import actions, buckets, standing
from forums.live.domain import log, messages
from forums.live.mailbox import Visitor
from forums.live.protocol import Ack, Nack, Say
from mobilize.kernel.refusal import Refused

Answer = Ack | Nack | None  # None: this one may not be here any more


class Spoken(NamedTuple):
    """What came from whom."""

    visitor: Visitor
    frame: Say


@transaction.atomic
def answers(session_pk: int, spoken: list[Spoken]) -> list[Answer]:
    """Let all of ``spoken`` be said, in this order, and return the answer to each. An ack holds once this is committed.

    Who they are is read after the session's lock, for all at once: a member who was removed before says nothing.
    """
    now = timezone.now()
    session, _stream = log.lock_with_stream(session_pk)
    actors = standing.look_at_all([one.visitor for one in spoken], session, now=now)
    found: dict[int, Answer] = {}
    said: dict[int, messages.Said] = {}
    for place, (visitor, frame) in enumerate(spoken):
        actor = actors.get(visitor.membership_pk)
        if actor is None:
            found[place] = None
        elif wait := buckets.take(session_pk, visitor.membership_pk, frame.kind):
            with translation.override(visitor.language):
                found[place] = actions.too_fast(frame.id, wait)
        else:
            said[place] = messages.Said(actor, frame.id, frame.body, visitor.language[:2])
    heard = messages.say_together(list(said.values()), session=session, now=now) if said else []
    for place, outcome in zip(said, heard, strict=True):
        found[place] = _answer(*spoken[place], outcome)
    return [found[place] for place in range(len(spoken))]


def _answer(visitor: Visitor, frame: Say, outcome: messages.Heard | Refused) -> Ack | Nack:
    if not isinstance(outcome, Refused):
        return actions.said(frame.id, outcome)
    with translation.override(visitor.language):
        return actions.nack(frame.id, outcome)
