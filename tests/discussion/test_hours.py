"""Outside staffed hours people can write at any time; what they write waits for a person (rule 14)."""

from datetime import time

import pytest

from forums.discussion.enums import PostState
from moderation.enums import Reason
from moderation.models import Case, StaffedHours
from people.enums import Role
from tests.factories import community, member, open_forum, perspective

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    made = community(staffed=False, time_zone="Europe/Paris")
    for weekday in range(5):
        StaffedHours.objects.create(community=made, weekday=weekday, opens=time(9), closes=time(16))
    return made


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-11-24T09:00+00:00", PostState.PUBLISHED),  # Tuesday, ten in Paris
        ("2026-11-24T20:00+00:00", PostState.HELD),  # Tuesday evening
        ("2026-11-28T09:00+00:00", PostState.HELD),  # Saturday
    ],
)
def test_rule_14_what_an_adult_student_writes_waits_while_nobody_is_at_the_desk(
    school, freeze, moment, state
):
    forum, author = open_forum(school), member(school, band="D")
    freeze(moment)
    assert perspective(forum, author, published=False).state == state


def test_rule_14_the_author_learns_when_the_desk_opens(school, freeze):
    forum, author = open_forum(school), member(school, band="D")
    freeze("2026-11-27T20:00+00:00")  # Friday evening
    perspective(forum, author, published=False)
    assert [case.reason for case in Case.objects.all()] == [Reason.OUTSIDE_HOURS]
    case = Case.objects.get()
    assert case.expected_by.astimezone(school.zone).isoformat() == "2026-11-30T13:00:00+01:00"


def test_rule_14_adults_answer_at_any_hour(school, freeze):
    forum, adult = open_forum(school), member(school, Role.TEACHER)
    freeze("2026-11-28T09:00+00:00")
    assert perspective(forum, adult, published=False).state == PostState.PUBLISHED
