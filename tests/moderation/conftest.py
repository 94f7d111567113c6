"""A school with a forum, a held post and its case, and a moderator."""

import pytest

from people.enums import Role
from tests import factories


@pytest.fixture
def school():
    return factories.community()


@pytest.fixture
def forum(school):
    return factories.open_forum(school)


@pytest.fixture
def student(school):
    return factories.member(school, username="robin")


@pytest.fixture
def post(forum, student):
    return factories.perspective(forum, student, "Lunch is <b>too</b> *short*.", published=False)


@pytest.fixture
def case(post):
    return post.byline.cases.get()


@pytest.fixture
def moderator(school):
    return factories.member(school, Role.MODERATOR, username="mo")


@pytest.fixture
def at_desk(client, moderator):
    client.force_login(moderator)
    return client


@pytest.fixture
def administrator(client, school):
    client.force_login(factories.member(school, Role.ADMINISTRATOR))
    return client
