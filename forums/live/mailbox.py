"""One client's mailbox: bounded, filled by the hub, emptied by one writer."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from forums.live.protocol import Close

FRAMES = 64
BYTES = 256 * 1024


@dataclass(frozen=True)
class Visitor:
    """Whose client it is: what must still hold at every look, and nothing of what they say."""

    session_pk: int
    membership_pk: int
    sign_in: str  # key of the sign-in this client came with: signing out ends the client
    password: str  # its hash: a new password ends the client too
    moderates: bool
    language: str


@dataclass(eq=False)
class Mailbox:
    """Frames on their way to one client. A client that cannot keep up is closed and resumes; nobody waits for it."""

    visitor: Visitor
    waiting: set[str] = field(default_factory=set)  # own messages that wait for a person
    closed: int = 0
    _frames: deque = field(default_factory=deque)
    _size: int = 0
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, frame: str, *, whole: bool = False) -> None:
        """Add a frame. ``whole`` lets the one replay that a client asked for pass the bounds."""
        if self.closed:
            return
        if not whole and (len(self._frames) >= FRAMES or self._size + len(frame) > BYTES):
            self.close(Close.SLOW)
            return
        self._frames.append(frame)
        self._size += len(frame)
        self._bell.set()

    def close(self, code: int) -> None:
        """End the client with ``code``. What was not sent yet is dropped: it may not concern them any more."""
        if not self.closed:
            self.closed = code
            self._frames.clear()
            self._size = 0
            self._bell.set()

    async def take(self) -> str | None:
        """Wait for the next frame; None once the mailbox is closed."""
        while not self._frames:
            if self.closed:
                return None
            self._bell.clear()
            await self._bell.wait()
        frame = self._frames.popleft()
        self._size -= len(frame)
        return frame

    def drain(self) -> list[str]:
        """Take all frames that are there now."""
        frames = list(self._frames)
        self._frames.clear()
        self._size = 0
        return frames
