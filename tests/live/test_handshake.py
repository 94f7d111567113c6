"""What is refused at the socket: foreign pages, people who may not be here, and frames that are none of ours."""

import asyncio
import contextlib
import json

import pytest
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus

from forums.live.models import Message
from people.enums import Role
from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.wire import Wire, cookie_of


@pytest.fixture
def made(live_app):
    return room(community())


def wires(live_app, made, *users):
    return [Wire(live_app, cookie_of(user), made.session) for user in users]


BAD = {
    "not JSON": "say something",
    "not an object": "[1, 2]",
    "unknown kind": '{"kind": "shout", "id": "x"}',
    "no kind": '{"id": "x"}',
    "a kind that is no text": '{"kind": ["say"], "id": "x"}',
    "an unknown field": '{"kind": "say", "id": "x", "body": "Hi", "author": "me"}',
    "a missing field": '{"kind": "say", "id": "x"}',
    "a body that is no text": '{"kind": "say", "id": "x", "body": 7}',
    "an id that is no text": '{"kind": "say", "id": 7, "body": "Hi"}',
    "an over-long id": json.dumps({"kind": "say", "id": "x" * 41, "body": "Hi"}),
    "a number that is none": '{"kind": "since", "audience": "pub", "epoch": "", "seq": true}',
    "a negative number": '{"kind": "since", "audience": "pub", "epoch": "", "seq": -1}',
    "deep nesting": "[" * 5000,
    "a binary frame": b'{"kind": "pong"}',
}


@pytest.mark.parametrize(
    "origin",
    [
        "http://elsewhere.example",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
        "",
    ],
)
def test_a_socket_from_another_origin_is_refused(live_app, made, origin):
    origin = origin.format(port=live_app.rsplit(":", 1)[1])
    wire = Wire(live_app, cookie_of(member(made.community)), made.session, origin=origin)
    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(wire.open())
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("who", ["nobody", "stranger", "other band", "ended", "mentor", "no such session"])
def test_a_socket_that_may_not_be_opened_is_refused_at_the_handshake(live_app, who):
    made = room(community(), bands=["B"])
    other = community("valley")
    cookie = {
        "nobody": lambda: "",
        "stranger": lambda: cookie_of(member(other, band="B")),
        "other band": lambda: cookie_of(member(made.community, band="C")),
        "mentor": lambda: cookie_of(member(made.community, Role.MENTOR)),
        "ended": lambda: cookie_of(ended()),
        "no such session": lambda: cookie_of(member(made.community, band="B")),
    }[who]

    def ended():
        user = member(made.community, band="B")
        user.memberships.update(ended_at=timezone.now())
        return user

    wire = Wire(live_app, cookie(), made.session)
    if who == "no such session":
        wire.url = wire.url.replace(made.session.public_id, "a" * 16)
    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(wire.open())
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("what", BAD)
def test_a_bad_frame_gets_a_nack_and_disturbs_nobody(live_app, made, what):
    bad, good = wires(live_app, made, *[member(made.community, band="D") for _ in range(2)])

    async def talk():
        async with bad, good:
            await bad.hello()
            await good.hello()
            await bad.ws.send(BAD[what])
            nack = await bad.until("nack")
            ack = await good.say("Undisturbed", "g1")
            after = await bad.say("Still able to speak", "b1")
            return nack, ack, after

    nack, ack, after = asyncio.run(talk())
    assert (nack["code"], nack["final"]) == ("bad_frame", True)
    assert nack["text"]
    assert (ack["st"], after["st"]) == ("published", "published")


def test_a_frame_of_more_than_16_kib_closes_its_socket_alone(live_app, made):
    bad, good = wires(live_app, made, *[member(made.community, band="D") for _ in range(2)])

    async def talk():
        async with bad, good:
            await bad.hello()
            await good.hello()
            await bad.send("say", id="big", body="x" * 17_000)
            code = await bad.closed()
            return code, await good.say("Undisturbed", "g1")

    code, ack = asyncio.run(talk())
    assert (code, ack["st"]) == (1009, "published")


