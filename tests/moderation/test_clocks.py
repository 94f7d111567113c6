"""Clocks of the desk: by when a person looks, over nights, holidays and both changes of time (rule 15)."""

from datetime import date, datetime, time

import pytest

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation.domain import cases, clocks
from moderation.enums import Severity
from moderation.models import Case, StaffedHours
from people.enums import Role
from people.models import Holiday, Policy
from tests import factories

pytestmark = pytest.mark.django_db


def at(words: str) -> datetime:
    return datetime.fromisoformat(words)


@pytest.fixture
def school():
    """Nine to twelve and one to four from Monday to Friday, in Paris."""
    made = factories.community(staffed=False, time_zone="Europe/Paris")
    for weekday in range(5):
        for opens, closes in ((time(9), time(12)), (time(13), time(16))):
            StaffedHours.objects.create(community=made, weekday=weekday, opens=opens, closes=closes)
    return made


S0, S1, S2, S3, S4 = Severity.S0, Severity.S1, Severity.S2, Severity.S3, Severity.S4


@pytest.mark.parametrize(
    ("severity", "now", "due"),
    [
        # Tuesday 3 March 2026, +01:00
        (S0, "2026-03-03T10:00+01:00", "2026-03-03T15:00+01:00"),  # four hours at the desk, one of lunch
        (S0, "2026-03-03T15:00+01:00", "2026-03-04T12:00+01:00"),
        (S1, "2026-03-03T02:00+01:00", "2026-03-03T02:05+01:00"),  # at any hour
        (S2, "2026-03-03T10:00+01:00", "2026-03-03T10:30+01:00"),
        (S2, "2026-03-03T11:50+01:00", "2026-03-03T12:20+01:00"),  # it came while somebody was there
        (S2, "2026-03-03T12:10+01:00", "2026-03-03T13:30+01:00"),
        (S2, "2026-03-03T20:00+01:00", "2026-03-04T09:30+01:00"),
        (S2, "2026-03-06T20:00+01:00", "2026-03-07T20:00+01:00"),  # Friday night: never over 24 hours
        (S3, "2026-03-03T10:00+01:00", "2026-03-03T16:00+01:00"),
        (S3, "2026-03-03T12:30+01:00", "2026-03-03T16:00+01:00"),
        (S3, "2026-03-03T16:00+01:00", "2026-03-04T16:00+01:00"),
        (S3, "2026-03-07T10:00+01:00", "2026-03-09T16:00+01:00"),  # on a Saturday: Monday
        (S4, "2026-03-03T10:00+01:00", "2026-03-04T10:00+01:00"),
        (S4, "2026-03-06T10:00+01:00", "2026-03-09T10:00+01:00"),
        # Over the last Sunday of March, from +01:00 to +02:00
        (S0, "2026-03-27T15:00+01:00", "2026-03-30T12:00+02:00"),
        (S2, "2026-03-28T20:00+01:00", "2026-03-29T21:00+02:00"),  # 24 hours that really passed
        (S3, "2026-03-28T10:00+01:00", "2026-03-30T16:00+02:00"),
        (S4, "2026-03-27T10:00+01:00", "2026-03-30T10:00+02:00"),
        # Over the last Sunday of October, from +02:00 to +01:00
        (S0, "2026-10-23T15:00+02:00", "2026-10-26T12:00+01:00"),
        (S2, "2026-10-24T20:00+02:00", "2026-10-25T19:00+01:00"),
        (S3, "2026-10-24T10:00+02:00", "2026-10-26T16:00+01:00"),
        (S4, "2026-10-23T10:00+02:00", "2026-10-26T10:00+01:00"),
    ],
)
def test_rule_15_each_severity_has_its_clock(school, severity, now, due):
    assert clocks.due(school, severity, at(now)) == at(due)


