"""A school with a forum, a held post and its case, and a moderator."""

import pytest
from django.utils import timezone

from moderation.domain import concerns
from moderation.enums import ConcernKind, Post
from moderation.models import Concern, DutyTurn
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


@pytest.fixture
def people(school):
    """Everybody of this page, by a short name, as actors made anew each time they are asked for."""
    made = {
        "lead": factories.member(school, Role.SAFEGUARDING_LEAD, username="lea"),
        "deputy": factories.member(school, Role.TEACHER, username="dee"),
        "head": factories.member(school, Role.TEACHER, username="hed"),
        "chair": factories.member(school, Role.ORGANIZER, username="cha"),
        "teacher": factories.member(school, Role.TEACHER, username="tea"),
        "mentor": factories.member(school, Role.MENTOR, username="men"),
        "caregiver": factories.member(school, Role.CAREGIVER, username="car"),
        "administrator": factories.member(school, Role.ADMINISTRATOR, username="adm"),
        "student": factories.member(school, username="stu"),
    }
    for post, who in ((Post.DEPUTY, "deputy"), (Post.HEAD, "head"), (Post.CHAIR, "chair")):
        DutyTurn.objects.create(community=school, post=post, membership=made[who].memberships.get())
    return made


@pytest.fixture
def act(school, people):
    return lambda who: factories.actor(people[who], school)


@pytest.fixture
def raised(act):
    def raise_one(who="teacher", kind=ConcernKind.STUDENT, **more) -> Concern:
        words = more.pop("words", "She came without a coat again.")
        return concerns.raise_concern(act(who), kind=kind, words=words, **more, now=timezone.now())

    return raise_one