def test_a_client_that_skips_hello_hears_and_writes_nothing(live_app, made):
    (one,) = wires(live_app, made, member(made.community, band="D"))

    async def talk():
        async with one:
            return await one.say("Before hello", "a1")

    assert asyncio.run(talk())["code"] == "bad_frame"
    assert Message.objects.count() == 0


def test_another_version_of_the_protocol_is_told_to_load_the_page_again(live_app, made):
    (one,) = wires(live_app, made, member(made.community))

    async def talk():
        async with one:
            await one.send("hello", proto=99)
            return await one.closed()

    assert asyncio.run(talk()) == 4001


def test_who_says_hello_twice_is_told_to_load_the_page_again_and_the_others_talk_on(live_app, made):
    """A second hello would mean a second place in the same room. The door closes for that client alone."""
    twice, good = wires(live_app, made, *[member(made.community, band="D") for _ in range(2)])

    async def talk():
        async with twice, good:
            await twice.hello()
            await good.hello()
            await twice.send("hello", proto=1)
            code = await twice.closed()
            return code, await good.say("Undisturbed", "g1")

    code, ack = asyncio.run(talk())
    assert (code, ack["st"]) == (4001, "published")
    assert [frame["kind"] for frame in twice.frames].count("welcome") == 1


def test_of_four_sockets_of_one_member_the_oldest_is_closed(live_app, made):
    user = member(made.community)
    open_ones = wires(live_app, made, user, user, user, user)

    async def talk():
        for wire in open_ones:
            await wire.open()
            await wire.hello()
        code = await open_ones[0].closed()
        await asyncio.to_thread(made.say, made.facilitator, "For the other three")
        for wire in open_ones[1:]:
            await wire.until_seq(3)
            await wire.ws.close()
        return code

    assert asyncio.run(talk()) == 4009


def test_a_client_that_asks_again_and_again_is_told_to_wait(live_app, made):
    (one,) = wires(live_app, made, member(made.community))

    async def talk():
        async with one:
            await one.hello()
            # A few more than may come at once: with many unread answers the goodbye would wait for its time to end.
            for _ in range(30):
                await one.send("since", audience="pub", epoch="", seq=0)
            return await one.until("nack", 10)

    nack = asyncio.run(talk())
    assert (nack["code"], nack["final"]) == ("too_fast", False)
    assert 0 < nack["retry_ms"] <= 1000


def test_the_sockets_of_one_member_share_what_they_may_say_at_once(live_app, made):
    user = member(made.community, band="D")
    one, two = wires(live_app, made, user, user)

    async def talk():
        async with one, two:
            await one.hello()
            await two.hello()
            first = [await one.say(f"Message {number}", f"a{number}") for number in range(6)]
            second = [await two.say(f"Message {number}", f"b{number}") for number in range(6)]
            return first + second

    answers = asyncio.run(talk())
    assert [answer["kind"] for answer in answers[:10]] == ["ack"] * 10
    assert {answer["code"] for answer in answers[10:] if answer["kind"] == "nack"} == {"too_fast"}
    assert Message.objects.count() <= 11


def test_a_flood_is_closed_and_disturbs_nobody(live_app, made):
    bad, good = wires(live_app, made, *[member(made.community, band="D") for _ in range(2)])

    async def talk():
        async with bad, good:
            await bad.hello()
            await good.hello()

            async def flood():
                with contextlib.suppress(ConnectionClosed):
                    for _ in range(2000):
                        await bad.send("pong")

            flooding = asyncio.ensure_future(flood())
            ack = await good.say("Undisturbed", "g1")
            code = await bad.closed()
            await flooding
            return ack, code

    ack, code = asyncio.run(talk())
    assert (ack["st"], code) == ("published", 4010)