@pytest.mark.parametrize(
    ("severity", "now", "due"),
    [
        (S0, "2026-03-03T15:30+01:00", "2026-03-05T13:30+01:00"),
        (S2, "2026-03-03T16:30+01:00", "2026-03-04T16:30+01:00"),  # a disclosure never waits over 24 hours
        (S3, "2026-03-03T16:30+01:00", "2026-03-05T16:00+01:00"),
        (S4, "2026-03-03T15:30+01:00", "2026-03-05T15:30+01:00"),
    ],
)
def test_rule_15_clocks_leave_holidays_out(school, severity, now, due):
    Holiday.objects.create(community=school, date=date(2026, 3, 4), name="A day off")
    assert clocks.due(school, severity, at(now)) == at(due)


def test_rule_15_a_time_of_day_that_summer_time_leaps_over_becomes_a_real_one(school):
    StaffedHours.objects.create(community=school, weekday=6, opens=time(1), closes=time(5))
    due = clocks.after_school_days(school, 1, at("2026-03-28T02:30+01:00"))
    assert due == at("2026-03-29T03:30+02:00")


def test_rule_15_a_school_that_sets_stricter_numbers_is_held_to_them(school):
    Policy.objects.create(community=school, routine_hours=1, disclosure_minutes=10, deputy_minutes=2)
    now = at("2026-03-03T10:00+01:00")
    told = {severity: clocks.due(school, severity, now) for severity in (S0, S1, S2)}
    assert {severity: (due - now).total_seconds() / 60 for severity, due in told.items()} == {
        S0: 60,
        S1: 2,
        S2: 10,
    }


def test_rule_15_without_hours_a_disclosure_still_has_a_day(school):
    school.staffed_hours.all().delete()
    now = at("2026-03-03T10:00+01:00")
    assert (clocks.due(school, S2, now) - now).total_seconds() == 24 * 3600


def test_rule_15_new_hours_give_each_case_its_own_clock_again(school, freeze):
    freeze("2026-03-03T08:00+00:00")
    forum = factories.open_forum(school)
    post = factories.perspective(
        forum, factories.member(school), "I feel so alone at school", published=False
    )
    case = post.byline.cases.get()
    assert case.severity == S3
    assert case.expected_by == at("2026-03-03T16:00+01:00")
    school.staffed_hours.filter(opens=time(13)).delete()
    cases.promise_again(school)
    case.refresh_from_db()
    assert case.expected_by == at("2026-03-03T12:00+01:00")


@pytest.fixture
def held(school, freeze):
    freeze("2026-03-03T08:00+00:00")
    factories.perspective(factories.open_forum(school), factories.member(school), published=False)
    return Case.objects.get()


def set_severity(school, case, role, severity, reason="It reads like more."):
    actor = factories.actor(factories.member(school, role), school)
    return cases.set_severity(
        actor, case=case, severity=severity, reason=reason, now=at("2026-03-03T09:00+01:00")
    )


def test_rule_15_a_moderator_makes_a_case_graver_with_a_reason(school, held):
    case = set_severity(school, held, Role.MODERATOR, S3)
    assert (case.severity, case.expected_by) == (S3, at("2026-03-03T14:00+01:00"))  # a time only comes nearer
    line = AuditEntry.objects.get(action="moderation.set_severity")
    assert (line.note["before"], line.note["after"]) == ("S0", "S3")
    assert "It reads like more." not in str(line.note)  # it can name a child: it lies encrypted with the case
    assert [(change.before, change.after, change.reason) for change in case.severity_changes.all()] == [
        ("S0", "S3", "It reads like more.")
    ]
    with pytest.raises(Refused, match="severity_reason"):
        set_severity(school, case, Role.MODERATOR, S2, reason=" ")


def test_rule_15_only_a_lead_makes_danger_milder(school, held):
    case = set_severity(school, held, Role.MODERATOR, S2)
    with pytest.raises(Refused, match="lead_lowers"):
        set_severity(school, case, Role.MODERATOR, S4)
    assert set_severity(school, case, Role.SAFEGUARDING_LEAD, S0).severity == S0
