"""The mailbox is bounded, a room reads once for all who ask, and what a client applied is a prefix of the log."""

import asyncio
import dataclasses
import json

import pytest

from forums.live import hub, rooms
from forums.live.mailbox import BYTES, FRAMES, Mailbox, Visitor
from forums.live.protocol import Close, Wire
from forums.live.queries import streams_of
from tests.factories.live import room
from tests.factories.people import community, member

pytestmark = pytest.mark.both_databases
VISITOR = Visitor(1, 1, "user", "key", "stamp", moderates=False, seated=False, language="en")


def wires(*words: str) -> list[Wire]:
    return [Wire(text) for text in words]


async def test_a_mailbox_gives_frames_in_order():
    mailbox = Mailbox(VISITOR)
    for number in range(3):
        mailbox.put(Wire(str(number)))
    assert [(await mailbox.take()).text for _ in range(3)] == ["0", "1", "2"]


async def test_a_mailbox_that_is_full_closes_its_client_and_drops_what_waited():
    mailbox = Mailbox(VISITOR)
    for _ in range(FRAMES + 1):
        mailbox.put(Wire("x"))
    assert mailbox.closed == Close.SLOW
    assert await mailbox.take() is None


async def test_a_mailbox_is_bounded_in_bytes_too():
    mailbox = Mailbox(VISITOR)
    mailbox.put(Wire("x" * (BYTES - 1)))
    mailbox.put(Wire("xx"))
    assert mailbox.closed == Close.SLOW


async def test_the_replay_that_a_client_asked_for_passes_the_bounds():
    mailbox = Mailbox(VISITOR)
    mailbox.put(Wire("x" * (BYTES * 2)), whole=True)
    assert mailbox.closed == 0


async def test_a_closed_mailbox_takes_nothing_more_and_keeps_its_first_code():
    mailbox = Mailbox(VISITOR)
    mailbox.close(Close.GONE)
    mailbox.close(Close.SLOW)
    mailbox.put(Wire("x"))
    assert (mailbox.closed, await mailbox.take()) == (Close.GONE, None)


@pytest.fixture
def made(transactional_db, monkeypatch):
    # Nobody here has signed in: these mailboxes may stay without.
    monkeypatch.setattr(hub.standing, "staying", lambda visitors: {visitor: visitor for visitor in visitors})
    return room(community())


def listening(made) -> Mailbox:
    here = {"session_pk": made.session.pk, "membership_pk": made.session.facilitator_id}
    return Mailbox(dataclasses.replace(VISITOR, **here))


def numbers(mailbox: Mailbox) -> list[int]:
    return [event["seq"] for wire in mailbox.drain() for event in json.loads(wire.text).get("e", [])]


def test_all_who_ask_while_a_reading_runs_share_the_next_one(made, monkeypatch):
    readings = []
    read = rooms._read
    monkeypatch.setattr(rooms, "_read", lambda room: (readings.append(1), read(room))[1])

    async def ask():
        here = rooms.Room(
            made.session.pk, "pub", await asyncio.to_thread(lambda: streams_of(made.session.pk)["pub"].pk)
        )
        first = [asyncio.ensure_future(here.catch_up()) for _ in range(10)]
        while not readings:
            await asyncio.sleep(0.001)
        await asyncio.gather(*first, *[here.catch_up() for _ in range(40)])
        return here

    here = asyncio.run(ask())
    # The ten who came at once share the first one; the forty who came while it read share another.
    assert (here.head, len(readings)) == (2, 2)


def test_the_same_string_goes_to_every_mailbox(made):
    async def deliver():
        here = hub.of_loop()
        boxes = [listening(made) for _ in range(3)]
        for box in boxes:
            await here.enter(box, {"pub": ("", 0)}, welcome=None, socket=False)
            box.drain()
        await asyncio.to_thread(made.say, made.facilitator, "For all")
        frames = [await asyncio.wait_for(box.take(), 5) for box in boxes]
        for box in boxes:
            here.leave(box)
        return frames, here

    frames, here = asyncio.run(deliver())
    assert frames[0] is frames[1] is frames[2]
    assert (here.halls, here.mailboxes()) == ({}, [])


def test_lines_that_the_bell_did_not_tell_are_found_at_the_next_look(made, monkeypatch):
    monkeypatch.setattr(hub.broadcast, "ring", lambda session_pk: None)

    async def deliver():
        here = hub.of_loop()
        box = listening(made)
        await here.enter(box, {"pub": ("", 0)}, welcome=None, socket=False)
        box.drain()
        await asyncio.to_thread(made.say, made.facilitator, "Written elsewhere")
        frame = json.loads((await asyncio.wait_for(box.take(), 3)).text)
        here.leave(box)
        return frame

    assert asyncio.run(deliver())["e"][0]["data"]["body"] == "Written elsewhere"


def test_whoever_enters_while_others_speak_gets_each_line_once(made):
    speakers = [member(made.community, band="D") for _ in range(2)]

    async def talk():
        here = hub.of_loop()
        boxes = []

        async def speak():
            for number in range(10):
                await asyncio.to_thread(made.say, speakers[number % 2], f"Message {number}")

        speaking = asyncio.ensure_future(speak())
        while not speaking.done() or len(boxes) < 2:
            box = listening(made)
            await here.enter(box, {"pub": ("", 0)}, welcome=None, socket=False)
            boxes.append(box)
            await asyncio.sleep(0.02)
        await here.halls[made.session.pk].rooms["pub"].catch_up()
        seen = [numbers(box) for box in boxes]
        for box in boxes:
            here.leave(box)
        return seen

    seen = asyncio.run(talk())
    assert len(seen) > 1
    assert all(found == list(range(1, 13)) for found in seen)


def test_more_than_three_hundred_behind_is_a_snapshot_made_once(made):
    here = rooms.Room(made.session.pk, "pub", 1)
    here.epoch, here.head = "e", 500
    here.lines.extend(rooms.Line(seq, "", f'{{"seq":{seq}}}') for seq in range(1, 501))
    first, second = here.replay("e", 199), here.replay("other", 0)
    assert json.loads(first.text)["kind"] == "snap"
    assert first is second
    assert [event["seq"] for event in json.loads(first.text)["e"]] == list(range(301, 501))
    assert [event["seq"] for event in json.loads(here.replay("e", 200).text)["e"]] == list(range(201, 501))
    assert here.replay("e", 500) is None
    assert json.loads(here.replay("e", 501).text)["kind"] == "snap"
