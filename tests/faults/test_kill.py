"""The server is killed while people write, ten times: what it acknowledged is there once, the database whole."""

import asyncio
import contextlib
import os

import httpx
import pytest
from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from forums.discussion.domain import welcome
from forums.discussion.models import Perspective
from forums.live.models import LiveEvent, Message
from tests.factories.forums import open_forum
from tests.factories.live import room
from tests.factories.people import actor, community, member
from tests.live.wire import Wire, cookie_of
from tests.stage.processes import Server

pytestmark = pytest.mark.faults

CYCLES = int(os.environ.get("MOBILIZE_SOAK_CYCLES", "5"))  # of each kind
WRITERS = 8
ACKNOWLEDGED = 20  # at least so many in each cycle before the kill
IN_FLIGHT = 4  # and so many on their way at that moment
TOKEN = "a" * 32
BROKEN = (OSError, EOFError, httpx.HTTPError, ConnectionClosed, InvalidHandshake, TimeoutError)


class Ledger:
    """What the clients themselves know: sent and not answered, and acknowledged, by the client's own ids."""

    def __init__(self) -> None:
        self.in_flight: dict[str, str] = {}  # id -> body
        self.acknowledged: list[str] = []
        self.in_cycle = 0
        self.at_kill: list[tuple[int, int]] = []
        self.lost = asyncio.Event()

    def begin(self) -> None:
        self.in_cycle = 0
        self.lost = asyncio.Event()

    def answered(self, id: str) -> None:
        self.in_flight.pop(id)
        self.acknowledged.append(id)
        self.in_cycle += 1

    @property
    def is_time(self) -> bool:
        return self.in_cycle >= ACKNOWLEDGED and len(self.in_flight) >= IN_FLIGHT


async def one_cycle(server: Server, ledger: Ledger, writers) -> None:
    """Let ``writers`` write until enough is acknowledged and enough is on its way, and kill the server there."""
    ledger.begin()
    await asyncio.to_thread(server.start)
    tasks = [asyncio.ensure_future(writer) for writer in writers]
    async with asyncio.timeout(60):
        while not ledger.is_time:
            await asyncio.sleep(0)
    ledger.at_kill.append((ledger.in_cycle, len(ledger.in_flight)))
    server.kill()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def speak(server: Server, ledger: Ledger, session, cookie: str, name: str) -> None:
    """Say one thing after the other in the session; two at a time are on their way."""
    with contextlib.suppress(*BROKEN):
        async with Wire(server.address, cookie, session) as wire:
            await wire.hello()
            waiting: set[str] = set()
            for number in range(1000):
                id = f"{name}-{number}"
                ledger.in_flight[id] = f"Message {id}"
                await wire.send("say", id=id, body=f"Message {id}")
                waiting.add(id)
                while len(waiting) >= 2:
                    frame = await wire.next(30)
                    if frame["kind"] == "ack":
                        waiting.discard(frame["id"])
                        ledger.answered(frame["id"])
                    elif frame["kind"] == "nack":
                        assert frame["code"] == "too_fast"
                        await asyncio.sleep(60)


async def post(server: Server, ledger: Ledger, path: str, cookie: str, name: str, again=()) -> None:
    """Post one perspective after the other through the form of the forum, those of ``again`` first."""
    headers = {"Cookie": f"{cookie}; csrftoken={TOKEN}", "Origin": server.address}
    async with httpx.AsyncClient(
        base_url=server.address, headers=headers, trust_env=False, timeout=30
    ) as client:
        with contextlib.suppress(*BROKEN):
            for id in [*again, *[f"{name}-{number}" for number in range(1000)]]:
                body = f"Perspective {id}"
                ledger.in_flight[id] = body
                form = {"body": body, "client_id": id, "csrfmiddlewaretoken": TOKEN}
                answer = await client.post(path, data=form)
                assert answer.status_code in {302, 303}, answer.text
                ledger.answered(id)


def integrity() -> list:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return cursor.fetchall()


