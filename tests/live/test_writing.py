"""Commands that wait together are committed together; each is still all or nothing, and answered after the commit."""

import asyncio
import threading

import pytest
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from forums.live import threads
from forums.live.domain import messages
from forums.live.models import LiveEvent, Message
from forums.live.threads import Line
from tests.factories.live import room
from tests.factories.people import community, member


@pytest.fixture
def made(transactional_db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL puts writers in line itself")
    return room(community())


def together(commands: list) -> list:
    """Run ``commands`` so that all of them wait while a first one writes; return what came of each."""
    busy, go = threading.Event(), threading.Event()

    def first() -> None:
        busy.set()
        assert go.wait(20)

    async def run():
        line = Line()
        running = [asyncio.ensure_future(line.run(first))]
        await asyncio.to_thread(busy.wait, 20)
        running += [asyncio.ensure_future(line.run(command)) for command in commands]
        await asyncio.sleep(0)
        go.set()
        return (await asyncio.gather(*running, return_exceptions=True))[1:]

    return asyncio.run(run())


def saying(made, user, body: str, client_id: str):
    actor = made.actor(user)

    def say():
        return messages.say(actor, session=made.session, client_id=client_id, body=body, now=timezone.now())[
            0
        ].seq

    return say


def counted_commits(monkeypatch) -> list[int]:
    """Note the number of commands of each transaction."""
    taken = []
    committed = threads._committed
    monkeypatch.setattr(
        threads, "_committed", lambda commands: (taken.append(len(commands)), committed(commands))[1]
    )
    return taken


def test_what_waits_together_is_one_transaction_with_one_number_each(made, monkeypatch):
    taken = counted_commits(monkeypatch)
    speakers = [member(made.community, band="D") for _ in range(5)]
    numbers = together([saying(made, user, "A lamp", f"id{i}") for i, user in enumerate(speakers)])
    assert numbers == [3, 4, 5, 6, 7]
    assert taken == [1, 5]


def test_one_that_is_refused_takes_none_of_the_others_with_it(made):
    good, bad = [member(made.community, band="D") for _ in range(2)]

    def half_done():
        saying(made, bad, "Half done", "b1")()
        raise DatabaseError("in the middle")

    answers = together(
        [
            saying(made, good, "Before", "a1"),
            saying(made, bad, " ", "b0"),
            half_done,
            saying(made, good, "After", "a2"),
        ]
    )
    assert [answers[0], answers[3]] == [3, 4]
    assert [type(answer).__name__ for answer in answers[1:3]] == ["Refused", "DatabaseError"]
    assert sorted(Message.objects.values_list("body", flat=True)) == ["After", "Before"]


def test_when_the_commit_fails_nobody_hears_of_a_success(made, monkeypatch):
    speakers = [member(made.community, band="D") for _ in range(3)]
    commands = [saying(made, user, "A lamp", f"id{i}") for i, user in enumerate(speakers)]

    raise_at_commit: list[bool] = []
    backend = type(connections["default"])
    commit = backend._commit

    def failing(self):
        if raise_at_commit and raise_at_commit.pop():
            raise DatabaseError("the disk is full")
        return commit(self)

    monkeypatch.setattr(backend, "_commit", failing)
    answers = together([*commands, lambda: raise_at_commit.append(True)])
    assert {type(answer) for answer in answers} == {DatabaseError}
    assert not Message.objects.exists()
    assert LiveEvent.objects.filter(kind="message").count() == 0


def test_a_line_that_is_full_takes_nobody_more(made, monkeypatch):
    monkeypatch.setattr(Line, "LONGEST", 2)
    answers = together([lambda number=number: number for number in range(4)])
    assert answers[:2] == [0, 1]
    assert [type(answer) for answer in answers[2:]] == [DatabaseError, DatabaseError]
