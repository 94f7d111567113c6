"""Ending in good order: take no more visitors, send everybody elsewhere a few at a time, then stop.

A server that is told to end drops all its sockets in one moment, and all their clients come back in the next one. So
the signal is taken first: ``/readyz`` says no, ``reconnect`` goes out in slices, and only then the server hears of it.
A second signal ends at once.
"""

import asyncio
import logging
import os
import random
import signal
import threading

from forums.live import hub, protocol
from forums.live.protocol import Close
from mobilize.kernel import health
from mobilize.settled import settle

log = logging.getLogger(__name__)

#: Time for whatever stands before several processes to notice that this one is not ready any more.
NOTICE_SECONDS = float(os.environ.get("MOBILIZE_DRAIN_SECONDS", "0"))
SLICE = 50
PAUSE_SECONDS = 0.05
EACH_MS = 10  # for every client that comes back, so that they come one after the other …
MOST_MS = 20_000  # … within this time


async def drain() -> None:
    """Send every client of this process away: each is told when to connect anew, and is closed."""
    health.close_doors()
    here = hub.of_loop()
    here.closing = True
    await asyncio.sleep(NOTICE_SECONDS if here.halls else 0)
    clients = here.mailboxes()
    random.shuffle(clients)
    within = min(MOST_MS, EACH_MS * len(clients))
    for first in range(0, len(clients), SLICE):
        for mailbox in clients[first : first + SLICE]:
            mailbox.put(protocol.wire(protocol.Reconnect(random.randint(0, within))))
        await asyncio.sleep(PAUSE_SECONDS)
    for mailbox in clients:
        mailbox.close(Close.RESTART)


def take_the_signal() -> None:
    """From now on drain first when the process is told to end. Only a process's main thread hears signals."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    usual = signal.getsignal(signal.SIGTERM)
    ending: list[asyncio.Task] = []

    async def end() -> None:
        try:
            await drain()
        except Exception:
            log.exception("the clients could not be sent away")
        if callable(usual):
            usual(signal.SIGTERM, None)
        else:
            os.kill(os.getpid(), signal.SIGTERM)

    def told(_number, _frame) -> None:
        signal.signal(signal.SIGTERM, usual)
        loop.call_soon_threadsafe(lambda: ending.append(asyncio.ensure_future(end())))

    signal.signal(signal.SIGTERM, told)


async def lifespan(scope, receive, send) -> None:
    """The server's own begin and end, as ASGI tells of them."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            take_the_signal()
            settle()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
