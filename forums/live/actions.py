"""What a client can do in a room, whatever the road: one frame in, one frame out."""

import logging
from datetime import datetime

from django.db import DatabaseError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.live import buckets, queries
from forums.live.domain import messages
from forums.live.protocol import Ack, Nack, Rule, Say, Welcome, Withdraw
from mobilize.kernel.access import socket_action
from mobilize.kernel.refusal import CODES, Refused
from people.actors import Actor

log = logging.getLogger(__name__)

#: Refusals after which the same frame may come again by itself, and when.
AGAIN_MS = {"too_fast": 2_000}
BUSY_MS = 1_000

for action, rule in {
    "hello": "live.read_session",
    "since": "live.read_session",
    "pong": "live.read_session",
    "leave": "live.read_session",
    "say": "live.say",
    "withdraw": "live.change_own",
    "rule": "live.watch_held",
}.items():
    socket_action(action, rule)


def act(actor: Actor, session, frame: Say | Withdraw | Rule, *, now: datetime) -> Ack | Nack:
    """Do what ``frame`` asks, through the domain, and return the answer. An ack means: it is committed."""
    if wait := buckets.take(session.pk, actor.membership.pk, frame.kind):
        return too_fast(frame.id, wait)
    try:
        return _ACTIONS[type(frame)](actor, session, frame, now)
    except Http404:
        return nack(frame.id, Refused("not_found"))
    except Refused as refused:
        return nack(frame.id, refused)
    except DatabaseError:
        log.exception("a message could not be written")
        return busy(frame.id)


def welcome(rooms: dict, news: list[dict], *, moderates: bool, values: list[dict], ticket: str) -> Welcome:
    """Return the first frame for somebody who came into ``rooms`` (by audience), with their own ``news``."""
    pub, mod = rooms["pub"], rooms["mod"] if moderates else None
    return Welcome(
        epoch=pub.epoch,
        head=pub.head,
        mod_epoch=mod.epoch if mod else "",
        mod_head=mod.head if mod else 0,
        state=pub.state,
        mode=pub.mode,
        me=news,
        v=values,
        ticket=ticket,
        time=timezone.now().isoformat(),
    )


def nack(id: str, refused: Refused) -> Nack:
    """Return a refusal as a frame."""
    again = AGAIN_MS.get(refused.code, 0)
    return Nack(id, refused.code, refused.message, not again, again)


def busy(id: str) -> Nack:
    """Return the answer to somebody whose action the database could not take: nothing happened, the same again."""
    return Nack(id, "busy", _("The server is busy. Your words are kept and sent again."), False, BUSY_MS)


def too_fast(id: str, seconds: float) -> Nack:
    """Return the answer to somebody who does more than their bucket holds: the same again, a little later."""
    refused = Refused("too_fast")
    return Nack(id, refused.code, refused.message, False, max(100, int(seconds * 1000)))


def bad_frame(id: str) -> Nack:
    """Return the answer to something that is not one of our frames."""
    return nack(id, Refused("bad_frame"))


def status_of(answer: Ack | Nack) -> int:
    """Return the HTTP status that says the same as ``answer``."""
    if isinstance(answer, Ack):
        return 200
    return CODES[answer.code][0] if answer.code in CODES else 503


def _say(actor, session, frame: Say, now) -> Ack:
    heard = messages.say(actor, session=session, client_id=frame.id, body=frame.body, now=now)
    return said(frame.id, heard)


def said(id: str, heard: messages.Heard) -> Ack:
    """Return the answer to somebody whose words were taken, now or before."""
    message, again = heard
    return _ack(id, message, "dup" if again else message.state, care=queries.told_of_danger(message))


def _withdraw(actor, session, frame: Withdraw, now) -> Ack:
    message = queries.message_of(actor, session=session.public_id, message=frame.ref)
    messages.withdraw(actor, message=message, now=now)
    message.refresh_from_db(fields=["state", "seq"])
    return _ack(frame.id, message)


def _rule(actor, session, frame: Rule, now) -> Ack:
    message = queries.message_of(actor, session=session.public_id, message=frame.ref)
    message = messages.rule_on(
        actor,
        message=message,
        outcome=frame.outcome,
        version=frame.version,
        reason=frame.reason,
        reply=frame.reply,
        now=now,
    )
    return _ack(frame.id, message)


def _ack(id: str, message, st: str = "", *, care: bool = False) -> Ack:
    return Ack(
        id=id, st=st or message.state, was=message.state, ref=message.public_id, seq=message.seq, care=care
    )


_ACTIONS = {Say: _say, Withdraw: _withdraw, Rule: _rule}
