"""Redis goes away in mid-session: every message is accepted, acknowledged and shown, and nobody falls out."""

import asyncio
import contextlib
import time

import httpx
import pytest

from people.enums import Role
from tests.factories.live import room
from tests.factories.people import community, member
from tests.faults.faithful import TOKEN, Faithful
from tests.faults.test_network import all_there, assert_one_log
from tests.live.test_shared_devices import cookies as shared_cookies
from tests.live.test_shared_devices import shared_sign_in
from tests.live.wire import cookie_of
from tests.stage.processes import Server
from tests.stage.services import own_redis

pytestmark = [pytest.mark.faults, pytest.mark.both_databases]

MESSAGES = 24
AWAY = range(6, 18)  # while Redis is down, about two seconds
OUT_SECONDS = 5.0  # rule 61


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


def test_rule_61_without_redis_whoever_is_removed_is_out_on_every_road_within_five_seconds(
    transactional_db, tmp_path
):
    """Removed in one program while they listen to another: no hint tells of it. First Redis hangs, then it is gone.

    The time runs from the click to the end of the last of them, the page that removes and everybody's look included.
    """
    made = room(community())
    slug = made.community.slug
    admin = member(made.community, Role.ADMINISTRATOR)
    folders = [tmp_path / name for name in "ab"]
    with contextlib.ExitStack() as stack:
        redis = stack.enter_context(own_redis())
        servers = []
        for folder in folders:
            folder.mkdir()
            servers.append(stack.enter_context(Server(folder, MOBILIZE_REDIS_URL=redis.url)))
        office = stack.enter_context(httpx.Client(base_url=servers[0].address, trust_env=False, timeout=30))
        office.headers.update({"Cookie": f"{cookie_of(admin)}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN})
        office.headers["Origin"] = servers[0].address

        def comer(road: str) -> tuple[str, Faithful]:
            user = member(made.community, band="D")
            # On a device of many the look at who may stay asks the shared cache too.
            cookie = shared_cookies(shared_sign_in(user)) if road == "shared" else cookie_of(user)
            way = "socket" if road == "shared" else road
            return user.memberships.get().public_id, Faithful(
                servers[1].address, cookie, made, road=way, first=road
            )

        roads = ("socket", "shared", "sse", "poll")
        rounds = {how: {road: comer(road) for road in roads} for how in ("hangs", "is gone")}

        def remove(public_id: str) -> None:
            answer = office.post(f"/c/{slug}/people/{public_id}/end/")
            assert answer.status_code == 302, answer.text[:500]

        async def out(public_id: str, one: Faithful) -> float:
            began = time.monotonic()
            await asyncio.to_thread(remove, public_id)
            async with asyncio.timeout(30):
                while not one.task.done():
                    await asyncio.sleep(0.02)
            return time.monotonic() - began

        async def play() -> dict[str, dict[str, float]]:
            async with contextlib.AsyncExitStack() as here:
                everybody = [one for people in rounds.values() for _id, one in people.values()]
                for one in everybody:
                    await here.enter_async_context(one)
                for one in everybody:
                    await one.inside()
                took = {}
                for how, breaking in (("hangs", redis.hang), ("is gone", redis.stop)):
                    await asyncio.to_thread(breaking)
                    people = rounds[how]
                    times = await asyncio.gather(*(out(*one) for one in people.values()))
                    took[how] = dict(zip(people, times, strict=True))
                return took

        took = asyncio.run(play())
        for how, times in took.items():
            print(f"Redis {how}:", {road: round(seconds, 2) for road, seconds in times.items()}, end=" ")
        for people in rounds.values():
            for road, (_id, one) in people.items():
                assert one.ended == 4003, road
                page = httpx.get(
                    f"{servers[1].address}{one.place}", headers={"Cookie": one.cookie}, trust_env=False
                )
                assert page.status_code == 404, road
    assert max(seconds for times in took.values() for seconds in times.values()) <= OUT_SECONDS, took
    for server in servers:
        assert "Traceback" not in server.log.read_text()
