"""The long poll reads the same log as the socket, waits without a thread, and ends for whoever may not stay."""

import asyncio
import threading
import time

import httpx
import pytest
from django.db import transaction
from django.utils import timezone

from forums.live.domain import messages
from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.wire import cookie_of


@pytest.fixture
def made(live_app):
    return room(community())


class Poller:
    """A client that polls: it keeps its place and the lines it has applied."""

    def __init__(self, address: str, made, user) -> None:
        self.url = f"{address}/c/{made.community.slug}/sessions/{made.session.public_id}/events/"
        self.client = httpx.AsyncClient(headers={"Cookie": cookie_of(user)}, trust_env=False, timeout=30)
        self.epoch, self.seq, self.events, self.raw = "", 0, [], ""

    async def poll(self, **more) -> dict:
        answer = await self.client.get(self.url, params={"epoch": self.epoch, "since": self.seq, **more})
        assert answer.status_code == 200
        self.raw += answer.text
        body = answer.json()
        for frame in body["frames"]:
            if frame.get("audience") != "pub":
                continue
            if frame["kind"] == "snap":
                self.epoch, self.seq, self.events = frame["epoch"], max(0, frame["first"] - 1), []
            for event in frame["e"]:
                assert event["seq"] == self.seq + 1
                self.seq = event["seq"]
                self.events.append(event)
        return body

    async def until_told(self) -> None:
        """Go on until a message has come: a poll also ends when only the head count changed."""
        while not self.bodies:
            await asyncio.wait_for(self.poll(), 30)

    @property
    def bodies(self) -> list[str]:
        return [event["data"]["body"] for event in self.events if event["kind"] == "message"]


def test_a_waiting_poll_answers_as_soon_as_somebody_speaks(live_app, made):
    poller = Poller(live_app, made, member(made.community))
    speaker = member(made.community, band="D")

    async def talk():
        await poller.poll()
        waiting = asyncio.ensure_future(poller.poll())
        await asyncio.sleep(0.5)
        began = time.monotonic()
        await asyncio.to_thread(made.say, speaker, "Hello over there")
        await waiting
        await poller.until_told()
        return time.monotonic() - began

    took = asyncio.run(talk())
    assert poller.bodies == ["Hello over there"]
    assert took < 3.0


def test_nothing_is_lost_or_repeated_from_poll_to_poll(live_app, made):
    poller = Poller(live_app, made, member(made.community))
    speaker = member(made.community, band="D")

    async def talk():
        await poller.poll()
        speaking = asyncio.ensure_future(
            asyncio.to_thread(lambda: [made.say(speaker, f"Message {number}") for number in range(8)])
        )
        while poller.seq < 10:
            await asyncio.wait_for(poller.poll(), 10)
        await speaking

    asyncio.run(talk())
    assert poller.bodies == [f"Message {number}" for number in range(8)]


def test_many_waiting_polls_take_no_thread_each(live_app, made):
    pollers = [Poller(live_app, made, member(made.community)) for _ in range(12)]

    async def talk():
        await asyncio.gather(*[poller.poll() for poller in pollers])
        before = threading.active_count()
        waiting = [asyncio.ensure_future(poller.poll()) for poller in pollers]
        await asyncio.sleep(1)
        during = threading.active_count()
        await asyncio.to_thread(made.say, made.facilitator, "For all")
        await asyncio.gather(*waiting)
        await asyncio.gather(*[poller.until_told() for poller in pollers])
        return before, during

    before, during = asyncio.run(talk())
    assert during <= before + 1
    assert all(poller.bodies == ["For all"] for poller in pollers)


def test_rule_61_a_waiting_poll_of_a_removed_member_ends_within_two_seconds(live_app, made):
    user = member(made.community)
    poller = Poller(live_app, made, user)

    async def talk():
        await poller.poll()
        waiting = asyncio.ensure_future(poller.poll())
        await asyncio.sleep(0.3)
        await asyncio.to_thread(lambda: user.memberships.update(ended_at=timezone.now()))
        began = time.monotonic()
        body = await waiting
        took = time.monotonic() - began
        after = await poller.client.get(poller.url)
        return body, took, after.status_code

    body, took, status = asyncio.run(talk())
    assert (body["ended"], status) == (4003, 404)
    assert [frame["kind"] for frame in body["frames"]] == ["welcome"]
    assert took <= 2.0


def test_a_poll_after_a_removal_brings_no_word_of_the_message(live_app, made):
    message = made.say(member(made.community, band="D"), "Words to remove")
    early, late, behind = [Poller(live_app, made, member(made.community)) for _ in range(3)]

    def take_away():
        with transaction.atomic():
            messages.settle(message, to="removed", now=timezone.now())

    async def talk():
        await early.poll()
        behind.epoch, behind.seq = early.epoch, 2
        await asyncio.to_thread(take_away)
        for poller in (early, late, behind):
            await poller.poll()

    asyncio.run(talk())
    assert early.events[-1]["kind"] == "removed"
    for poller in (late, behind):
        assert "Words to remove" not in poller.raw
        assert poller.seq == 4


def test_the_author_of_a_waiting_message_learns_from_a_poll_that_it_was_released(live_app, made):
    author = member(made.community, band="B")
    held = made.say(author, "Please wait")
    poller = Poller(live_app, made, author)

    async def talk():
        first = await poller.poll()
        waiting = asyncio.ensure_future(poller.poll())
        await asyncio.sleep(0.3)
        await asyncio.to_thread(
            lambda: messages.rule_on(
                made.actor(made.moderator), message=held, outcome="release", version=1, now=timezone.now()
            )
        )
        await waiting
        return first

    first = asyncio.run(talk())
    assert [(own["st"], own["body"]) for own in first["frames"][0]["me"]] == [("held", "Please wait")]
    assert poller.bodies == ["Please wait"]


def test_a_poll_of_nobody_meets_the_sign_in_page(live_app, made):
    url = f"{live_app}/c/{made.community.slug}/sessions/{made.session.public_id}/events/"
    answer = httpx.get(url, trust_env=False)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/accounts/login/")


def test_a_poll_is_kept_by_nobody_on_its_way(live_app, made):
    poller = Poller(live_app, made, member(made.community))
    answer = httpx.get(poller.url, headers=dict(poller.client.headers), trust_env=False)
    assert answer.headers["cache-control"] == "private, no-store, no-transform"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
