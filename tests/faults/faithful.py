"""A member who does what the page's script does: keeps an outbox, comes back after every failure, resumes.

Whatever the network did, in the end ``events`` is the session's log, each line once and in order, and every message
has one answer.
"""

import asyncio
import contextlib
import json
import random
import time
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

BROKEN = (
    OSError, EOFError, TimeoutError, ConnectionClosed, InvalidHandshake, InvalidMessage, httpx.HTTPError,
)  # fmt: skip
TOKEN = "a" * 32
OVER = {4001, 4003}


class Faithful:
    """One member in the room ``made`` on one road: ``socket``, ``sse`` or ``poll``.

    ``silence``: seconds without a word after which it believes the connection dead.
    """

    def __init__(self, address, cookie, made, *, road="socket", silence=45.0, first="") -> None:
        self.address, self.cookie, self.road, self.silence = address, cookie, road, silence
        self.place = f"/c/{made.community.slug}/sessions/{made.session.public_id}/"
        self.first = first or f"m{random.getrandbits(40):x}"
        self.epoch, self.seq = "", 0
        self.events: list[dict] = []
        self.heard: list[str] = []  # everything that ever came, as it came
        self.at: dict[str, float] = {}  # body -> when it was heard
        self.outbox: dict[str, str] = {}
        self.answers: dict[str, dict] = {}
        self.entered = 0  # how often it got in
        self.entered_at = 0.0
        self.ended = 0  # the code with which it was sent away for good
        self.news = asyncio.Event()
        self.leaving = False
        self._send = None
        self._count = 0

    async def __aenter__(self):
        self.task = asyncio.ensure_future(self._live())
        return self

    async def __aexit__(self, *_) -> None:
        self.leaving = True
        while not self.task.done():
            # In Python 3.11 a cancellation is lost where a connection breaks in the same moment: ask again.
            self.task.cancel()
            await asyncio.wait({self.task}, timeout=0.5)
        if not self.task.cancelled():
            self.task.result()

    # --- what a test asks --------------------------------------------------------------------------------

    async def say(self, body: str) -> str:
        """Put a message into the outbox and send it if there is a way; return its id."""
        self._count += 1
        id = f"{self.first}-{self._count}"
        self.outbox[id] = body
        if self._send:
            with contextlib.suppress(*BROKEN):
                await self._send(id, body)
        return id

    async def until(self, condition, seconds: float = 60.0) -> None:
        """Wait until ``condition()`` holds; it is looked at after every frame."""
        async with asyncio.timeout(seconds):
            while not condition():
                if self.task.done():
                    self.task.result()
                    raise AssertionError(f"{self.first} was sent away with {self.ended}")
                self.news.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.news.wait(), 0.5)

    async def answered(self, seconds: float = 60.0) -> None:
        await self.until(lambda: not self.outbox, seconds)

    async def inside(self, seconds: float = 60.0) -> None:
        await self.until(lambda: self._send is not None, seconds)

    @property
    def bodies(self) -> list[str]:
        return [event["data"].get("body", "") for event in self.events if event["kind"] == "message"]

    # --- what the script does ----------------------------------------------------------------------------

    async def _live(self) -> None:
        while not self.ended and not self.leaving:
            with contextlib.suppress(*BROKEN):
                await getattr(self, f"_by_{self.road}")()
            self._send = None
            self.news.set()
            await asyncio.sleep(random.uniform(0.05, 0.4))

    async def _resend(self) -> None:
        self.entered += 1
        self.entered_at = time.monotonic()
        self.news.set()
        for id, body in list(self.outbox.items()):
            await self._send(id, body)

    def _take(self, words: str) -> None:
        self.heard.append(words)
        frame = json.loads(words)
        kind = frame["kind"]
        if kind in {"snap", "b"} and frame["audience"] == "pub":
            if kind == "snap":
                self.epoch, self.events, self.seq = frame["epoch"], [], max(0, frame["first"] - 1)
            for event in frame["e"]:
                if event["seq"] <= self.seq:
                    continue
                assert event["seq"] == self.seq + 1, f"a hole before {event['seq']} in {self.first}"
                self.seq = event["seq"]
                self.events.append(event)
                self.at.setdefault(event["data"].get("body", ""), time.monotonic())
        elif kind in {"ack", "nack"}:
            self._answered(frame)
        self.news.set()

    def _answered(self, frame: dict) -> None:
        if frame["kind"] == "ack" or frame["final"]:
            self.outbox.pop(frame["id"], None)
            self.answers[frame["id"]] = frame
        else:
            asyncio.get_running_loop().call_later(frame["retry_ms"] / 1000, self._again, frame["id"])

    def _again(self, id: str) -> None:
        if id in self.outbox and self._send and not self.task.done():
            self.retry = asyncio.ensure_future(self._try(id, self.outbox[id]))

    async def _try(self, id: str, body: str) -> None:
        with contextlib.suppress(*BROKEN):
            if self._send:
                await self._send(id, body)

    async def _by_socket(self) -> None:
        url = f"ws://{urlsplit(self.address).netloc}{self.place}socket/"
        headers = {"Cookie": self.cookie}
        options = {"proxy": None, "max_size": 2**22, "ping_interval": None, "open_timeout": 30}
        async with connect(
            url, additional_headers=headers, origin=self.address, close_timeout=0.2, **options
        ) as ws:

            async def send(id: str, body: str) -> None:
                await ws.send(json.dumps({"kind": "say", "id": id, "body": body}))

            hello = json.dumps({"kind": "hello", "proto": 1, "epoch": self.epoch, "seq": self.seq})
            await ws.send(hello)
            try:
                while True:
                    words = await asyncio.wait_for(ws.recv(), self.silence)
                    self._take(words)
                    if words.startswith('{"kind":"welcome"'):
                        self._send = send
                        await self._resend()
                    elif words.startswith('{"kind":"nack"') and self._send is None:
                        # Too many hellos of this member: the same one again, a little later.
                        await asyncio.sleep(json.loads(words)["retry_ms"] / 1000)
                        await ws.send(hello)
                    elif words.startswith('{"kind":"hb"'):
                        await ws.send('{"kind":"pong"}')
            except ConnectionClosed:
                self.ended = ws.close_code if ws.close_code in OVER else 0
                raise

    def _client(self) -> httpx.AsyncClient:
        headers = {
            "Cookie": f"{self.cookie}; csrftoken={TOKEN}",
            "Origin": self.address,
            "X-CSRFToken": TOKEN,
        }
        headers["Accept"] = "application/json"
        return httpx.AsyncClient(
            base_url=self.address, headers=headers, trust_env=False, timeout=self.silence
        )

    async def _post(self, client: httpx.AsyncClient, id: str, body: str) -> None:
        answer = await client.post(f"{self.place}say/", data={"id": id, "body": body})
        self._answered(answer.json())
        self.news.set()

    async def _by_poll(self) -> None:
        async with self._client() as client:

            async def send(id: str, body: str) -> None:
                await self._post(client, id, body)

            while True:
                where = {"epoch": self.epoch, "since": self.seq}
                if self._send is None:
                    where["wait"] = "0"
                answer = await client.get(f"{self.place}events/", params=where)
                if answer.status_code != 200:
                    self.ended = 4003
                    return
                kept = answer.json()
                for frame in kept["frames"]:
                    self._take(json.dumps(frame, ensure_ascii=False))
                if kept["ended"] in OVER:
                    self.ended = kept["ended"]
                    return
                if self._send is None:
                    self._send = send
                    await self._resend()

    async def _by_sse(self) -> None:
        async with self._client() as client:

            async def send(id: str, body: str) -> None:
                await self._post(client, id, body)

            where = {"epoch": self.epoch, "since": self.seq}
            async with client.stream("GET", f"{self.place}stream/", params=where) as answer:
                if answer.status_code != 200:
                    self.ended = 4003
                    return
                name = ""
                async for line in answer.aiter_lines():
                    field, _, value = line.partition(": ")
                    if field == "event":
                        name = value
                    elif field == "data" and name == "ended":
                        self.ended = int(value) if int(value) in OVER else 0
                        return
                    elif field == "data":
                        self._take(value)
                        if self._send is None:
                            self._send = send
                            await self._resend()
