"""The big screen is signed in as an adult and stands for nobody (rule 2): on no road is it their presence."""

import asyncio

import pytest
from django.test import Client
from django.utils import timezone

from forums.live import crowd, hub, standing, tickets
from forums.live.domain import sessions
from forums.live.halls import Hall
from forums.live.mailbox import Mailbox
from forums.live.models import StaffHeartbeat
from forums.live.queries import streams_of
from mobilize.kernel.refusal import Refused
from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.test_poll import Poller
from tests.live.test_stream import Stream
from tests.live.test_tickets import names
from tests.live.wire import Wire, cookie_of

WALL = "?wall=1"


@pytest.fixture
def made(live_app):
    return room(community(), here=False)


def by_socket(address: str, made, user, query: str) -> list[dict]:
    wire = Wire(address, cookie_of(user), made.session)
    wire.url += query

    async def come():
        async with wire:
            await wire.hello()
            await wire.until("snap")
            await wire.send("pong")
            await wire.send("since", audience="pub", epoch="", seq=0)  # answered after the pong was taken
            await wire.until("snap")
            seen = list(wire.frames)
            await wire.send("leave")
            await wire.closed()
            return seen

    return asyncio.run(come())


def by_stream(address: str, made, user, query: str) -> list[dict]:
    stream = Stream(address, made, user)
    stream.url += query

    def tell(mode: str) -> None:
        sessions.set_mode(made.actor(made.facilitator), session=made.session, mode=mode, now=timezone.now())

    async def come():
        async with stream:
            await stream.until("snap")
            await asyncio.to_thread(tell, "hold_all")
            await stream.until("b")
            await asyncio.to_thread(tell, "open")  # what is sent now comes after presence was noted
            await stream.until("b")
            return stream.frames

    return asyncio.run(come())


def by_poll(address: str, made, user, query: str) -> list[dict]:
    poller = Poller(address, made, user)
    return asyncio.run(poller.poll(wait="0", **({"wall": "1"} if query else {})))["frames"]


ROADS = {"socket": by_socket, "stream": by_stream, "poll": by_poll}


def in_the_room(made, user) -> bool:
    return StaffHeartbeat.objects.filter(session=made.session, membership__user=user).exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("seat", ["facilitator", "moderator", "second_adult"])
def test_rule_2_a_wall_is_nobodys_presence_on_any_road(live_app, made, road, seat):
    user = getattr(made, seat)
    frames = ROADS[road](live_app, made, user, WALL)
    assert frames[0]["kind"] == "welcome"
    assert not in_the_room(made, user)


@pytest.mark.parametrize("road", ["stream", "events"])
def test_rule_2_nor_where_the_page_itself_answers(made, road):
    client, where = Client(), f"/c/{made.community.slug}/sessions/{made.session.public_id}/{road}/"
    client.force_login(made.second_adult)
    assert client.get(where + WALL).status_code == 200
    assert not in_the_room(made, made.second_adult)
    assert client.get(where).status_code == 200
    assert in_the_room(made, made.second_adult)


@pytest.mark.parametrize("road", ROADS)
def test_rule_2_with_the_second_adults_wall_alone_nobody_leads(live_app, made, road):
    made.here(made.facilitator)
    ROADS[road](live_app, made, made.second_adult, WALL)
    with pytest.raises(Refused) as refused:
        made.say(made.facilitator)
    assert refused.value.code == "second_adult_left"
    by_stream(live_app, made, made.second_adult, "")
    made.say(made.facilitator)


def test_a_wall_that_is_taken_down_takes_nobody_with_it(live_app, made):
    made.here(made.second_adult)
    by_socket(live_app, made, made.second_adult, WALL)
    assert in_the_room(made, made.second_adult)
    by_socket(live_app, made, made.second_adult, "")
    assert not in_the_room(made, made.second_adult)


@pytest.mark.parametrize("road", ["socket", "poll"])
def test_a_moderators_wall_hears_nothing_that_waits(live_app, made, road):
    made.here()
    made.say(member(made.community, band="A"), "Still waiting")
    made.say(made.moderator, "Write to me@example.org")
    frames = ROADS[road](live_app, made, made.moderator, WALL)
    assert {frame.get("audience", "pub") for frame in frames} == {"pub"}
    assert (frames[0]["me"], frames[0]["mod_epoch"]) == ([], "")
    assert "Still waiting" not in str(frames)
    assert "Still waiting" in str(ROADS[road](live_app, made, made.moderator, ""))


def arrive(made, user, *, wall: bool):
    sign_in = cookie_of(user).partition("=")[2]
    return standing.arrive(standing.Comer(**names(made), sign_in=sign_in, language="en", wall=wall))


def test_a_ticket_of_a_wall_opens_a_wall_and_one_of_the_room_opens_none(live_app, made):
    for was, says in ((True, ""), (False, WALL)):
        wire = Wire(live_app, cookie_of(made.second_adult), made.session)
        ticket = tickets.issue(arrive(made, made.second_adult, wall=was), **names(made))
        wire.url += (says or "?") + f"&ticket={ticket}"

        async def come(wire=wire):
            async with wire:
                await wire.hello()

        asyncio.run(come())
        assert not in_the_room(made, made.second_adult)


def test_whoever_stays_stays_what_they_were(made):
    wall = arrive(made, made.moderator, wall=True)
    assert (wall.wall, wall.seated, wall.moderates) == (True, False, False)
    made.session.second_adult, made.session.facilitator = made.session.facilitator, made.session.second_adult
    made.session.save()
    again = standing.staying([wall])[wall]
    assert again.stamp != wall.stamp
    assert (again.wall, again.seated, again.moderates) == (True, False, False)


def test_a_young_person_has_no_wall_and_is_counted(made):
    assert not arrive(made, member(made.community), wall=True).wall


def test_walls_are_not_among_the_people_who_are_here(made):
    teacher = arrive(made, made.second_adult, wall=True)
    student = arrive(made, member(made.community), wall=False)
    ids = {name: stream.pk for name, stream in streams_of(made.session.pk).items()}

    async def report():
        here = hub.of_loop()
        hall = Hall(made.session.pk, ids)
        for visitor in (teacher, student):
            hall.add(Mailbox(visitor), ["pub"], socket=True)
        here.halls[made.session.pk] = hall
        await here._report()

    asyncio.run(report())
    here = crowd.people_in(made.session.pk, now=timezone.now())
    assert [place.pk for place in here] == [student.membership_pk]
