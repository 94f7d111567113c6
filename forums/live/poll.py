"""The long poll: for networks that do not let sockets through. It reads the same log, from the same hub.

``LongPoll`` wraps Django's own application and answers one address itself, on the event loop: a poll that
waits costs no thread. Whatever it cannot simply answer (nobody signed in, not allowed, a wrong query) it leaves to
Django's view at the same address, which says no like every other page.
"""

import asyncio
import json
import re
from datetime import datetime

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.utils import timezone, translation

from forums.live import actions, hub, protocol, queries, standing
from forums.live.domain import presence
from forums.live.mailbox import Mailbox
from forums.live.rooms import REPLAYED, SNAPPED
from forums.live.threads import in_thread
from mobilize.kernel.authority import can

WAIT_SECONDS = 25.0
GATHER_SECONDS = 0.02  # what comes in one tick travels in one answer
_PATH = re.compile(r"^/c/(?P<community>[-\w]+)/sessions/(?P<session>\w+)/events/$")
_HEADERS = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


class Places:
    """Where a poll left off, from its query: ``epoch`` and ``since``, and the moderators' own pair."""

    def __init__(self, query: dict[str, list[str]]) -> None:
        first = {name: values[0] for name, values in query.items() if values}
        self.pub = (first.get("epoch", "")[:16], _number(first.get("since", "")))
        self.mod = (first.get("mod_epoch", "")[:16], _number(first.get("mod_since", "")))
        self.at_once = first.get("wait") == "0"


def _number(words: str) -> int:
    """Return a whole number, or 0 for anything else: a poll that lost its place begins anew."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 16 else 0


class LongPoll:
    """An ASGI application around Django's."""

    def __init__(self, django) -> None:
        self.django = django

    async def __call__(self, scope, receive, send) -> None:
        found = _PATH.match(scope.get("path", "")) if scope.get("method") == "GET" else None
        places = _places(scope.get("query_string", b"")) if found else None
        arrival = None
        if places:
            arrival, news = await in_thread(_arrive, scope, found, timezone.now())
        if arrival is None:
            await self.django(scope, receive, send)
            return
        body = await _wait(arrival, news, places, receive)
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": body})


def _places(query: bytes) -> Places | None:
    try:
        return Places(dict(QueryDict(query).lists()))
    except SuspiciousOperation:
        return None  # far too many fields: Django says so


def _arrive(scope, found: re.Match, now: datetime):
    arrival = standing.arrive(scope, **found.groupdict(), now=now)
    if arrival is None:
        return None, []
    presence.seen(arrival.actor, session=arrival.session, now=now)
    with translation.override(arrival.visitor.language):
        return arrival, queries.own_news(arrival.actor, arrival.session)


async def _wait(arrival: standing.Arrival, news: list[dict], places: Places, receive) -> bytes:
    """Return the frames that came, as soon as one comes; an empty list after the wait."""
    mailbox = Mailbox(arrival.visitor, waiting={own["ref"] for own in news if own["st"] == "held"})
    wanted = {"pub": places.pub}
    if arrival.visitor.moderates:
        wanted["mod"] = places.mod
    here = hub.of_loop()
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await here.enter(
            mailbox,
            wanted,
            welcome=lambda rooms: protocol.to_wire(actions.welcome(rooms, news)),
            socket=False,
        )
        frames = mailbox.drain()
        if len(frames) == 1 and not places.at_once:
            coming = asyncio.ensure_future(mailbox.take())
            done, _late = await asyncio.wait(
                {coming, gone}, timeout=WAIT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if coming in done and (first := coming.result()) is not None:
                await asyncio.sleep(GATHER_SECONDS)
                frames += [first, *mailbox.drain()]
            coming.cancel()
        gone_code = mailbox.closed
    finally:
        gone.cancel()
        here.leave(mailbox)
    return answer(frames, ended=gone_code)


async def _gone(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def answer(frames: list[str], *, ended: int = 0) -> bytes:
    """Return the body of a poll: the same frames as on the socket, and a code if the client may not go on."""
    head = json.dumps({"ended": ended})
    return (head[:-1] + ', "frames": [' + ",".join(frames) + "]}").encode()


class Standing:
    """Where a stream stands, read from the database alone."""

    def __init__(self, session, stream) -> None:
        self.epoch, self.head = stream.epoch, stream.last_seq
        self.state, self.mode = session.state, session.mode


def answer_now(actor, session, places: Places) -> bytes:
    """Return the body of a poll that does not wait, for a server without an event loop of ours."""
    streams = queries.streams_of(session.pk)
    wanted = {"pub": places.pub}
    if can(actor, "live.watch_held", session):
        wanted["mod"] = places.mod
    rooms = {audience: Standing(session, streams[audience]) for audience in wanted}
    frames = [protocol.to_wire(actions.welcome(rooms, queries.own_news(actor, session)))]
    for audience, (epoch, seq) in wanted.items():
        stream = streams[audience]
        known = epoch == stream.epoch and stream.last_seq - REPLAYED <= seq <= stream.last_seq
        lines = queries.lines_after(stream.pk, seq) if known else queries.last_lines(stream.pk, SNAPPED)
        events = [protocol.event(line) for line in lines]
        if not known:
            first = events[0]["seq"] if events else 0
            frame = protocol.Snap(audience, stream.epoch, stream.last_seq, first, events)
            frames.append(protocol.to_wire(frame))
        elif events:
            frames.append(protocol.to_wire(protocol.Batch(audience, stream.epoch, events)))
    return answer(frames)
