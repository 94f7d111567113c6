"""The socket of a session, against a real server: acks after commits, resume without loss, and who may listen."""

import asyncio
import json

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.utils import timezone

from forums.live.domain import messages
from forums.live.models import LiveEvent, Message
from people.enums import Role
from people.models import Clearance, Consent, RoleGrant
from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.wire import Wire, cookie_of


@pytest.fixture
def made(live_app):
    return room(community())


def wires(live_app, made, *users):
    return [Wire(live_app, cookie_of(user), made.session) for user in users]


@pytest.mark.both_databases
def test_two_sockets_see_each_other_s_messages_in_one_order(live_app, made):
    one, two = wires(live_app, made, *[member(made.community, band="D") for _ in range(2)])

    async def talk():
        async with one, two:
            await one.hello()
            await two.hello()
            acks = await asyncio.gather(one.say("Lamps, please.", "a1"), two.say("And a door.", "b1"))
            await one.until_seq(4)
            await two.until_seq(4)
            return acks

    acks = asyncio.run(talk())
    assert [ack["kind"] for ack in acks] == ["ack", "ack"]
    assert {ack["seq"] for ack in acks} == {3, 4}
    assert one.bodies == two.bodies
    assert sorted(one.bodies) == ["And a door.", "Lamps, please."]


@pytest.mark.both_databases
def test_a_resend_of_the_same_id_answers_dup_with_the_same_number(live_app, made):
    (one,) = wires(live_app, made, member(made.community, band="D"))

    async def talk():
        async with one:
            await one.hello()
            return [await one.say("Once.", "a1"), await one.say("Once.", "a1")]

    first, second = asyncio.run(talk())
    assert (first["st"], second["st"]) == ("published", "dup")
    assert (first["seq"], first["ref"]) == (second["seq"], second["ref"])
    assert Message.objects.count() == 1


@pytest.mark.both_databases
def test_after_a_gap_a_client_resumes_without_loss_and_without_repetition(live_app, made):
    speaker = member(made.community, band="D")
    (one,) = wires(live_app, made, member(made.community, band="D"))

    async def first():
        async with one:
            await one.hello()
            await one.until("snap")

    async def again():
        async with one:
            await one.hello()
            await one.until_seq(5)

    asyncio.run(first())
    assert one.seq == 2
    for number in range(3):
        made.say(speaker, f"While away {number}")
    asyncio.run(again())
    assert [frame["kind"] for frame in one.frames] == ["welcome", "snap", "welcome", "b"]
    assert one.bodies == ["While away 0", "While away 1", "While away 2"]


def test_another_epoch_brings_a_whole_snapshot(live_app, made):
    made.say(member(made.community, band="D"), "Kept")
    (one,) = wires(live_app, made, member(made.community))

    async def talk():
        async with one:
            one.epoch, one.seq = "0123456789abcdef", 400
            await one.hello()
            await one.until("snap")

    asyncio.run(talk())
    assert (one.seq, one.bodies) == (3, ["Kept"])


def test_a_held_message_reaches_the_room_only_after_a_moderator_released_it(live_app, made):
    writer, reader, moderator = wires(
        live_app, made, member(made.community, band="B"), member(made.community), made.moderator
    )

    async def talk():
        async with writer, reader, moderator:
            for wire in (writer, reader, moderator):
                await wire.hello()
            ack = await writer.say("Please no buzzing lights.", "a1")
            held = await moderator.until("b", audience="mod")
            ruled = {"ref": ack["ref"], "outcome": "release", "version": held["e"][0]["data"]["version"]}
            await moderator.send("rule", id="r1", **ruled)
            answer = await moderator.until("ack", id="r1")
            await reader.until_seq(3)
            news = await writer.until("me")
            return ack, held, answer, news

    ack, held, answer, news = asyncio.run(talk())
    assert (ack["st"], ack["seq"]) == ("held", None)
    assert held["e"][0]["data"]["body"] == "Please no buzzing lights."
    assert (answer["was"], answer["seq"]) == ("published", 3)
    assert reader.bodies == ["Please no buzzing lights."]
    assert (news["e"][0]["ref"], news["e"][0]["st"]) == (ack["ref"], "published")
    assert not any(frame.get("audience") == "mod" for frame in writer.frames + reader.frames)


def test_the_author_of_a_message_sent_back_reads_why_and_nobody_else_sees_anything(live_app, made):
    writer, reader = wires(live_app, made, member(made.community, band="B"), member(made.community))

    async def talk():
        async with writer, reader:
            await writer.hello()
            await reader.hello()
            await writer.say("Unkind words", "a1")
            await asyncio.to_thread(send_back)
            return await writer.until("me")

    def send_back():
        messages.rule_on(
            made.actor(made.moderator),
            message=Message.objects.get(),
            outcome="return",
            version=1,
            reason="unkind",
            reply="Say it in other words.",
            now=timezone.now(),
        )

    news = asyncio.run(talk())["e"][0]
    assert (news["st"], news["id"], news["body"]) == ("returned", "a1", "Unkind words")
    assert "Say it in other words." in news["note"]
    assert reader.bodies == []


