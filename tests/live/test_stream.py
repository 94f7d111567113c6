"""The stream brings the same frames as the socket, from the first moment on, and ends for whoever may not stay."""

import asyncio
import contextlib
import json

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


class Stream:
    """A client of the stream, as plain as a browser's ``EventSource``: it knows the last id, and nothing else."""

    def __init__(self, address: str, made, user, **headers: str) -> None:
        self.url = f"{address}/c/{made.community.slug}/sessions/{made.session.public_id}/stream/"
        self.client = httpx.AsyncClient(
            headers={"Cookie": cookie_of(user), **headers}, trust_env=False, timeout=30
        )
        self.last_id, self.ended, self.raw = "", 0, ""
        self.frames: list[dict] = []

    async def __aenter__(self):
        resume = {"Last-Event-ID": self.last_id} if self.last_id else {}
        self.opening = self.client.stream("GET", self.url, headers=resume)
        self.answer = await self.opening.__aenter__()
        self.lines = self.answer.aiter_lines()
        return self

    async def __aexit__(self, *_):
        with contextlib.suppress(httpx.HTTPError):
            await self.opening.__aexit__(None, None, None)

    async def next(self) -> dict | None:
        """Return the next frame, or None at the end."""
        async for line in self.lines:
            self.raw += line + "\n"
            name, _, value = line.partition(": ")
            if name == "id":
                self.last_id = value
            elif name == "event":
                assert value == "ended"
                self.ended = -1
            elif name == "data" and self.ended:
                self.ended = int(value)
                return None
            elif name == "data":
                self.frames.append(json.loads(value))
                return self.frames[-1]
        return None

    async def until(self, kind: str) -> dict:
        async with asyncio.timeout(10):
            while (frame := await self.next())["kind"] != kind:
                pass
            return frame

    @property
    def bodies(self) -> list[str]:
        events = [
            event for frame in self.frames for event in frame.get("e", []) if frame.get("audience") == "pub"
        ]
        return [event["data"]["body"] for event in events if event["kind"] == "message"]


def test_a_stream_begins_at_once_and_goes_on(live_app, made):
    stream = Stream(live_app, made, member(made.community))
    speaker = member(made.community, band="D")

    async def talk():
        async with stream:
            first = await asyncio.wait_for(anext(stream.lines), 5)
            await stream.until("snap")
            await asyncio.to_thread(made.say, speaker, "Hello over there")
            await stream.until("b")
            return first

    assert asyncio.run(talk()).startswith(":")
    assert stream.bodies == ["Hello over there"]
    assert stream.last_id == f"{stream.frames[0]['epoch']}:3"
    headers = stream.answer.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "private, no-store, no-transform"
    assert headers["x-accel-buffering"] == "no"


def test_a_stream_resumes_after_the_last_id_without_loss_and_without_repetition(live_app, made):
    stream = Stream(live_app, made, member(made.community))
    speaker = member(made.community, band="D")

    async def first():
        async with stream:
            await stream.until("snap")

    async def again():
        async with stream:
            await stream.until("b")

    asyncio.run(first())
    for number in range(3):
        made.say(speaker, f"While away {number}")
    stream.client = httpx.AsyncClient(headers=stream.client.headers, trust_env=False, timeout=30)
    asyncio.run(again())
    assert stream.bodies == ["While away 0", "While away 1", "While away 2"]
    assert [frame["kind"] for frame in stream.frames if frame["kind"] != "v"] == [
        "welcome",
        "snap",
        "welcome",
        "b",
    ]


def test_a_stream_after_a_removal_brings_no_word_of_the_message(live_app, made):
    message = made.say(member(made.community, band="D"), "Words to remove")
    late, behind = [Stream(live_app, made, member(made.community)) for _ in range(2)]
    behind.last_id = f"{made.session.streams.get(audience='pub').epoch}:2"
    with transaction.atomic():
        messages.settle(message, to="removed", now=timezone.now())

    async def talk():
        async with late, behind:
            await late.until("snap")
            await behind.until("b")

    asyncio.run(talk())
    for stream in (late, behind):
        assert "Words to remove" not in stream.raw
        assert stream.bodies == [""]


def test_rule_61_the_stream_of_a_removed_member_ends_within_two_seconds(live_app, made):
    user = member(made.community)
    stream = Stream(live_app, made, user)

    async def talk():
        async with stream:
            await stream.until("snap")
            await asyncio.to_thread(lambda: user.memberships.update(ended_at=timezone.now()))
            began = asyncio.get_running_loop().time()
            while await stream.next():
                pass
            took = asyncio.get_running_loop().time() - began
            return took, (await stream.client.get(stream.url)).status_code

    took, status = asyncio.run(talk())
    assert (stream.ended, status) == (4003, 404)
    assert took <= 2.0


def test_a_stream_of_nobody_meets_the_sign_in_page(live_app, made):
    url = f"{live_app}/c/{made.community.slug}/sessions/{made.session.public_id}/stream/"
    answer = httpx.get(url, trust_env=False)
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize(
    "query",
    [
        "epoch=%00&since=-1",
        "since=99999999999999999999",
        "since=½&v=<b>",
        "epoch=" + "x" * 3000,
        "since=1&since=2&wait=9",
    ],
)
@pytest.mark.parametrize("road", ["stream", "events"])
def test_a_place_that_is_none_begins_anew(live_app, made, road, query):
    address = f"{live_app}/c/{made.community.slug}/sessions/{made.session.public_id}/{road}/?{query}"
    headers = {"Cookie": cookie_of(member(made.community))}
    with httpx.stream("GET", address, headers=headers, trust_env=False, timeout=10) as answer:
        words = ""
        for part in answer.iter_text():
            words += part
            if '"kind":"snap"' in words:
                break
    assert answer.status_code == 200
    assert '"kind":"welcome"' in words
    assert '"first":1' in words


def test_bad_words_by_post_are_refused_with_a_code_and_change_nothing(live_app, made):
    user = member(made.community, band="D")
    other = made.say(member(made.community, band="D"), "Of somebody else")
    here = f"{live_app}/c/{made.community.slug}/sessions/{made.session.public_id}/"
    with httpx.Client(
        headers={"Cookie": cookie_of(user), "Accept": "application/json"}, trust_env=False
    ) as client:
        page = client.get(here, headers={"Accept": "text/html"})
        token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        cookies = f"{client.headers['Cookie']}; csrftoken={page.cookies['csrftoken']}"
        client.headers.update({"X-CSRFToken": token, "Cookie": cookies})
        refused = [
            client.post(f"{here}say/", data={"body": "No id"}),
            client.post(f"{here}say/", data={"id": "x" * 41, "body": "Long id"}),
            client.post(f"{here}say/", data={"id": "a1", "body": "x" * 1001}),
            client.post(f"{here}say/", data={"id": "a2", "body": " "}),
            client.post(f"{here}messages/{other.public_id}/withdraw/", data={"id": "a3"}),
            client.post(f"{here}messages/{'a' * 16}/withdraw/", data={"id": "a4"}),
        ]
        user.memberships.update(ended_at=timezone.now())
        refused.append(client.post(f"{here}say/", data={"id": "a5", "body": "Too late"}))
    assert [answer.status_code for answer in refused] == [422, 422, 422, 422, 404, 404, 404]
    assert [answer.json()["code"] for answer in refused[:4]] == [
        "bad_frame",
        "bad_frame",
        "text_too_long",
        "text_empty",
    ]
    assert made.session.messages.count() == 1
