"""A client of the socket for tests: it speaks the protocol as a browser does, and remembers what it saw."""

import asyncio
import contextlib
import json
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


def cookie_of(user) -> str:
    """Return the cookie header of a new sign-in of ``user``."""
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Wire:
    """One socket. ``events`` holds the applied lines of the public log, in order, as a client shows them."""

    def __init__(self, address: str, cookie: str, session, *, origin: str | None = None) -> None:
        host = urlsplit(address).netloc
        self.url = f"ws://{host}/c/{session.community.slug}/sessions/{session.public_id}/socket/"
        self.headers = {"Cookie": cookie}
        self.origin = address if origin is None else origin
        self.frames: list[dict] = []
        self.events: list[dict] = []
        self.epoch, self.seq = "", 0

    async def __aenter__(self):
        return await self.open()

    async def open(self):
        self.ws = await connect(
            self.url,
            additional_headers=self.headers,
            origin=self.origin or None,
            proxy=None,
            max_size=2**22,
            close_timeout=2,  # whoever leaves many frames unread would wait ten seconds for the goodbye behind them
        )
        return self

    async def __aexit__(self, *_):
        await self.ws.close()

    async def send(self, kind: str, **fields) -> None:
        await self.ws.send(json.dumps({"kind": kind, **fields}))

    async def hello(self, **fields) -> dict:
        await self.send("hello", **{"proto": 1, "epoch": self.epoch, "seq": self.seq, **fields})
        return await self.until("welcome")

    async def next(self, seconds: float = 5.0) -> dict:
        frame = json.loads(await asyncio.wait_for(self.ws.recv(), seconds))
        self.frames.append(frame)
        self._apply(frame)
        return frame

    def _apply(self, frame: dict) -> None:
        if frame.get("audience") != "pub":
            return
        if frame["kind"] == "snap":
            self.epoch, self.events, self.seq = frame["epoch"], [], max(0, frame["first"] - 1)
        if frame["kind"] in {"snap", "b"}:
            for event in frame["e"]:
                assert event["seq"] == self.seq + 1, f"a hole or a repetition before {event['seq']}"
                self.seq = event["seq"]
                self.events.append(event)

    async def until(self, kind: str, seconds: float = 5.0, **fields) -> dict:
        """Read until a frame of this kind, with these fields, comes; return it."""
        async with asyncio.timeout(seconds):
            while True:
                frame = await self.next(seconds)
                if frame["kind"] == kind and all(frame[name] == value for name, value in fields.items()):
                    return frame

    async def until_seq(self, seq: int, seconds: float = 5.0) -> None:
        async with asyncio.timeout(seconds):
            while self.seq < seq:
                await self.next(seconds)

    async def say(self, body: str, id: str) -> dict:
        await self.send("say", id=id, body=body)
        async with asyncio.timeout(10):
            while True:
                frame = await self.next(10)
                if frame["kind"] in {"ack", "nack"} and frame["id"] == id:
                    return frame

    async def closed(self, seconds: float = 5.0) -> int:
        """Read until the server closes; return the code."""
        await asyncio.wait_for(self._drain(), seconds)
        return self.ws.close_code

    async def _drain(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.next(60)

    @property
    def bodies(self) -> list[str]:
        return [event["data"].get("body", "") for event in self.events if event["kind"] == "message"]
