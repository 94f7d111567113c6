"""A server that is told to end sends its clients away first, each at its own time, and takes no new one."""

import asyncio
import signal

import httpx
import pytest

from forums.live import drain, hub, volatile
from mobilize.kernel import health
from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.wire import Wire, cookie_of
from tests.stage.processes import Server


@pytest.fixture
def doors():
    yield
    health.open_doors()


def test_a_process_that_closes_says_so(client, db, doors):
    assert client.get("/readyz").status_code == 200
    health.close_doors()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"closing\n")
    assert client.get("/healthz").status_code == 200


def test_all_clients_are_told_and_closed_and_no_new_one_comes_in(live_app, doors, monkeypatch):
    monkeypatch.setattr(volatile, "_readers", {})  # so that nothing else ends the waiting of the poll
    made = room(community())
    hubs = []
    of_loop = hub.of_loop
    monkeypatch.setattr(hub, "of_loop", lambda: hubs[0] if hubs else of_loop())
    wires = [Wire(live_app, cookie_of(member(made.community)), made.session) for _ in range(4)]
    poll = f"{live_app}/c/{made.community.slug}/sessions/{made.session.public_id}/events/"

    async def talk():
        for wire in wires[:3]:
            await wire.open()
            await wire.hello()
        (here,) = [one for one in hub._hubs.values() if one.mailboxes()]
        hubs.append(here)
        async with httpx.AsyncClient(headers=wires[0].headers, trust_env=False, timeout=30) as client:
            place = {"epoch": wires[0].epoch or wires[0].frames[0]["epoch"], "since": 2}
            waiting = asyncio.ensure_future(client.get(poll, params=place))
            while len(here.mailboxes()) < 4:
                await asyncio.sleep(0.02)
            loop = here._loop()
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(drain.drain(), loop))
            codes = [await wire.closed(20) for wire in wires[:3]]
            return codes, (await waiting).json()

    codes, polled = asyncio.run(talk())
    assert codes == [1012, 1012, 1012]
    for wire in wires[:3]:
        (told,) = [frame for frame in wire.frames if frame["kind"] == "reconnect"]
        assert 0 <= told["after_ms"] <= drain.MOST_MS
    assert polled["frames"][-1]["kind"] == "reconnect"
    with pytest.raises(Exception, match="403"):
        asyncio.run(wires[3].open())


@pytest.mark.faults
def test_a_server_that_gets_the_signal_drains_and_ends_well(transactional_db, tmp_path):
    made = room(community())
    with Server(tmp_path) as server:
        wire = Wire(server.address, cookie_of(member(made.community)), made.session)

        async def talk():
            async with wire:
                await wire.hello()
                server.process.send_signal(signal.SIGTERM)
                await wire.until("reconnect", 20)
                return await wire.closed(20)

        assert asyncio.run(talk()) == 1012
        assert server.process.wait(20) in {0, -signal.SIGTERM}
    assert "Traceback" not in server.log.read_text()
