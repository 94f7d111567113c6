"""The long poll: for networks that let nothing else through. It reads the same log, from the same hub.

``LongPoll`` wraps Django's own application and answers one address itself, on the event loop: a poll that
waits costs no thread. Whatever it cannot simply answer (nobody signed in, not allowed, a wrong query) it leaves to
Django's view at the same address, which says no like every other page.
"""

import asyncio
import json
import re

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

from forums.live import actions, arrivals, hub, protocol, queries, standing, volatile
from forums.live.halls import mark_of
from forums.live.mailbox import Mailbox, Visitor
from forums.live.protocol import Wire
from forums.live.rooms import REPLAYED, SNAPPED
from forums.live.wire import folded
from mobilize.kernel.authority import can
from people.block_queries import hidden_names

WAIT_SECONDS = 25.0
GATHER_SECONDS = 0.02  # what comes in one tick travels in one answer
_HEADERS = [
    (b"cache-control", b"private, no-store, no-transform"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


class Places:
    """Where a client left off, from its query: ``epoch`` and ``since``, and the moderators' own pair."""

    def __init__(self, query: dict[str, list[str]]) -> None:
        first = {name: values[0] for name, values in query.items() if values}
        self.pub = (first.get("epoch", "")[:16], number(first.get("since", "")))
        self.mod = (first.get("mod_epoch", "")[:16], number(first.get("mod_since", "")))
        self.at_once = first.get("wait") == "0"
        self.values = first.get("v", "")[:8]  # name of the volatile values that the client has
        self.wall = first.get("wall") == "1"  # a big screen, if whoever asks may have one

    @property
    def by_audience(self) -> dict[str, tuple[str, int]]:
        return {"pub": self.pub, "mod": self.mod}


def number(words: str) -> int:
    """Return a whole number, or 0 for anything else: a client that lost its place begins anew."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 16 else 0


def _places(query: bytes) -> Places | None:
    try:
        return Places(dict(QueryDict(query).lists()))
    except SuspiciousOperation:
        return None  # far too many fields: Django says so


class Road:
    """An ASGI application around another one: it answers one address of each session on the event loop."""

    address = ""
    content_type = b""

    def __init__(self, behind) -> None:
        self.behind = behind
        self.path = re.compile(rf"^/c/(?P<community>[-\w]+)/sessions/(?P<session>\w+)/{self.address}/$")

    async def __call__(self, scope, receive, send) -> None:
        found = self.path.match(scope.get("path", "")) if scope.get("method") == "GET" else None
        places = _places(scope.get("query_string", b"")) if found else None
        visitor = news = None
        if places:
            names = found.groupdict()
            visitor = await arrivals.visitor_of(scope, ticket=standing.ticket_of(scope), **names)
            news = await arrivals.news_of(visitor) if visitor else None
        if news is None:
            await self.behind(scope, receive, send)
            return
        headers = [(b"content-type", self.content_type), *_HEADERS]
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await self.answer(visitor, news, places, names, headers, scope, send, gone)
        finally:
            gone.cancel()

    async def answer(self, visitor: Visitor, news, places: Places, names, headers, scope, send, gone) -> None:
        """Answer somebody who may read the session; ``gone`` is done once they are not there any more."""
        raise NotImplementedError


async def _gone(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class LongPoll(Road):
    """One answer: the frames that came, as soon as one comes; none after the wait."""

    address = "events"
    content_type = b"application/json; charset=utf-8"

    async def answer(self, visitor, news, places, names, headers, scope, send, gone) -> None:
        mailbox = Mailbox(visitor)
        try:
            hall = await arrivals.enter(mailbox, places.by_audience, news, **names, socket=False)
            wires = mailbox.drain()
            known = places.at_once or (places.values and places.values != hall.values_mark())
            if len(wires) == 1 and not known and not hub.of_loop().closing:
                wires += await _wait(mailbox, gone)
            body = pack(wires, ended=mailbox.closed, values=hall.values_mark())
        finally:
            hub.of_loop().leave(mailbox)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _wait(mailbox: Mailbox, gone: asyncio.Future) -> list[Wire]:
    coming = asyncio.ensure_future(mailbox.take())
    try:
        done, _late = await asyncio.wait(
            {coming, gone}, timeout=WAIT_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if coming not in done or (first := coming.result()) is None:
            return []
        await asyncio.sleep(GATHER_SECONDS)
        return [first, *mailbox.drain()]
    finally:
        coming.cancel()


def pack(wires: list[Wire], *, ended: int = 0, values: str = "") -> bytes:
    """Return the body of a poll: the same frames as on the socket, and a code if the client may not go on."""
    head = json.dumps({"ended": ended, "v": values})
    return (head[:-1] + ', "frames": [' + ",".join(wire.text for wire in wires) + "]}").encode()


class Standing:
    """Where a stream stands, read from the database alone."""

    def __init__(self, session, stream) -> None:
        self.epoch, self.head = stream.epoch, stream.last_seq
        self.state, self.mode = session.state, session.mode


def frames_now(actor, session, places: Places, *, ticket: str) -> tuple[list[Wire], str]:
    """Return what a client gets that does not wait, and the name of its volatile values.

    For a server without an event loop of ours; it asks the database alone.
    """
    streams = queries.streams_of(session.pk)
    wall = places.wall and can(actor, "live.present", session)
    moderates = not wall and can(actor, "live.watch_held", session)
    rooms = {audience: Standing(session, stream) for audience, stream in streams.items()}
    values = volatile.now_in(session.pk)
    wires = [
        protocol.wire(
            actions.welcome(
                rooms,
                [] if wall else queries.own_news(actor, session),
                moderates=moderates,
                values=[{"of": kind, "rev": rev, "data": data} for kind, (rev, data) in values.items()],
                ticket=ticket,
            )
        )
    ]
    for audience, (epoch, seq) in places.by_audience.items():
        if audience == "mod" and not moderates:
            continue
        stream = streams[audience]
        known = epoch == stream.epoch and stream.last_seq - REPLAYED <= seq <= stream.last_seq
        lines = queries.lines_after(stream.pk, seq) if known else queries.last_lines(stream.pk, SNAPPED)
        events = [protocol.event(line) for line in lines]
        mark = f"{stream.epoch}:{stream.last_seq}" if audience == "pub" else ""
        if not known:
            first = events[0]["seq"] if events else 0
            frame = protocol.Snap(audience, stream.epoch, stream.last_seq, first, events)
            wires.append(Wire(protocol.to_wire(frame), mark))
        elif events:
            frame = protocol.Batch(audience, stream.epoch, events)
            wires.append(Wire(protocol.to_wire(frame), mark))
    if hidden := hidden_names(actor):
        wires = [folded(wire, hidden) for wire in wires]
    return wires, mark_of({kind: data for kind, (_rev, data) in values.items()})
