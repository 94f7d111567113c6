"""Members come, speak and go for half an hour: the server's memory stays flat and nobody is forgotten in it."""

import asyncio
import os
import time

import pytest

from tests.factories.live import room
from tests.factories.people import community, member
from tests.faults.faithful import Faithful
from tests.live.wire import cookie_of
from tests.stage.processes import Server

pytestmark = pytest.mark.faults

MINUTES = float(os.environ.get("MOBILIZE_SOAK_MINUTES", "30"))
TOGETHER = 40  # members at a time, on all three roads
PEOPLE = 200
WARM = 0.2  # share of the time after which the memory must be flat
GROWTH_KB = 20_000  # what may come on top of that: the allocator's own moods


def test_half_an_hour_of_coming_and_going_leaves_the_memory_flat(transactional_db, tmp_path):
    made = room(community())
    cookies = [cookie_of(member(made.community, band="D")) for _ in range(PEOPLE)]
    memory: list[tuple[float, int]] = []
    with Server(tmp_path) as server:
        began = time.monotonic()
        ends = began + MINUTES * 60
        visits = 0

        async def visit(seat: int) -> None:
            nonlocal visits
            number = seat
            while time.monotonic() < ends:
                road = ("socket", "sse", "poll")[number % 3]
                one = Faithful(server.address, cookies[number % PEOPLE], made, road=road)
                async with one:
                    await one.inside()
                    if number % 7 == 0:
                        await one.say(f"Visit {seat} {number}")
                        await one.answered()
                visits += 1
                number += TOGETHER

        async def watch() -> None:
            while time.monotonic() < ends:
                await asyncio.to_thread(made.here)
                memory.append((time.monotonic() - began, server.memory))
                await asyncio.sleep(min(10, MINUTES * 60 / 20))

        async def play() -> None:
            await asyncio.gather(watch(), *[visit(seat) for seat in range(TOGETHER)])

        asyncio.run(play())
        log = server.log.read_text()
    warm = [kb for at, kb in memory if WARM * MINUTES * 60 <= at <= 2 * WARM * MINUTES * 60]
    late = [kb for at, kb in memory if at >= (1 - WARM) * MINUTES * 60]
    print(f"{visits} visits in {MINUTES:g} min; memory {min(warm)} to {max(late)} kB")
    assert visits > TOGETHER
    assert min(late) - max(warm) <= GROWTH_KB
    assert "Traceback" not in log
