"""Words that a student hid come by no road of a session (rule 10)."""

import asyncio
import json

import pytest
from django.test import Client
from django.utils import timezone

from forums.live import protocol, standing
from forums.live.mailbox import Mailbox
from forums.live.wire import Wire as Frame
from forums.live.wire import folded
from people.domain import blocks
from tests.factories import actor, community, member
from tests.factories.live import room
from tests.live.test_stream import Stream
from tests.live.test_tickets import visitor
from tests.live.wire import Wire, cookie_of

MEAN, FINE = "Zelkova words that hurt.", "A lamp would help."


def hide(made, reader, message):
    return blocks.block(actor(reader, made.community), byline=message.byline, now=timezone.now())


def page(user, made, more: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/c/{made.community.slug}/sessions/{made.session.public_id}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


ROADS = ("", "transcript/", "events/", "stream/")


@pytest.mark.django_db
def test_rule_10_pages_poll_and_stream_hold_none_of_the_words():
    made = room(community())
    reader, other = member(made.community), member(made.community)
    mean = made.shown(member(made.community, band="D"), MEAN)
    made.shown(member(made.community, band="D"), FINE)
    for road in ROADS:
        assert MEAN in page(reader, made, road), road
    hide(made, reader, mean)
    for road in ROADS:
        shown = page(reader, made, road)
        assert MEAN not in shown and FINE in shown, road
        assert MEAN in page(other, made, road), road
    assert "You hid what this person says." in page(reader, made)


@pytest.mark.django_db
def test_rule_10_what_is_folded_says_that_somebody_spoke_and_not_what():
    event = {"kind": "message", "data": {"by": "abc", "name": "Otter", "body": MEAN}}
    frame = protocol.wire(protocol.Batch("pub", "e1", [event]))
    told = json.loads(folded(frame, {"abc"}).text)
    assert told["e"][0]["data"] == {"by": "abc", "name": "Otter", "body": "", "hidden": True}
    assert folded(frame, {"xyz"}) is frame
    assert json.loads(folded(Frame(frame.text, "e1:4"), {"abc"}).text) == told


@pytest.mark.django_db
def test_rule_10_a_visitor_who_is_here_hides_somebody_at_the_next_look():
    made = room(community())
    reader = member(made.community)
    came = visitor(made, reader)
    assert came.hidden == frozenset()
    mean = made.shown(member(made.community, band="D"), MEAN)
    block = hide(made, reader, mean)
    (now,) = standing.staying([came]).values()
    assert now.hidden == {mean.byline.public_id}
    mailbox = Mailbox(now)
    event = {"kind": "message", "data": {"by": mean.byline.public_id, "body": MEAN}}
    mailbox.put(protocol.wire(protocol.Batch("pub", "e1", [event])))
    assert MEAN not in mailbox.pop().text
    blocks.unblock(actor(reader, made.community), block=block, now=timezone.now())
    (then,) = standing.staying([now]).values()
    assert then.hidden == frozenset()


def test_rule_10_an_open_socket_and_a_stream_keep_the_words_back(live_app):
    made = room(community())
    reader, mean, kind = (member(made.community, band="D") for _ in range(3))
    first = made.shown(mean, MEAN)
    hide(made, reader, first)
    socket, stream = Wire(live_app, cookie_of(reader), made.session), Stream(live_app, made, reader)

    async def talk():
        async with socket, stream:
            await socket.hello()
            await socket.until_seq(first.seq)
            await stream.next()
            await stream.next()
            second = await asyncio.to_thread(made.shown, mean, f"{MEAN} Again.")
            last = await asyncio.to_thread(made.shown, kind, FINE)
            await socket.until_seq(last.seq)
            while FINE not in stream.raw:
                assert await asyncio.wait_for(stream.next(), 10)
            return second

    asyncio.run(talk())
    assert socket.bodies == ["", "", FINE]
    assert "Zelkova" not in json.dumps(socket.frames)
    assert "Zelkova" not in stream.raw
