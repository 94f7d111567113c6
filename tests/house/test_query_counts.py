"""How often a page asks the database: at most eight times, and as often for a hundred rows as for one.

What is asked for every page is in it: the sign-in, the person, their standing here, and the mark of new answers.
"""

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.house.growing import (
    LISTS,
    codes,
    forums,
    lines,
    members,
    notices,
    of_committee,
    perspectives,
    replies,
    reports,
    results,
    sessions,
    sources,
    themes,
)
from tests.permissions import table
from tests.permissions.visits import House, undone
from tests.permissions.world import build

MOMENT = "2026-11-10T10:00+00:00"
MOST = 8
ADDED = (9, 90)  # rows beside the first: ten, and a hundred


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), time_machine.travel(MOMENT, tick=False), transaction.atomic():
        yield build("harbour")
        transaction.set_rollback(True)


@pytest.fixture
def place(built, django_db_blocker):
    """A community with one thing of every kind; what a test adds is undone."""
    with django_db_blocker.unblock(), time_machine.travel(MOMENT, tick=False), undone():
        yield built


def address(place, path: str) -> str:
    for parameter, known in place.things.items():
        path = path.replace(f"<{parameter}>", known.get("", next(iter(known.values()))))
    return f"/c/{place.community.slug}/{path}"


def asked(client, path: str) -> list[str]:
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.both_databases
@pytest.mark.parametrize("which", LISTS)
def test_a_list_asks_at_most_eight_times_however_long_it_is(place, which):
    path, role, grow = LISTS[which]
    client = Client()
    client.force_login(place.people[role], backend="django.contrib.auth.backends.ModelBackend")
    counts = {}
    grow(place, 1)  # the first row of each kind
    counts[1] = asked(client, address(place, path))
    for added in ADDED:
        grow(place, added)
        counts[sum(ADDED[: ADDED.index(added) + 1]) + 1] = asked(client, address(place, path))
    told = "\n".join(sql[:300] for sql in counts[100][:30])
    # A page that has turned to rows of one kind alone may leave a question out, and asks none more.
    assert max(len(queries) for queries in counts.values()) == len(counts[1]) <= MOST, told


#: Pages that ask more often, how often at most, and why. They too ask as often for a hundred rows as for one.
MORE = {
    "sessions/<session>/": (
        12,
        "whoever leads is seen in the room by opening it, and its rules ask who is here",
    ),
    "meetings/<meeting>/decide/": (
        10,
        "the goals of several polls, the voices that may be cited, and the quorum",
    ),
    "plans/<plan>/preview/": (9, "the next edition is made as it will be, beside the one before it"),
}
#: What is not walked, and why.
LEFT_OUT = {
    "/": "the public site: Wagtail finds its pages, and whoever is signed in is asked for once more",
    "/cms/": "Wagtail's editor",
    "/cms/doors/": "Wagtail's editor",
    "/cms/guide/": "Wagtail's editor",
    "/media/images/<name>": "a file",
    "pictures/<picture>/file/": "a file",
    "<rest>": "nothing is there",
    "sessions/<session>/events/": "frames for a script; the server before this door keeps the places of all who wait",
    "sessions/<session>/stream/": "frames for a script; the server before this door keeps the places of all who wait",
}
#: The heaviest are among them: a co-chair, an author, the named adult, a moderator, an administrator, a facilitator.
HEAVY = ("cc", "au", "na", "mo", "ad", "fa")


def pages() -> list[table.Row]:
    return [
        row
        for row in table.rows()
        if row.method == "GET"
        and row.address not in LEFT_OUT
        and any(row.cells[role] == "+" for role in HEAVY)
    ]


def grow_everything(place, count: int) -> None:
    for grow in (
        forums, sessions, perspectives, themes, replies, sources, reports, codes, members, notices, of_committee,
        results, lines,
    ):  # fmt: skip
        grow(place, count)


def test_every_page_asks_a_few_times_however_much_there_is(place):
    house = House(place, place, dict(place.people))

    def times(role: str, row: table.Row, most: int) -> int:
        for _again in range(2):  # the first visit may fill what is kept for a minute
            with CaptureQueriesContext(connection) as seen:
                house.clients[role].get(house.path(row))
            if len(seen) <= most:
                break
        return len(seen)

    first: dict[table.Row, tuple[int, str]] = {}
    wrong: dict[str, str] = {}
    for row in pages():
        most = MORE.get(row.address, (MOST,))[0]
        first[row] = max((times(role, row, most), role) for role in HEAVY if row.cells[role] == "+")
        if first[row][0] > most:
            wrong[str(row)] = "as {1} {0} times".format(*first[row])
    for count in ADDED:
        grow_everything(place, count)
        for row, (once, role) in first.items():
            now = times(role, row, once)
            if now > once:
                wrong[str(row)] = f"as {role} {once} times, and {now} times with {count} more of everything"
    assert wrong == {}
