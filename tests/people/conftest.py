"""A school, its administrator and a student, for every test of people."""

import pytest

from people.enums import Role
from tests import factories
from tests.factories.notices import NOW
from tests.factories.screens import ask_again


@pytest.fixture
def school():
    return factories.community()


@pytest.fixture
def admin(school):
    return factories.member(school, Role.ADMINISTRATOR)


@pytest.fixture
def office(school, admin):
    """The administrator, as an actor."""
    return factories.actor(admin, school)


@pytest.fixture
def student(school):
    return factories.member(school, username="robin")


@pytest.fixture
def at_work(client, admin):
    """The administrator, signed in and asked again a moment ago."""
    client.force_login(admin)
    ask_again(client, admin)
    return client


@pytest.fixture
def moderator(school):
    return factories.member(school, Role.MODERATOR)


@pytest.fixture
def morning(freeze):
    """Stop the clock on the Tuesday morning of the notices."""
    freeze(NOW)
