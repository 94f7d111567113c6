"""Everybody is there and the server is killed: all are there again, with nothing lost, within the time we promise."""

import asyncio
import contextlib
import os
import time

import pytest

from tests.factories.live import room
from tests.factories.people import community, member
from tests.faults.faithful import Faithful
from tests.faults.test_network import assert_one_log
from tests.live.wire import cookie_of
from tests.stage.processes import Server

pytestmark = [pytest.mark.faults, pytest.mark.both_databases]

MEMBERS = int(os.environ.get("MOBILIZE_SOAK_MEMBERS", "120"))  # 3,000 come in bench.live
SECONDS = 25.0


def test_all_are_there_again_after_the_server_was_killed(transactional_db, tmp_path):
    made = room(community())
    cookies = [cookie_of(member(made.community, band="D")) for _ in range(MEMBERS)]
    with Server(tmp_path) as server:
        crowd = [Faithful(server.address, cookie, made) for cookie in cookies]

        async def play() -> float:
            async with contextlib.AsyncExitStack() as here:
                for one in crowd:
                    await here.enter_async_context(one)
                for one in crowd:
                    await one.inside()
                await asyncio.to_thread(made.here)
                await crowd[0].say("Before the storm")
                await crowd[0].answered()
                server.kill()
                killed = time.monotonic()
                await crowd[1].say("Into the storm")
                await asyncio.to_thread(made.here)
                await asyncio.to_thread(server.start)
                for one in crowd:
                    await one.until(lambda one=one: one.entered_at > killed)
                again = max(one.entered_at for one in crowd) - killed
                await crowd[1].answered()
                for one in crowd:
                    await one.until(lambda one=one: "Into the storm" in one.bodies)
                return again

        took = asyncio.run(play())
    assert_one_log(crowd, {"Before the storm", "Into the storm"})
    assert took <= SECONDS
