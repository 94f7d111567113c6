"""Redis goes away in mid-session: every message is accepted, acknowledged and shown, and nobody falls out."""

import asyncio
import contextlib
import time

import pytest

from tests.factories.live import room
from tests.factories.people import community, member
from tests.faults.faithful import Faithful
from tests.faults.test_network import all_there, assert_one_log
from tests.live.wire import cookie_of
from tests.stage.processes import Server
from tests.stage.services import own_redis

pytestmark = [pytest.mark.faults, pytest.mark.both_databases]

MESSAGES = 24
AWAY = range(6, 18)  # while Redis is down, about two seconds


def test_redis_is_stopped_for_two_seconds_in_the_middle_of_a_session(transactional_db, tmp_path):
    made = room(community())
    cookies = [cookie_of(member(made.community, band="D")) for _ in range(4)]
    folders = [tmp_path / name for name in "ab"]
    said_at: dict[str, float] = {}
    with contextlib.ExitStack() as stack:
        redis = stack.enter_context(own_redis())
        # Two programs on one database: what is said in one must reach the readers of the other.
        servers = []
        for folder in folders:
            folder.mkdir()
            servers.append(stack.enter_context(Server(folder, MOBILIZE_REDIS_URL=redis.url)))
        people = [
            Faithful(servers[number % 2].address, cookie, made, first=f"person {number}")
            for number, cookie in enumerate(cookies)
        ]

        async def play():
            async with contextlib.AsyncExitStack() as here:
                for one in people:
                    await here.enter_async_context(one)
                for one in people:
                    await one.inside()
                await asyncio.to_thread(made.here)
                entered = [one.entered for one in people]
                for number in range(MESSAGES):
                    if number == AWAY.start:
                        await asyncio.to_thread(redis.stop)
                    if number == AWAY.stop:
                        await asyncio.to_thread(redis.start)
                    body = f"Message {number}: the hall needs a quiet corner."
                    said_at[body] = time.monotonic()
                    await people[number % 4].say(body)
                    await asyncio.sleep(0.17)
                await all_there(people)
                assert [one.entered for one in people] == entered, "somebody fell out"

        asyncio.run(play())
    assert_one_log(people, set(said_at))
    waits = sorted(one.at[body] - said_at[body] for one in people for body in said_at)
    while_away = sorted(
        one.at[body] - said_at[body]
        for one in people
        for number, body in enumerate(said_at)
        if number in AWAY
    )
    print(f"shown after {waits[len(waits) // 2]:.2f} s, at most {waits[-1]:.2f} s;", end=" ")
    print(f"without Redis {while_away[len(while_away) // 2]:.2f} s, at most {while_away[-1]:.2f} s")
    assert while_away[len(while_away) // 2] <= 2.0
    # The promise is two seconds; the rest is room for a machine that has more to do than this.
    assert waits[-1] <= 8.0, waits
    for server in servers:
        assert "Traceback" not in server.log.read_text()
