"""A community with a forum in it, and the people who use it."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client

from people.enums import Role
from tests.factories import actor, community, member, open_forum
from tests.factories.conversations import OURS


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sign_in():
    return signed_in


@pytest.fixture
def house(db):
    """Return a community with an open forum: student, other, facilitator, teacher (who answers), moderator."""
    place = community()
    people = {
        "student": member(place),
        "other": member(place, band="C"),
        "adult_student": member(place, band="D"),
        "facilitator": member(place, Role.FACILITATOR),
        "teacher": member(place, Role.TEACHER),
        "moderator": member(place, Role.MODERATOR),
        "organizer": member(place, Role.ORGANIZER),
    }
    forum = open_forum(place, named_adult=people["teacher"])
    base = f"/c/{place.slug}/forums/{forum.public_id}/"
    return SimpleNamespace(
        place=place, forum=forum, base=base, act=lambda name: actor(people[name], place), **people
    )


@pytest.fixture
def place(db):
    made = community()
    member(made, Role.ORGANIZER, username="organizer")
    return made


@pytest.fixture
def export(tmp_path):
    """A copy of our own export that a test may spoil."""
    return Path(shutil.copytree(OURS, tmp_path / "export"))
