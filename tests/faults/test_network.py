"""The network stalls, resets, tears, lies and filters: everybody ends with the same log, each message in it once."""

import asyncio
import contextlib

import pytest

from forums.live.models import LiveEvent, Message
from tests.factories.live import room
from tests.factories.people import community, member
from tests.faults.faithful import Faithful
from tests.live.proxies import Proxy
from tests.live.wire import cookie_of
from tests.stage.processes import DIE_BEFORE_THE_ACK, DIE_BEFORE_THE_HINT, Server

pytestmark = [pytest.mark.faults, pytest.mark.both_databases]

MESSAGES = 6  # of each member
SILENCE = 3.0  # seconds after which a client believes a connection dead (45 in a browser)


def public_log() -> list[tuple[int, str]]:
    lines = LiveEvent.objects.filter(stream__audience="pub").order_by("seq")
    return [(line.seq, line.payload.get("body", "")) for line in lines]


def assert_one_log(people: list[Faithful], sent: set[str]) -> None:
    """Everybody shows the log, the log holds each message once, and each message has its answer."""
    log = public_log()
    assert [seq for seq, _body in log] == list(range(1, len(log) + 1))
    assert sorted(body for _seq, body in log if body) == sorted(sent)
    assert sorted(Message.objects.values_list("body", flat=True)) == sorted(sent)
    for one in people:
        assert [(event["seq"], event["data"].get("body", "")) for event in one.events] == log, one.first
        assert not one.outbox
        assert {answer["kind"] for answer in one.answers.values()} <= {"ack"}


async def all_there(people: list[Faithful]) -> None:
    for one in people:
        await one.answered()
    last = await asyncio.to_thread(lambda: max(seq for seq, _body in public_log()))
    for one in people:
        await one.until(lambda one=one: one.seq >= last)


def test_whatever_the_network_does_everybody_ends_with_the_same_log(transactional_db, tmp_path):
    made = room(community())
    names = ("calm", "stalled", "reset", "abandoned", "torn", "scanned")
    cookies = {name: cookie_of(member(made.community, band="D")) for name in names}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(
            Server(tmp_path, app="tests.stage.trapdoors:application", MOBILIZE_TEST_HEARTBEAT="1")
        )
        ways = {
            name: stack.enter_context(Proxy(server.address)) for name in ("stalled", "reset", "abandoned")
        }
        ways["torn"] = stack.enter_context(Proxy(server.address, cut_after=3000))
        ways["scanned"] = stack.enter_context(Proxy(server.address, refuse_sockets=True, hold_back=True))

        def come(name: str) -> Faithful:
            address = ways[name].address if name in ways else server.address
            road = "poll" if name == "scanned" else "socket"
            silence = 30.0 if name == "scanned" else SILENCE
            return Faithful(address, cookies[name], made, road=road, silence=silence, first=name)

        people = {name: come(name) for name in names}

        async def play():
            async with contextlib.AsyncExitStack() as here:
                for one in people.values():
                    await here.enter_async_context(one)
                for one in people.values():
                    await one.inside()
                await asyncio.to_thread(made.here)
                for number in range(MESSAGES):
                    if number == 2:
                        ways["stalled"].stall(True)
                        ways["abandoned"].abandon()
                    if number in {1, 2, 4}:
                        ways["reset"].reset()
                    for name, one in people.items():
                        await one.say(f"{name} says {number}, and that the hall needs a quiet corner.")
                await people["calm"].answered()
                ways["stalled"].stall(False)
                await all_there(list(people.values()))

        asyncio.run(play())
    sent = {
        f"{name} says {number}, and that the hall needs a quiet corner."
        for name in names
        for number in range(MESSAGES)
    }
    assert_one_log(list(people.values()), sent)
    assert ways["torn"].cuts >= 2
    assert people["reset"].entered >= 2
    assert people["abandoned"].entered >= 2
    assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize(
    "trapdoor",
    [DIE_BEFORE_THE_HINT, DIE_BEFORE_THE_ACK],
    ids=["before anybody hears of it", "before the answer"],
)
def test_a_message_whose_server_died_after_the_commit_is_there_once_and_answered(
    transactional_db, tmp_path, trapdoor
):
    made = room(community())
    writer_cookie, reader_cookie = [cookie_of(member(made.community, band="D")) for _ in range(2)]
    heard_before_the_end: list[bool] = []
    with Server(tmp_path, app="tests.stage.trapdoors:application") as server:

        async def play():
            writer = Faithful(server.address, writer_cookie, made, first="writer")
            reader = Faithful(server.address, reader_cookie, made, first="reader")
            async with writer, reader:
                await writer.inside()
                await reader.inside()
                await writer.say("Before")
                await writer.answered()
                before = writer.entered
                await writer.say(trapdoor)
                await writer.until(lambda: writer._send is None or writer.entered > before)
                heard_before_the_end.append(trapdoor in reader.bodies)
                # On one process everything is down; of two workers the master starts the dead one again.
                if server.workers == 1:
                    await asyncio.to_thread(server.process.wait, 20)
                await asyncio.to_thread(server.stand)
                await all_there([writer, reader])
                return writer, reader

        writer, reader = asyncio.run(play())
    assert_one_log([writer, reader], {"Before", trapdoor})
    assert writer.answers["writer-2"]["st"] == "dup"
    assert writer.entered >= 2
    # Before the answer the others have it; before the hint nobody here can have (another worker's look may find it).
    if server.workers == 1:
        assert heard_before_the_end == [trapdoor == DIE_BEFORE_THE_ACK]
