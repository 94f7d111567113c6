"""Volatile values: whole, the latest alone, at most twice a second; and a head count that never tells who."""

import asyncio
import json
import time
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from forums.live import broadcast, crowd, volatile
from forums.live.mailbox import Mailbox, Visitor
from forums.live.models import PresenceReport
from forums.live.protocol import Wire
from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.wire import Wire as Client
from tests.live.wire import cookie_of

VISITOR = Visitor(1, 1, "user", "key", "stamp", moderates=False, seated=False, language="en")


@pytest.fixture
def counter(monkeypatch):
    """A volatile value that the test sets: ``counter["now"] = (rev, data)``."""
    shown: dict = {"now": None}
    monkeypatch.setattr(volatile, "_readers", {"counter": lambda session_pk: shown["now"]})
    return shown


@pytest.fixture
def made(live_app):
    return room(community())


def clients(live_app, made, *users) -> list[Client]:
    return [Client(live_app, cookie_of(user), made.session) for user in users]


def test_a_newer_value_takes_the_place_of_one_that_waits():
    mailbox = Mailbox(VISITOR)
    for number in range(100):
        mailbox.put_latest("counter", Wire(str(number)))
        mailbox.put_latest("other", Wire(f"other {number}"))
    assert mailbox.closed == 0
    assert [wire.text for wire in mailbox.drain()] == ["99", "other 99"]


def test_the_log_goes_before_the_volatile_values():
    mailbox = Mailbox(VISITOR)
    mailbox.put_latest("counter", Wire("value"))
    mailbox.put(Wire("line"))
    assert [mailbox.pop().text, mailbox.pop().text, mailbox.pop()] == ["line", "value", None]


def test_a_value_comes_with_the_welcome_and_anew_when_it_changes(live_app, made, counter):
    counter["now"] = (1, {"raised": 5})
    (one,) = clients(live_app, made, member(made.community))

    async def talk():
        async with one:
            welcome = await one.hello()
            counter["now"] = (2, {"raised": 9})
            changed = await one.until("v")
            counter["now"] = None
            return welcome, changed, await one.until("v")

    welcome, changed, over = asyncio.run(talk())
    assert welcome["v"] == [{"of": "counter", "rev": 1, "data": {"raised": 5}}]
    assert changed == {"kind": "v", "of": "counter", "rev": 2, "data": {"raised": 9}}
    assert over == {"kind": "v", "of": "counter", "rev": 2, "data": None}


def test_a_value_that_changes_all_the_time_is_sent_at_most_twice_a_second(live_app, made, monkeypatch):
    reads = iter(range(1, 10_000))
    monkeypatch.setattr(volatile, "_readers", {"counter": lambda session_pk: (number := next(reads), number)})
    (one,) = clients(live_app, made, member(made.community))

    async def talk():
        async with one:
            await one.hello()
            ringing = asyncio.ensure_future(ring())
            began = asyncio.get_running_loop().time()
            for _ in range(5):
                await one.until("v")
            ringing.cancel()
            return asyncio.get_running_loop().time() - began

    async def ring():
        while True:
            await asyncio.to_thread(broadcast.ring, made.session.pk)
            await asyncio.sleep(0.02)

    assert asyncio.run(talk()) >= 4 * 0.5 - 0.1
    values = [frame["data"] for frame in one.frames if frame["kind"] == "v"]
    assert values == sorted(values)


def test_a_waiting_poll_hears_of_a_value_and_one_that_has_it_waits_on(live_app, made, counter):
    counter["now"] = (1, 10)
    url = f"{live_app}/c/{made.community.slug}/sessions/{made.session.public_id}/events/"
    headers = {"Cookie": cookie_of(member(made.community))}

    async def talk():
        async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=30) as client:
            first = (await client.get(url, params={"wait": "0"})).json()
            place = {"epoch": first["frames"][0]["epoch"], "since": first["frames"][0]["head"]}
            waiting = asyncio.ensure_future(client.get(url, params={**place, "v": first["v"]}))
            _done, late = await asyncio.wait([waiting], timeout=1.5)
            counter["now"] = (2, 20)
            second = (await waiting).json()
            missed = (await client.get(url, params={**place, "v": first["v"]})).json()
            return bool(late), second, missed

    waited, second, missed = asyncio.run(talk())
    assert waited
    assert second["frames"][-1] == {"kind": "v", "of": "counter", "rev": 2, "data": 20}
    assert missed["frames"][0]["v"] == [{"of": "counter", "rev": 2, "data": 20}]


@pytest.mark.parametrize(
    ("number", "about"), [(0, 0), (9, 0), (10, 10), (19, 10), (99, 90), (100, 100), (149, 100), (1234, 1200)]
)
def test_a_head_count_is_told_in_round_numbers(number, about):
    assert crowd.rounded(number) == about


@pytest.mark.both_databases
def test_the_head_count_is_of_all_processes_and_forgets_the_one_that_died(transactional_db):
    made, now = room(community()), timezone.now()
    pk = made.session.pk
    members = [member(made.community).memberships.get().pk for _ in range(12)]
    crowd.report({pk: members[:8]}, now=now)
    PresenceReport.objects.create(session_id=pk, process="another", members=members[6:], seen_at=now)
    assert volatile.now_in(pk)["people"][1] == {"about": 10}
    assert [person.pk for person in crowd.people_in(pk, now=now)] == sorted(members, key=members.index)
    later = now + timedelta(seconds=16)
    crowd.report({pk: members[:8]}, now=later)
    assert {person.pk for person in crowd.people_in(pk, now=later)} == set(members[:8])
    crowd.report({}, now=later)
    assert not PresenceReport.objects.exists()


def test_everybody_hears_the_head_count_and_nobody_a_name(live_app, made):
    pk = made.session.pk
    PresenceReport.objects.create(
        session_id=pk, process="another", members=list(range(40)), seen_at=timezone.now()
    )
    user = member(made.community)
    (one,) = clients(live_app, made, user)

    async def talk():
        async with one:
            welcome = await one.hello()
            return welcome, await asyncio.to_thread(wait_for_report)

    def wait_for_report():
        for _ in range(200):
            if own := PresenceReport.objects.filter(process=crowd.PROCESS).first():
                return own
            time.sleep(0.05)
        raise AssertionError("no report came")

    welcome, own = asyncio.run(talk())
    (people,) = [value for value in welcome["v"] if value["of"] == "people"]
    assert people["data"] == {"about": 40}
    assert own.members == [user.memberships.get().pk]
    assert user.username not in json.dumps(one.frames)
