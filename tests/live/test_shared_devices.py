"""On a device that others use too, each road to a session ends with the sign-in: within two seconds (rules 58, 61)."""

import asyncio
import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from websockets.exceptions import InvalidStatus

from people.domain import shared_devices
from people.shared_device import COOKIE
from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.test_poll import Poller
from tests.live.test_stream import Stream
from tests.live.wire import Wire


@pytest.fixture
def made(live_app):
    return room(community())


def shared_sign_in(user) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": "password", "shared": "yes"})
    assert COOKIE in client.cookies
    return client


def cookies(client) -> str:
    names = (settings.SESSION_COOKIE_NAME, COOKIE)
    return "; ".join(f"{name}={client.cookies[name].value}" for name in names)


def end(how: str, client) -> None:
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    if how == "sign-out":
        assert client.post("/accounts/logout/").status_code == 302
    elif how == "idle":
        long_ago = time.time() - 601
        shared_devices._known[shared_devices._short(key)] = long_ago
        cache.set(shared_devices._key(key), long_ago, 60)
    else:
        Session.objects.filter(session_key=key).update(expire_date=timezone.now())


@pytest.mark.parametrize("how", ["sign-out", "idle", "longest"])
def test_rule_58_socket_stream_and_poll_end_within_two_seconds(live_app, made, how):
    user = member(made.community)
    client = shared_sign_in(user)
    wire = Wire(live_app, cookies(client), made.session)
    stream, poller = Stream(live_app, made, user), Poller(live_app, made, user)
    for other in (stream, poller):
        other.client.headers["Cookie"] = cookies(client)

    async def took(road, began):
        await road
        return asyncio.get_running_loop().time() - began

    async def until_the_stream_ends():
        while await stream.next():
            pass

    async def talk():
        async with wire, stream:
            await wire.hello()
            await stream.until("snap")
            await poller.poll()
            waiting = asyncio.ensure_future(poller.poll())
            await asyncio.sleep(0.3)
            await asyncio.to_thread(end, how, client)
            began = asyncio.get_running_loop().time()
            times = await asyncio.gather(
                took(wire.closed(), began), took(until_the_stream_ends(), began), took(waiting, began)
            )
            return times, waiting.result()

    times, poll = asyncio.run(talk())
    print("ended after (socket, stream, poll):", [round(one, 2) for one in times])
    assert (stream.ended, poll["ended"]) == (4003, 4003)
    assert max(times) <= 2.0


def test_rule_58_nobody_comes_in_with_a_sign_in_that_was_idle_too_long(live_app, made):
    client = shared_sign_in(member(made.community))
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    good, bad = cookies(client), f"{settings.SESSION_COOKIE_NAME}={key}; {COOKIE}=forged"

    async def comes(cookie: str) -> str:
        async with Wire(live_app, cookie, made.session) as wire:
            return (await wire.hello())["kind"]

    assert asyncio.run(comes(good)) == "welcome"
    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(comes(bad))
    assert refused.value.response.status_code == 403
