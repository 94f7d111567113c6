"""Whoever reads much of what is hard takes a break (rule 22)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mobilize.kernel.refusal import Refused
from moderation.domain import cases
from moderation.enums import Severity
from moderation.models import Case, Exposure, Summons
from people.models import Policy
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hard(school, forum, student):
    """Four cases that are hard to read, and one that is not, in a school that sets the limit at three."""
    Policy.objects.create(community=school, distressing_a_day=3)
    made = [
        factories.perspective(forum, factories.member(school), "A post.", published=False).byline.cases.get()
        for _ in range(4)
    ]
    Case.objects.filter(pk__in=[case.pk for case in made]).update(severity=Severity.S3)
    return made


def look(client, case):
    return client.get(f"/c/harbour/desk/{case.public_id}/")


def test_rule_22_after_as_many_as_the_school_says_a_break_is_forced(
    at_desk, hard, forum, school, student, freeze
):
    freeze("2026-03-02T10:00+00:00", tick=True)
    assert [look(at_desk, case).status_code for case in hard] == [200, 200, 200, 403]
    assert "Please take a break until 11:00" in look(at_desk, hard[3]).content.decode().replace(
        "11 a.m.", "11:00"
    )
    routine = factories.perspective(forum, student, published=False).byline.cases.get()
    assert look(at_desk, routine).status_code == 200
    assert look(at_desk, hard[2]).status_code == 200  # what was begun may be finished
    freeze("2026-03-02T11:00:30+00:00", tick=True)
    assert look(at_desk, hard[3]).status_code == 200


def test_rule_22_without_a_word_of_the_school_it_is_ten():
    assert Policy().distressing_a_day == 10


def test_rule_22_reading_one_again_counts_once(at_desk, hard):
    for _again in range(5):
        assert look(at_desk, hard[0]).status_code == 200
    assert Exposure.objects.get().count == 1


def test_rule_22_no_other_road_leads_round_the_break(at_desk, hard, school, moderator):
    for case in hard[:3]:
        look(at_desk, case)
    with pytest.raises(Refused, match="break_now"):
        cases.rule(
            factories.actor(moderator, school), case=hard[3], outcome="release", version=1,
            reply="I read it.", now=timezone.now(),
        )  # fmt: skip
    assert at_desk.post(f"/c/harbour/desk/{hard[3].public_id}/", {"outcome": "release"}).status_code == 403


def test_rule_22_whoever_is_called_goes_on(at_desk, hard, school, moderator):
    for case in hard[:3]:
        look(at_desk, case)
    place = moderator.memberships.get()
    Summons.objects.create(case=hard[3], post="lead", membership=place, created_at=timezone.now())
    assert look(at_desk, hard[3]).status_code == 200


def test_rule_22_a_new_day_begins_at_nothing(at_desk, hard, freeze):
    freeze("2026-03-02T10:00+00:00", tick=True)
    look(at_desk, hard[0])
    freeze(f"{timezone.now() + timedelta(days=1):%Y-%m-%dT%H:%M+00:00}", tick=True)
    look(at_desk, hard[0])
    assert list(Exposure.objects.order_by("day").values_list("count", flat=True)) == [1, 1]
