"""One client's mailbox: bounded, filled by the hub, emptied by one hand at a time."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from forums.live import protocol
from forums.live.protocol import Close
from forums.live.wire import Wire, folded

RENEWED_SECONDS = 240  # a ticket lives longer
FRAMES = 64
BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whose client it is: what must still hold at every look, and nothing of what they say."""

    session_pk: int
    membership_pk: int
    user: str  # public id
    sign_in: str  # key of the sign-in this client came with: signing out ends the client
    stamp: str  # of their standing when it was last read: another one is looked at anew
    moderates: bool
    seated: bool  # one of the adults who lead, and here themselves: a wall is not
    language: str
    wall: bool = False  # the big screen of an adult: it shows what all may read, and is nobody's presence
    idle: int = 0  # on a device that others use too: after so many seconds without a use the client ends
    hidden: frozenset[str] = frozenset()  # bylines that a student hid; the last field: no ticket holds it


class Mailbox:
    """Frames on their way to one client. A client that cannot keep up is closed and resumes; nobody waits for it.

    ``write(wire)`` is the direct way to the client: it sends at once, or tells that it cannot now. ``wake()`` is called
    when something waits here, or the mailbox was closed. While ``busy``, somebody sends what they took: all else waits.
    ``renew(visitor)`` makes a fresh ticket; a client without it (a poll) comes back by itself and hears no heartbeat.
    """

    __slots__ = (
        "_bell", "_frames", "_latest", "_renew", "_renewed", "_size", "_wake", "_write",
        "busy", "closed", "visitor", "waiting",
    )  # fmt: skip

    def __init__(
        self,
        visitor: Visitor,
        *,
        waiting: set[str] | None = None,
        write: Callable[[Wire], bool] | None = None,
        wake: Callable[[], None] | None = None,
        renew: Callable[[Visitor], str] | None = None,
    ) -> None:
        self.visitor = visitor
        self.waiting = waiting or set()  # own messages that wait for a person
        self.closed = 0
        self.busy = False
        self._write = write
        self._wake = wake
        self._renew = renew
        self._renewed = time.monotonic()
        self._frames: deque[Wire] = deque()
        self._size = 0
        self._latest: dict[str, Wire] = {}  # volatile values: a newer one takes the place of the one before
        self._bell: asyncio.Event | None = None

    def put(self, wire: Wire, *, whole: bool = False) -> None:
        """Send a frame, or keep it. ``whole`` lets the one replay that a client asked for pass the bounds."""
        if self.closed:
            return
        if self.visitor.hidden:
            wire = folded(wire, self.visitor.hidden)
        if not self._frames and not self.busy and self._write is not None and self._write(wire):
            return
        size = len(wire.text)
        if not whole and (len(self._frames) >= FRAMES or self._size + size > BYTES):
            self.close(Close.SLOW)
            return
        self._frames.append(wire)
        self._size += size
        self._ring()

    def put_latest(self, kind: str, wire: Wire) -> None:
        """Send a volatile value, or keep it in the place of an older one of its kind."""
        if self.closed:
            return
        idle = not self._frames and not self._latest and not self.busy
        if idle and self._write is not None and self._write(wire):
            return
        self._latest[kind] = wire
        self._ring()

    def beat(self, wire: Wire) -> None:
        """Send a heartbeat, and a fresh ticket where the last one has grown old."""
        if self._renew is None:
            return
        self.put(wire)
        if time.monotonic() - self._renewed > RENEWED_SECONDS:
            self._renewed = time.monotonic()
            self.put(protocol.wire(protocol.Ticket(self._renew(self.visitor))))

    def close(self, code: int) -> None:
        """End the client with ``code``. What was not sent yet is dropped: it may not concern them any more."""
        if not self.closed:
            self.closed = code
            self.drain()
            self._ring()

    def pop(self) -> Wire | None:
        """Take the next frame, or None if there is none."""
        if self._frames:
            wire = self._frames.popleft()
            self._size -= len(wire.text)
            return wire
        return self._latest.pop(next(iter(self._latest))) if self._latest else None

    async def take(self) -> Wire | None:
        """Wait for the next frame; None once the mailbox is closed."""
        while (wire := self.pop()) is None and not self.closed:
            self._bell = asyncio.Event()
            await self._bell.wait()
        return wire

    def drain(self) -> list[Wire]:
        """Take all frames that are there now."""
        wires = [*self._frames, *self._latest.values()]
        self._frames.clear()
        self._latest.clear()
        self._size = 0
        return wires

    def _ring(self) -> None:
        if self._bell is not None:
            self._bell.set()
        if self._wake is not None:
            self._wake()