def test_killed_while_people_talk_nothing_acknowledged_is_lost_and_nothing_doubled(
    transactional_db, tmp_path
):
    made = room(community())
    cookies = [cookie_of(member(made.community, band="D")) for _ in range(WRITERS * CYCLES)]
    server, ledger = Server(tmp_path), Ledger()

    async def play():
        for cycle in range(CYCLES):
            await asyncio.to_thread(made.here)
            mine = range(cycle * WRITERS, (cycle + 1) * WRITERS)
            await one_cycle(
                server, ledger, [speak(server, ledger, made.session, cookies[n], f"w{n}") for n in mine]
            )
        await asyncio.to_thread(made.here)
        await asyncio.to_thread(server.start)
        # What was on its way goes again, with the same ids, as a browser's outbox does.
        open_ones = dict(ledger.in_flight)
        for n, cookie in enumerate(cookies):
            async with Wire(server.address, cookie, made.session) as wire:
                await wire.hello()
                for id in [id for id in open_ones if id.startswith(f"w{n}-")]:
                    frame = await wire.say(open_ones[id], id)
                    assert frame["kind"] == "ack"
                    ledger.answered(id)

    try:
        asyncio.run(play())
    finally:
        server.kill()
    assert len(ledger.at_kill) == CYCLES
    assert all(done >= ACKNOWLEDGED and going >= IN_FLIGHT for done, going in ledger.at_kill)
    kept = list(Message.objects.values_list("client_id", flat=True))
    assert sorted(kept) == sorted(set(kept))
    assert set(ledger.acknowledged) == set(kept)
    assert ledger.in_flight == {}
    log = list(LiveEvent.objects.filter(stream__audience="pub").values_list("seq", flat=True))
    assert log == list(range(1, len(log) + 1))
    refs = list(LiveEvent.objects.filter(kind="message").values_list("ref", flat=True))
    assert sorted(refs) == sorted(Message.objects.values_list("public_id", flat=True))
    assert integrity() == [("ok",)]
    assert "Traceback" not in server.log.read_text()


def test_killed_while_people_post_nothing_acknowledged_is_lost_and_nothing_doubled(
    transactional_db, tmp_path
):
    place = community()
    forum = open_forum(place)
    people = [member(place, band="D") for _ in range(WRITERS)]
    for user in people:
        welcome.confirm(actor(user, place), forum=forum, now=forum.opened_at)
    cookies = [cookie_of(user) for user in people]
    path = f"/c/{place.slug}/forums/{forum.public_id}/"
    server, ledger = Server(tmp_path), Ledger()

    async def play():
        for cycle in range(CYCLES):
            again = list(ledger.in_flight)
            writers = [
                post(server, ledger, path, cookie, f"c{cycle}p{n}-", [id for id in again if f"p{n}-" in id])
                for n, cookie in enumerate(cookies)
            ]
            await one_cycle(server, ledger, writers)
        await asyncio.to_thread(server.start)
        headers = {"Origin": server.address}
        async with httpx.AsyncClient(base_url=server.address, trust_env=False, timeout=30) as client:
            for id, body in list(ledger.in_flight.items()):
                cookie = cookies[int(id.split("p")[1].split("-")[0])]
                form = {"body": body, "client_id": id, "csrfmiddlewaretoken": TOKEN}
                headers["Cookie"] = f"{cookie}; csrftoken={TOKEN}"
                answer = await client.post(path, data=form, headers=headers)
                assert answer.status_code in {302, 303}
                ledger.answered(id)

    try:
        asyncio.run(play())
    finally:
        server.kill()
    assert len(ledger.at_kill) == CYCLES
    assert all(done >= ACKNOWLEDGED and going >= IN_FLIGHT for done, going in ledger.at_kill)
    kept = list(Perspective.objects.values_list("client_id", flat=True))
    assert sorted(kept) == sorted(set(kept))
    assert set(ledger.acknowledged) == set(kept)
    places = sorted(Perspective.objects.values_list("position", flat=True))
    assert places == list(range(1, len(kept) + 1))
    assert integrity() == [("ok",)]
    assert settings.DATABASES["default"]["OPTIONS"]["init_command"].count("synchronous=FULL") == 1