def test_a_resume_after_a_removal_brings_no_word_of_the_message(live_app, made):
    message = made.say(member(made.community, band="D"), "Words to remove")
    early, late, behind = wires(live_app, made, *[member(made.community) for _ in range(3)])

    async def talk():
        async with early, behind:
            await early.hello()
            await early.until("snap")
            behind.epoch, behind.seq = early.epoch, 2
            await asyncio.to_thread(take_away)
            await early.until_seq(4)
            await behind.hello()
            await behind.until_seq(4)
            async with late:
                await late.hello()
                await late.until("snap")

    def take_away():
        with transaction.atomic():
            messages.settle(message, to="removed", now=timezone.now())

    asyncio.run(talk())
    assert early.bodies == ["Words to remove"]
    assert early.events[-1]["kind"] == "removed"
    for wire in (late, behind):
        assert "Words to remove" not in json.dumps(wire.frames)
        assert [event["kind"] for event in wire.events][-2:] == ["message", "removed"]


def _of_a_student(made):
    return member(made.community, band="B")


def _of_a_teacher(made):
    return member(made.community, Role.TEACHER)


def _end_sign_in(user, key):
    Session.objects.filter(session_key=key).delete()


def _end_password(user, key):
    user.set_password("another one")
    user.save()


#: What ends, who it ends for, and how; written past the domain, so that no bell rings: the look alone must find it.
ENDS = {
    "membership": (_of_a_student, lambda user, key: user.memberships.update(ended_at=timezone.now())),
    "sign-in": (_of_a_student, _end_sign_in),
    "password": (_of_a_student, _end_password),
    "band": (_of_a_student, lambda user, key: user.memberships.update(band="C")),
    "account": (
        _of_a_student,
        lambda user, key: type(user).objects.filter(pk=user.pk).update(is_active=False),
    ),
    "role": (_of_a_teacher, lambda user, key: RoleGrant.objects.filter(membership__user=user).delete()),
    "check": (_of_a_teacher, lambda user, key: Clearance.objects.filter(membership__user=user).delete()),
    "second key": (_of_a_teacher, lambda user, key: user.authenticator_set.all().delete()),
}


@pytest.mark.parametrize("ended", ENDS, ids=lambda word: f"after the {word} changed")
def test_rule_61_whoever_may_not_be_here_any_more_is_out_within_two_seconds(live_app, ended):
    made = room(community(), bands=["B"])
    who, end = ENDS[ended]
    user = who(made)
    leaving, staying = wires(live_app, made, user, member(made.community, band="B"))
    key = leaving.headers["Cookie"].split("=")[1]

    async def talk():
        async with leaving, staying:
            await leaving.hello()
            await staying.hello()
            await asyncio.to_thread(end, user, key)
            began = asyncio.get_running_loop().time()
            code = await leaving.closed()
            took = asyncio.get_running_loop().time() - began
            await asyncio.to_thread(made.say, made.facilitator, "Still here")
            await staying.until_seq(3)
            return code, took

    code, took = asyncio.run(talk())
    print(f"out {took:.2f} s after the {ended} ended")
    assert code == 4003
    assert took <= 2.0
    assert "Still here" not in json.dumps(leaving.frames)


@pytest.mark.parametrize("ended", ENDS, ids=lambda word: f"after the {word} changed")
def test_rule_61_the_very_next_page_is_shut(live_app, ended):
    made = room(community(), bands=["B"])
    who, end = ENDS[ended]
    user = who(made)
    (wire,) = wires(live_app, made, user)
    name, _, key = wire.headers["Cookie"].partition("=")
    client = Client()
    client.cookies[name] = key
    page = f"/c/{made.community.slug}/sessions/{made.session.public_id}/"
    assert client.get(page).status_code == 200
    end(user, key)
    assert client.get(page).status_code in {302, 403, 404}


def test_rule_61_consent_that_ends_takes_the_word_at_once_and_leaves_the_reading(live_app):
    made = room(community(), bands=["B"])
    user = member(made.community, band="B")
    (wire,) = wires(live_app, made, user)

    async def talk():
        async with wire:
            await wire.hello()
            await asyncio.to_thread(lambda: Consent.objects.filter(membership__user=user).delete())
            await wire.send("say", id="late", body="Too late")
            return await wire.until("nack", id="late")

    assert asyncio.run(talk())["code"] == "consent_missing"
    assert Message.objects.count() == 0


def test_an_ended_member_writes_nothing_even_before_the_socket_closes(live_app, made):
    user = member(made.community, band="D")
    (one,) = wires(live_app, made, user)

    async def talk():
        async with one:
            await one.hello()
            await asyncio.to_thread(lambda: user.memberships.update(ended_at=timezone.now()))
            await one.send("say", id="late", body="Too late")
            return await one.closed()

    assert asyncio.run(talk()) == 4003
    assert Message.objects.count() == 0


def test_a_refusal_is_a_nack_with_its_code_and_sentence(live_app):
    made = room(community(), state="hold")
    (one,) = wires(live_app, made, member(made.community))

    async def talk():
        async with one:
            await one.hello()
            return await one.say("Now?", "a1")

    nack = asyncio.run(talk())
    assert (nack["code"], nack["final"]) == ("session_paused", True)
    assert nack["text"].startswith("The talk is paused.")
    assert LiveEvent.objects.filter(kind="message").count() == 0
