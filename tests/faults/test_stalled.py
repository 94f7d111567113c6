"""Clients that harm others by what they do: they stop reading, shout without end, or speak endlessly slowly."""

import asyncio
import contextlib
import json
import socket
import statistics
import time
from urllib.parse import urlsplit

import pytest

from forums.live.protocol import Close
from tests.factories.live import room
from tests.factories.people import community, member
from tests.faults.faithful import Faithful
from tests.live.wire import Wire, cookie_of
from tests.stage.processes import Server

pytestmark = pytest.mark.faults

OTHERS = 12
CALM_SECONDS = 1.0  # below this a delay is no harm, however short the normal one is
LAMPS = (
    "\N{ELECTRIC LIGHT BULB}" * 900
)  # close to the longest message in letters, and four times that in bytes


def unread(address: str, cookie: str, session) -> socket.socket:
    """Return a socket in the room that takes next to nothing into its buffer and never reads."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", urlsplit(address).port))
    head = (
        f"GET /c/{session.community.slug}/sessions/{session.public_id}/socket/ HTTP/1.1\r\n"
        f"Host: {urlsplit(address).netloc}\r\nOrigin: {address}\r\nCookie: {cookie}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    line.sendall(head.encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += line.recv(1)
    assert answer.startswith(b"HTTP/1.1 101"), answer
    hello = json.dumps({"kind": "hello", "proto": 1}).encode()
    key = b"\x11\x22\x33\x44"
    line.sendall(bytes([0x81, 0x80 | len(hello)]) + key + bytes(b ^ key[i % 4] for i, b in enumerate(hello)))
    return line


def let_go(line: socket.socket) -> bool:
    """Tell whether the server has ended the line behind what it had sent before."""
    line.settimeout(20)
    with contextlib.suppress(ConnectionResetError):
        while line.recv(65536):
            pass
    return True


class Talk:
    """Members who talk in turn, and how long each message took to each of them."""

    def __init__(self, server: Server, made, cookies: list[str]) -> None:
        self.people = [Faithful(server.address, cookie, made) for cookie in cookies]
        self.made = made

    async def __aenter__(self):
        self.stack = contextlib.AsyncExitStack()
        for one in self.people:
            await self.stack.enter_async_context(one)
        for one in self.people:
            await one.inside()
        return self

    async def __aexit__(self, *_) -> None:
        await self.stack.aclose()

    async def slowest(self, name: str, messages: int, more: str = "") -> float:
        """Let everybody talk in turn, each after all have heard the last; return the 99th percentile of the delays."""
        await asyncio.to_thread(self.made.here)
        delays = []
        for number in range(messages):
            body, began = f"{name} {number}. {more}".strip(), time.monotonic()
            await self.people[number % len(self.people)].say(body)
            for one in self.people:
                await one.until(lambda one=one, body=body: body in one.at)
            delays += [one.at[body] - began for one in self.people]
        return statistics.quantiles(delays, n=100)[98]


def harmed(usual: float, now: float) -> bool:
    return now > max(2 * usual, CALM_SECONDS)


@pytest.fixture
def made(transactional_db):
    return room(community())


def test_members_who_do_not_read_hold_up_nobody_and_are_let_go(made, tmp_path):
    cookies = [cookie_of(member(made.community, band="D")) for _ in range(OTHERS)]
    silent = [cookie_of(member(made.community, band="D")) for _ in range(8)]
    with Server(tmp_path, send_buffer=4096) as server:

        async def play():
            async with Talk(server, made, cookies) as talk:
                usual = await talk.slowest("Usual", 12, LAMPS)
                before = server.memory
                lines = [
                    await asyncio.to_thread(unread, server.address, cookie, made.session) for cookie in silent
                ]
                slowed = await talk.slowest("Beside eight who do not read", 96, LAMPS)
                grown = server.memory - before
                for line in lines:
                    assert await asyncio.to_thread(let_go, line)
                    line.close()
                return usual, slowed, grown

        usual, slowed, grown = asyncio.run(play())
    assert not harmed(usual, slowed)
    assert grown / len(silent) <= 1024  # kB, with everything else that grew meanwhile
    assert "Traceback" not in server.log.read_text()


def test_two_thousand_frames_a_second_from_one_member_harm_nobody(made, tmp_path):
    cookies = [cookie_of(member(made.community, band="D")) for _ in range(OTHERS)]
    loud = cookie_of(member(made.community, band="D"))
    with Server(tmp_path) as server:

        async def shout(stop: asyncio.Event, answers: list[str]) -> None:
            """Send 2,000 frames a second, of every kind, and come again whenever the door closes."""
            while not stop.is_set():
                with contextlib.suppress(Exception):
                    async with Wire(server.address, loud, made.session) as wire:
                        await wire.send("hello", proto=1)
                        reading = asyncio.ensure_future(collect(wire, answers))
                        try:
                            while not stop.is_set():
                                for number in range(100):
                                    await wire.send("say", id=f"loud{number}", body="Me! Me! Me!")
                                    await wire.send("since", audience="pub", epoch="", seq=0)
                                await asyncio.sleep(0.1)
                        finally:
                            reading.cancel()
                await asyncio.sleep(0.1)

        async def collect(wire: Wire, answers: list[str]) -> None:
            try:
                async for words in wire.ws:
                    frame = json.loads(words)
                    if frame["kind"] == "nack":
                        answers.append(frame["code"])
            finally:
                if wire.ws.close_code:
                    answers.append(str(wire.ws.close_code))

        async def play():
            async with Talk(server, made, cookies) as talk:
                usual = await talk.slowest("Usual", 24)
                stop, answers = asyncio.Event(), []
                shouting = asyncio.ensure_future(shout(stop, answers))
                slowed = await talk.slowest("Beside one who shouts", 48)
                with contextlib.suppress(TimeoutError):  # a busy machine may shout less than it should
                    async with asyncio.timeout(30):
                        while str(Close.FLOOD) not in answers:
                            await asyncio.sleep(0.1)
                stop.set()
                await shouting
                return usual, slowed, answers

        usual, slowed, answers = asyncio.run(play())
    # Each frame is refused with a code, then the door closes: flooded, or now and then too slow to read all refusals.
    assert {"too_fast", str(Close.FLOOD)} <= set(answers) <= {"too_fast", str(Close.FLOOD), str(Close.SLOW)}
    assert not harmed(usual, slowed)


def test_endlessly_slow_requests_end_with_408_and_harm_nobody(made, tmp_path):
    cookies = [cookie_of(member(made.community, band="D")) for _ in range(OTHERS)]
    patience = {"MOBILIZE_HEAD_SECONDS": "2", "MOBILIZE_REQUEST_SECONDS": "4"}
    post = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n"
    with Server(tmp_path, **patience) as server:

        async def drip(beginning: bytes, drop: bytes) -> bytes:
            """Send a drop every 0.2 s, and return what comes back before the connection ends."""
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(beginning)
            answer = asyncio.ensure_future(reader.read())
            with contextlib.suppress(OSError):
                while not answer.done():
                    writer.write(drop)
                    await writer.drain()
                    await asyncio.wait({answer}, timeout=0.2)
            writer.close()
            with contextlib.suppress(OSError):
                return await answer
            return b""

        async def play():
            async with Talk(server, made, cookies) as talk:
                usual = await talk.slowest("Usual", 24)
                slow = [drip(b"GET / HTTP/1.1\r\nX-Slow: ", b"a") for _ in range(40)]
                slow += [drip(post, b"a") for _ in range(20)]
                dripping = asyncio.gather(*slow)
                slowed = await talk.slowest("Beside sixty who never finish", 36)
                return usual, slowed, await asyncio.wait_for(dripping, 60)

        usual, slowed, answers = asyncio.run(play())
    assert not harmed(usual, slowed)
    # A reset may overtake the answer to somebody who still sends; whoever got one got 408.
    assert {answer[:12] for answer in answers} <= {b"HTTP/1.1 408", b""}
    assert b"HTTP/1.1 408" in {answer[:12] for answer in answers}
