"""How a hint reaches the other processes: not at all where there is one, through Redis where there are several.

A hint says only "look at session 7" or "look at member 12". It carries no words, no names and no numbers of the log.
A hint that is lost costs a moment: every hub looks at the database once a second anyway.

With ``MOBILIZE_REDIS_URL`` a thread of our own holds one connection and one channel of the channel layer (one per
process, never one per client). Whoever commits only drops the hint into that thread's tray, so a Redis that is away,
slow or full never holds up a request, and never refuses one.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import Protocol

from channels.layers import get_channel_layer
from django.conf import settings

log = logging.getLogger(__name__)

GROUP = "live.hubs"
SEND_SECONDS = 1.0
REST_SECONDS = (0.2, 0.5, 1.0, 2.0)  # between tries while Redis is away
TRAY = 1000  # different hints that may wait; beyond that the hubs' own look finds what was dropped

Hint = tuple[str, int]  # ("session", pk) or ("member", membership pk)
Listener = Callable[[Hint], None]


class Fanout(Protocol):
    """The way between processes. Neither call waits for anything, in whatever thread it is made."""

    def tell(self, hint: Hint) -> None:
        """Let the other processes hear ``hint``; promises nothing."""

    def listen(self, listener: Listener) -> None:
        """Call ``listener(hint)`` for what other processes tell, from a thread of its own."""


class Local:
    """One process: everybody who could listen has been told already."""

    def tell(self, hint: Hint) -> None:
        pass

    def listen(self, listener: Listener) -> None:
        pass


class Layered:
    """Several processes on one channel layer: a thread with an event loop of its own sends and receives."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tray: dict[Hint, None] = {}  # as an ordered set: the same hint twice is one hint
        self._full = asyncio.Event()
        self._listeners: list[Listener] = []
        self._receiving: asyncio.Task | None = None
        self.channel = ""

    def tell(self, hint: Hint) -> None:
        self._running().call_soon_threadsafe(self._put, hint)

    def listen(self, listener: Listener) -> None:
        self._running().call_soon_threadsafe(self._hear, listener)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._live, args=(self._loop,), name="fanout", daemon=True).start()
            return self._loop

    def _live(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.create_task(self._send_on())
        loop.run_forever()

    def _put(self, hint: Hint) -> None:
        if len(self._tray) < TRAY:
            self._tray[hint] = None
        self._full.set()

    def _hear(self, listener: Listener) -> None:
        self._listeners.append(listener)
        if self._receiving is None:
            self._receiving = asyncio.ensure_future(self._receive_on())

    async def _send_on(self) -> None:
        layer, failures = get_channel_layer(), 0
        while True:
            await self._full.wait()
            self._full.clear()
            hints, self._tray = list(self._tray), {}
            message = {"type": "hints", "hints": [list(hint) for hint in hints], "by": self.channel}
            try:
                await asyncio.wait_for(layer.group_send(GROUP, message), SEND_SECONDS)
                failures = 0
            except Exception as error:  # dropped on purpose: by the time Redis is back the hubs have looked
                if not failures:
                    log.warning("hints do not reach the other processes (%s); they look once a second", error)
                await asyncio.sleep(_rest(failures))
                failures += 1

    async def _receive_on(self) -> None:
        layer, failures = get_channel_layer(), 0
        while True:
            try:
                # Anew each time: a Redis that was restarted has forgotten who is in the group.
                self.channel = await layer.new_channel(GROUP)
                await layer.group_add(GROUP, self.channel)
                if failures:
                    log.warning("hints come in again")
                failures = 0
                while True:
                    message = await asyncio.wait_for(layer.receive(self.channel), layer.group_expiry / 24)
                    if message.get("by") != self.channel:
                        self._pass_on(message)
            except TimeoutError:
                continue  # a quiet hour; the membership in the group is renewed before it ends
            except Exception as error:
                if not failures:
                    log.warning("hints of the other processes do not come in (%s)", error)
                await asyncio.sleep(_rest(failures))
                failures += 1

    def _pass_on(self, message: dict) -> None:
        for kind, key in message.get("hints", []):
            for listener in self._listeners:
                with contextlib.suppress(RuntimeError):  # a hub whose loop has just closed
                    listener((kind, key))


def _rest(failures: int) -> float:
    return REST_SECONDS[min(failures, len(REST_SECONDS) - 1)]


def of_installation() -> Fanout:
    """Return the way between processes that the settings ask for."""
    return Layered() if getattr(settings, "CHANNEL_LAYERS", None) else Local()
