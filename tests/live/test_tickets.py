"""A ticket opens one session for one member for ten minutes, as long as they still stand as they did."""

import asyncio
import threading

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from websockets.exceptions import InvalidStatus

from forums.live import hub, standing, tickets
from forums.live.threads import Together
from people.enums import Role
from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.wire import Wire, cookie_of


@pytest.fixture
def made(live_app):
    return room(community())


def names(made) -> dict[str, str]:
    return {"community": made.community.slug, "session": made.session.public_id}


def visitor(made, user):
    name, _, value = cookie_of(user).partition("=")
    assert name == settings.SESSION_COOKIE_NAME
    return standing.arrive(standing.Comer(**names(made), sign_in=value, language="en"))


class Bearer(Wire):
    """A client that has a ticket and nothing else: no cookie, and no page that it comes from."""

    def __init__(self, address: str, made, ticket: str, *, origin: str = "") -> None:
        super().__init__(address, "", made.session, origin=origin)
        self.headers = {}
        self.url += f"?ticket={ticket}"


def status_of(wire: Wire) -> int:
    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(wire.open())
    return refused.value.response.status_code


def test_a_ticket_opens_the_session_and_its_welcome_brings_the_next_one(live_app, made):
    user = member(made.community, band="D")
    wire = Bearer(live_app, made, tickets.issue(visitor(made, user), **names(made)))

    async def talk():
        async with wire:
            welcome = await wire.hello()
            return welcome["ticket"], await wire.say("By ticket", "a1")

    again, ack = asyncio.run(talk())
    assert ack["st"] == "published"
    assert tickets.visitor_of(again, **names(made)).user == user.public_id


def test_a_browser_shows_its_ticket_among_the_protocols(live_app, made):
    ticket = tickets.issue(visitor(made, member(made.community)), **names(made))
    wire = Wire(live_app, "", made.session)

    async def talk():
        from websockets.asyncio.client import connect

        offered = ["mobilize.1", f"ticket.{ticket}"]
        async with connect(wire.url, origin=live_app, subprotocols=offered, proxy=None) as ws:
            return ws.subprotocol

    assert asyncio.run(talk()) == "mobilize.1"


@pytest.mark.parametrize(
    "why",
    [
        "altered",
        "of another session",
        "old",
        "signed out",
        "ended",
        "new password",
        "other band",
        "foreign page",
    ],
)
def test_a_ticket_that_does_not_fit_is_refused_at_the_handshake(live_app, freeze, why):
    made = room(community(), bands=["B"])
    user = member(made.community, band="B")
    came = visitor(made, user)
    ticket = tickets.issue(came, **names(made))
    origin = ""
    if why == "altered":
        ticket = ticket[:-5] + ("AAAAA" if ticket[-5:] != "AAAAA" else "BBBBB")
    elif why == "of another session":
        ticket = tickets.issue(came, community=made.community.slug, session="a" * 16)
    elif why == "old":
        with_clock = timezone.now()
        freeze(with_clock - timezone.timedelta(seconds=tickets.SECONDS + 5))
        ticket = tickets.issue(came, **names(made))
        freeze(with_clock, tick=True)
    elif why == "signed out":
        Session.objects.filter(session_key=came.sign_in).delete()
    elif why == "ended":
        user.memberships.update(ended_at=timezone.now())
    elif why == "new password":
        user.set_password("another one")
        user.save()
    elif why == "other band":
        user.memberships.update(band="C")
    else:
        origin = "http://elsewhere.example"
    assert status_of(Bearer(live_app, made, ticket, origin=origin)) == 403


def test_who_moderates_no_longer_may_not_listen_as_a_moderator(made):
    user = member(made.community, Role.MODERATOR)
    came = visitor(made, user)
    assert came.moderates
    user.memberships.get().role_grants.update(role=Role.TEACHER)
    assert standing.staying([came]) == {}
    assert visitor(made, user).moderates is False


def test_a_new_setting_of_the_session_is_asked_about_and_changes_the_stamp_alone(made):
    came = visitor(made, member(made.community, band="B"))
    made.session.bands = ["A", "B"]
    made.session.save()
    (stays,) = standing.staying([came]).values()
    assert stays.stamp != came.stamp
    assert standing.staying([stays]) == {stays: stays}
    made.session.bands = ["C"]
    made.session.save()
    assert standing.staying([stays]) == {}


def test_a_ticket_does_not_show_the_sign_in(made):
    came = visitor(made, member(made.community))
    assert came.sign_in not in tickets.issue(came, **names(made))


def test_a_crowd_costs_as_many_questions_as_one(made, django_assert_num_queries):
    crowd = [visitor(made, member(made.community, band="D")) for _ in range(12)]
    for some in (crowd[:1], crowd):
        with django_assert_num_queries(3):
            assert len(standing.staying(some)) == len(some)
    comers = [standing.Comer(**names(made), sign_in=one.sign_in, language="en") for one in crowd]
    for some in (comers[:1], comers):
        with django_assert_num_queries(6):
            assert len(standing.arrived(some)) == len(some)


def test_all_who_come_while_others_are_looked_at_are_looked_at_together(live_app, made, monkeypatch):
    looked, held, go = [], threading.Event(), threading.Event()
    staying = standing.staying

    def slowly(visitors):
        looked.append(len(visitors))
        held.set()
        assert go.wait(20)
        return staying(visitors)

    crowd = [visitor(made, member(made.community)) for _ in range(15)]

    async def come():
        here = hub.of_loop()
        here.standings = Together(slowly)
        asked = [asyncio.ensure_future(here.standings.ask(crowd[0]))]
        await asyncio.to_thread(held.wait, 10)
        asked += [asyncio.ensure_future(here.standings.ask(one)) for one in crowd]
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(*asked)

    answers = asyncio.run(come())
    assert answers == [crowd[0], *crowd]
    assert looked == [1, 15]
