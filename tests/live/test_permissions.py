"""Who may do what with a community session: one table, each cell typed by hand.

``.`` is done or shown, ``-`` is a 404 as if nothing were there, ``!`` is a refusal with a sentence. Success and denial
share one set-up: the same room, the same message, the same request.
"""

import contextlib

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from people.enums import Role
from tests.factories.live import room
from tests.factories.people import community, member

pytestmark = pytest.mark.django_db

DOORS = (
    "list",
    "room",
    "events",
    "transcript",
    "say",
    "pause",
    "end",
    "adults",
    "release",
    "mute",
    "take back",
)
TABLE = """
                        list room events transcript say pause end adults release mute take_back
student                 .    .    .      .          .   -     -   -      -       -    -
author                  .    .    .      .          .   -     -   -      -       -    .
caregiver               -    -    -      -          -   -     -   -      -       -    -
teacher                 .    .    .      .          .   -     -   -      -       -    -
facilitator             .    .    .      .          .   -     -   .      -       -    -
moderator               .    .    .      .          .   .     -   -      .       .    -
organizer               .    .    .      .          .   .     .   .      -       -    -
mentor                  -    -    -      -          -   -     -   -      -       -    -
mentoring_coordinator   -    -    -      -          -   -     -   -      -       -    -
agency_worker           -    -    -      -          -   -     -   -      -       -    -
youth_editor            -    -    -      -          -   -     -   -      -       -    -
safeguarding_lead       .    .    .      .          .   .     -   -      .       .    -
administrator           .    .    .      .          .   .     .   .      -       -    -
seated_facilitator      .    .    .      .          .   .     .   .      -       -    -
seated_moderator        .    .    .      .          .   .     -   -      .       .    -
second_adult            .    .    .      .          .   -     -   -      -       -    -
uncleared_teacher       !    !    !      !          !   !     !   -      !       !    !
unconsented             .    .    .      .          !   -     -   -      -       -    -
"""
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]
ROWS = {
    line[0]: dict(zip((door.replace("_", " ") for door in HEAD), line[1:], strict=True)) for line in LINES
}
ALLOWED = {who: [door for door, cell in row.items() if cell == "."] for who, row in ROWS.items()}


@pytest.fixture
def made():
    made = room(community(), bands=["B"])
    author = member(made.community, band="B")
    return Case(made, author, made.say(author))


class Case:
    """The set-up that every cell shares: a room, and a message of ``author`` that waits in it."""

    def __init__(self, made, author, held) -> None:
        self.made, self.author, self.held = made, author, held
        self.community, self.session, self.moderator = made.community, made.session, made.moderator


@contextlib.contextmanager
def undone():
    """Undo afterwards what happens inside, so that each door is tried from the same point."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def somebody(made, who: str):
    seats = {
        "seated_facilitator": "facilitator",
        "seated_moderator": "moderator",
        "second_adult": "second_adult",
    }
    if who in seats:
        return getattr(made.made, seats[who])
    if who == "author":
        return made.author
    if who == "unconsented":
        return member(made.community, band="B", consent=False)
    if who == "uncleared_teacher":
        return member(made.community, Role.TEACHER, cleared=False)
    return member(made.community, Role(who), band="B" if who == "student" else None)


def ask(made, user, door: str, *, session: str = "", held: str = "", slug: str = "") -> int:
    client = Client()
    client.force_login(user)
    sessions = f"/c/{slug or made.community.slug}/sessions/"
    here = f"{sessions}{session or made.session.public_id}/"
    held = held or made.held.public_id
    seats = dict(zip(("facilitator", "moderator", "second_adult"), made.session.seats, strict=True))
    requests = {
        "list": lambda: client.get(sessions),
        "room": lambda: client.get(here),
        "events": lambda: client.get(f"{here}events/"),
        "transcript": lambda: client.get(f"{here}transcript/"),
        "say": lambda: client.post(f"{here}say/", {"client_id": "x", "body": "Hello"}),
        "pause": lambda: client.post(f"{here}steer/", {"state": "hold"}),
        "end": lambda: client.post(f"{here}steer/", {"state": "closed"}),
        "adults": lambda: client.post(f"{here}adults/", seats),
        "release": lambda: client.post(f"{here}held/{held}/", {"outcome": "release", "version": 1}),
        "mute": lambda: client.post(f"{here}mutes/", {"byline": made.held.byline.public_id}),
        "take back": lambda: client.post(f"{here}messages/{held}/withdraw/"),
    }
    return requests[door]().status_code


def read(status: int) -> str:
    return {200: ".", 302: ".", 404: "-", 403: "!", 409: "!", 422: "!"}[status]


def test_the_table_has_a_row_for_every_role_and_a_column_for_every_door():
    assert {str(role) for role in Role.values} <= {line[0] for line in LINES}
    assert tuple(door.replace("_", " ") for door in HEAD) == DOORS


@pytest.mark.parametrize("who", ROWS)
def test_who_may_do_what(made, who):
    user, found = somebody(made, who), {}
    for door in DOORS:
        with undone():
            found[door] = read(ask(made, user, door))
    assert found == ROWS[who]


@pytest.mark.parametrize("who", [who for who, doors in ALLOWED.items() if doors])
def test_what_is_allowed_here_is_a_404_in_another_community(made, who):
    """The same person, the same doors: a session of another community, by its own address and through one's own."""
    other = room(community("valley"), bands=["B"])
    held = other.say(member(other.community, band="B"))
    theirs = {"session": other.session.public_id, "held": held.public_id}
    user = somebody(made, who)
    assert {ask(made, user, door, **theirs, slug="valley") for door in ALLOWED[who]} == {404}
    assert {ask(made, user, door, **theirs) for door in ALLOWED[who] if door != "list"} == {404}


@pytest.mark.parametrize("who", [who for who, doors in ALLOWED.items() if doors])
def test_what_is_allowed_now_is_a_404_after_the_membership_ended(made, who):
    user = somebody(made, who)
    user.memberships.update(ended_at=timezone.now())
    assert {ask(made, user, door) for door in ALLOWED[who]} == {404}


def test_what_is_allowed_in_one_s_band_is_a_404_in_another_band(made):
    made.author.memberships.update(band="C")
    assert {ask(made, made.author, door) for door in ALLOWED["author"] if door != "list"} == {404}


def test_a_message_of_another_session_is_not_reached_through_this_one(made):
    held = room(made.community).say(member(made.community, band="B"))
    assert ask(made, made.moderator, "release", held=held.public_id) == 404


def test_rule_3_an_adult_without_a_valid_check_reads_no_word_by_any_door(made):
    made.made.shown(made.author, "Words of a young person")
    user = made.moderator
    user.memberships.get().clearances.all().delete()
    client = Client()
    client.force_login(user)
    here = f"/c/{made.community.slug}/sessions/{made.session.public_id}/"
    pages = [
        client.get(here),
        client.get(f"{here}events/"),
        client.get(f"{here}transcript/"),
        client.post(f"{here}say/", {"client_id": "x", "body": ""}),
        client.post(f"{here}say/", {"client_id": "x", "body": "Hello"}),
        client.post(f"{here}held/{made.held.public_id}/", {"outcome": "return", "version": 1}),
        client.post(f"{here}steer/", {"mode": "none"}),
    ]
    assert {page.status_code for page in pages} == {403}
    assert not any(words in page.content.decode() for page in pages for words in ("Words of", made.held.body))
