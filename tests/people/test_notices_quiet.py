"""Quiet hours by the wall clocks of a community, whatever its seasons do (rule 8)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from people.domain.notices.quiet import Quiet, of_adult, of_students
from people.models import NoticeWish, Policy

DEFAULTS = Policy()
PARIS = ZoneInfo("Europe/Paris")
# The nights of summer time in 2026: the clock leaps from 2:00 to 3:00 on 29 March, and back on 25 October.


def at(text: str, zone=PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "loud"),
    [
        ("2026-11-24T07:00", "2026-11-24T07:00"),
        ("2026-11-24T19:59", "2026-11-24T19:59"),
        ("2026-11-24T20:00", "2026-11-25T07:00"),
        ("2026-11-24T06:59:59", "2026-11-24T07:00"),
        (
            "2026-11-27T20:00",
            "2026-11-28T10:00",
        ),  # Friday evening: the weekend's one e-mail on Saturday at ten
        ("2026-11-28T07:30", "2026-11-28T10:00"),
        ("2026-11-28T21:00", "2026-11-29T10:00"),
        ("2026-11-29T20:00", "2026-11-30T07:00"),
        ("2026-03-28T23:30", "2026-03-29T10:00"),  # over the leap into summer time
        ("2026-03-29T20:30", "2026-03-30T07:00"),
        ("2026-10-24T23:30", "2026-10-25T10:00"),  # and over the one back
        ("2026-10-25T20:00", "2026-10-26T07:00"),
    ],
)
def test_rule_08_students_rest_at_night_and_half_the_weekend(moment, loud):
    assert of_students(DEFAULTS).next_loud(at(moment), PARIS) == at(loud)


def test_a_night_across_the_change_of_time_is_an_hour_shorter_or_longer():
    quiet = Quiet(begins=time(20), ends=time(7), weekends_as_usual=True)

    def length(evening):
        return quiet.next_loud(at(evening), PARIS).timestamp() - at(evening).timestamp()

    assert length("2026-03-28T20:00") == timedelta(hours=10).total_seconds()
    assert length("2026-10-24T20:00") == timedelta(hours=12).total_seconds()
    assert length("2026-11-24T20:00") == timedelta(hours=11).total_seconds()


def test_an_end_that_the_clock_leaps_over_comes_when_that_time_would_be():
    quiet = Quiet(begins=time(20), ends=time(2, 30), weekends_as_usual=True)
    loud = quiet.next_loud(at("2026-03-28T23:00"), PARIS)
    assert loud.astimezone(PARIS) == at("2026-03-29T03:30")


def test_the_hours_are_those_of_the_community_and_not_of_the_server():
    zone = ZoneInfo("America/Toronto")
    assert of_students(DEFAULTS).at(
        at("2026-11-24T02:00", ZoneInfo("UTC")), zone
    )  # nine in the evening there
    assert not of_students(DEFAULTS).at(at("2026-11-24T15:00", ZoneInfo("UTC")), zone)


def test_adults_rest_at_night_and_at_weekends_unless_they_choose_otherwise():
    assert of_adult(None, DEFAULTS).next_loud(at("2026-11-27T20:00"), PARIS) == at("2026-11-30T07:00")
    own = NoticeWish(quiet_from=time(12), quiet_until=time(14), quiet_weekends=False)
    assert of_adult(own, DEFAULTS).next_loud(at("2026-11-28T12:30"), PARIS) == at("2026-11-28T14:00")
    assert of_adult(own, DEFAULTS).next_loud(at("2026-11-28T23:30"), PARIS) == at("2026-11-28T23:30")
    never = NoticeWish(quiet_from=time(9), quiet_until=time(9), quiet_weekends=True)
    assert of_adult(never, DEFAULTS).next_loud(at("2026-11-28T09:00"), PARIS) == at("2026-11-30T00:00")
    assert of_adult(never, DEFAULTS).next_loud(at("2026-11-30T09:00"), PARIS) == at("2026-11-30T09:00")
