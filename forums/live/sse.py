"""Server-sent events: for networks that let a socket through no better than a page that loads for long.

One answer that does not end. Each frame is a message with the frame as its data; a frame of the public stream has its
place as its ``id``: a plain ``EventSource`` that connects again names it in ``Last-Event-ID``, and goes on from there.
"""

import asyncio
import contextlib

from django.utils import timezone

from forums.live import arrivals, hub, standing
from forums.live.mailbox import Mailbox
from forums.live.poll import Places, Road, number
from forums.live.protocol import Wire
from forums.live.threads import in_thread

COMMENT_SECONDS = 15.0
SEND_SECONDS = 10.0


class Stream(Road):
    """The stream of a session."""

    address = "stream"
    content_type = b"text/event-stream; charset=utf-8"

    async def answer(self, visitor, news, places, names, headers, scope, send, gone) -> None:
        # A proxy that keeps an answer until it is whole would keep this one for ever: it is asked not to.
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [*headers, (b"x-accel-buffering", b"no")],
            }
        )
        mailbox = Mailbox(visitor, renew=arrivals.renewing(**names))
        try:
            await _send(send, b": here\n\n")
            await arrivals.enter(mailbox, resumed(places, scope), news, **names, socket=True)
            while not gone.done():
                words = await _next(mailbox, gone)
                if words is None:
                    break
                await _send(send, words)
                if visitor.seated:
                    await in_thread(_seen, mailbox.visitor)
            if mailbox.closed:
                await _send(send, b"event: ended\ndata: %d\n\n" % mailbox.closed)
        finally:
            hub.of_loop().leave(mailbox)
        with contextlib.suppress(OSError, TimeoutError):
            await send({"type": "http.response.body", "body": b""})


def resumed(places: Places, scope: dict) -> dict[str, tuple[str, int]]:
    """Return where the client left off: the id of the last frame it got, where it names one."""
    epoch, _, seq = standing.header(scope, b"last-event-id").partition(":")
    return {**places.by_audience, "pub": (epoch[:16], number(seq))} if seq else places.by_audience


async def _next(mailbox: Mailbox, gone: asyncio.Future) -> bytes | None:
    """Wait for what comes next: a frame, or a comment in a long silence. None: the client may not go on."""
    coming = asyncio.ensure_future(mailbox.take())
    await asyncio.wait({coming, gone}, timeout=COMMENT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if not coming.done():
        coming.cancel()
        return b": here\n\n"
    wire = coming.result()
    return packed([wire, *mailbox.drain()]) if wire else None


def packed(wires: list[Wire]) -> bytes:
    """Return frames as messages of a stream."""
    return b"".join(
        (f"id: {wire.mark}\n" if wire.mark else "").encode() + b"data: " + wire.text.encode() + b"\n\n"
        for wire in wires
    )


async def _send(send, words: bytes) -> None:
    """Send some of the answer. A client that takes nothing for a while is let go: it resumes."""
    await asyncio.wait_for(
        send({"type": "http.response.body", "body": words, "more_body": True}), SEND_SECONDS
    )


def _seen(visitor) -> None:
    if found := standing.look_again(visitor, now=timezone.now()):
        arrivals.seen(*found)
