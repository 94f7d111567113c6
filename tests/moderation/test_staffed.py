"""Clocks of the desk run only while somebody is there (rules 13 and 14)."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mobilize.kernel.refusal import Refused
from moderation.domain import hours, staffed
from moderation.models import StaffedHours
from people.domain import holidays
from people.enums import Role
from people.models import Holiday
from tests import factories

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def school():
    """Monday to Friday, 9 to 16, in Paris."""
    community = factories.community(staffed=False, time_zone="Europe/Paris")
    hours.plan_school_week(community, datetime(2026, 1, 1, tzinfo=UTC))
    return community


def paris(*when) -> datetime:
    return datetime(*when, tzinfo=PARIS)


def expected(school, now, hours=4) -> str:
    return staffed.expected_by(school, now=now, hours=hours).isoformat()


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ((2026, 3, 4, 9, 30), "2026-03-04T13:30:00+01:00"),  # Wednesday
        ((2026, 3, 4, 12, 0), "2026-03-04T16:00:00+01:00"),
        ((2026, 3, 4, 15, 0), "2026-03-05T12:00:00+01:00"),
        ((2026, 3, 4, 6, 0), "2026-03-04T13:00:00+01:00"),
        ((2026, 3, 4, 22, 0), "2026-03-05T13:00:00+01:00"),
        ((2026, 3, 6, 14, 0), "2026-03-09T11:00:00+01:00"),  # Friday afternoon
        ((2026, 3, 7, 11, 0), "2026-03-09T13:00:00+01:00"),  # Saturday
    ],
)
def test_rule_15_four_staffed_hours_pass_only_while_somebody_is_there(school, now, then):
    assert expected(school, paris(*now)) == then


def test_rule_15_a_holiday_is_left_out(school):
    Holiday.objects.create(community=school, date=date(2026, 4, 6), name="Easter Monday")
    assert expected(school, paris(2026, 4, 3, 15)) == "2026-04-07T12:00:00+02:00"


def test_rule_15_the_wall_clock_stays_after_the_change_to_summer_time(school):
    # Friday 27 March is winter time, Monday 30 March is summer time.
    assert expected(school, paris(2026, 3, 27, 14)) == "2026-03-30T11:00:00+02:00"


def test_rule_15_the_wall_clock_stays_after_the_change_to_winter_time(school):
    assert expected(school, paris(2026, 10, 23, 14)) == "2026-10-26T11:00:00+01:00"


@pytest.mark.parametrize(
    ("day", "then"),
    [
        ((2026, 3, 29), "2026-03-29T05:00:00+02:00"),  # 2:00 becomes 3:00: the night shift is an hour shorter
        ((2026, 10, 25), "2026-10-25T03:00:00+01:00"),  # 3:00 becomes 2:00: it is an hour longer
    ],
)
def test_an_hour_is_an_hour_while_the_clock_is_changed(day, then):
    night = factories.community(staffed=False, time_zone="Europe/Paris")
    StaffedHours.objects.create(community=night, weekday=6, opens=time(0), closes=time(8))
    assert expected(night, paris(*day, 0, 0)) == then


def test_without_any_hours_the_promise_still_has_a_date():
    nowhere = factories.community(staffed=False)
    now = datetime(2026, 3, 4, tzinfo=UTC)
    assert (expected(nowhere, now), staffed.next_opening(nowhere, now=now)) == (
        "2026-05-03T00:00:00+00:00",
        None,
    )


@pytest.mark.parametrize(
    ("now", "there", "opens"),
    [
        ((2026, 3, 4, 9, 0), True, "2026-03-04T09:00:00+01:00"),
        ((2026, 3, 4, 15, 59), True, "2026-03-04T15:59:00+01:00"),
        ((2026, 3, 4, 16, 0), False, "2026-03-05T09:00:00+01:00"),
        ((2026, 3, 6, 20, 0), False, "2026-03-09T09:00:00+01:00"),
    ],
)
def test_rule_14_the_desk_opens_and_closes_to_the_minute(school, now, there, opens):
    assert staffed.is_staffed(school, now=paris(*now)) is there
    assert staffed.next_opening(school, now=paris(*now)).isoformat() == opens


def test_hours_until_midnight_and_all_day_leave_no_gap():
    always = factories.community(time_zone="Europe/Paris")
    assert staffed.is_staffed(always, now=datetime(2026, 3, 4, 23, 59, 59, 999999, tzinfo=PARIS)) is True
    assert expected(always, paris(2026, 3, 4, 22)) == "2026-03-05T02:00:00+01:00"


def test_rule_13_the_promised_time_is_the_one_the_clock_counts_in_staffed_hours(school, client, freeze):
    freeze(paris(2026, 3, 27, 14))  # a Friday, before the change to summer time
    author = factories.member(school)
    post = factories.perspective(factories.open_forum(school), author, published=False)
    promised = "2026-03-30T11:00:00+02:00"
    assert post.byline.cases.get().expected_by.astimezone(PARIS).isoformat() == promised
    assert expected(school, paris(2026, 3, 27, 14)) == promised
    client.force_login(author)
    page = client.get(f"/c/harbour/forums/{post.forum.public_id}/").content.decode()
    assert re.search(rf'It should be read by <strong><time datetime="{re.escape(promised)}">', page)


def admin_of(school):
    return factories.actor(factories.member(school, Role.ADMINISTRATOR), school)


def add(actor, weekdays=(5,), opens=time(10), closes=time(12)):
    return hours.add_shift(
        actor, weekdays=weekdays, opens=opens, closes=closes, now=datetime(2026, 3, 6, 15, tzinfo=PARIS)
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"weekdays": ()}, "weekdays_missing"),
        ({"weekdays": (7,)}, "weekdays_missing"),
        ({"opens": time(12), "closes": time(12)}, "shift_backwards"),
        ({"weekdays": (0, 5), "opens": time(15)}, "shift_backwards"),
        ({"weekdays": (5, 0)}, "shift_overlaps"),
    ],
)
def test_unfit_hours_are_refused(school, changed, code):
    with pytest.raises(Refused, match=code):
        add(admin_of(school), **changed)
    assert school.staffed_hours.count() == 5


def test_two_shifts_may_touch_and_midnight_is_an_end(school):
    add(admin_of(school), weekdays=(4,), opens=time(16), closes=time(0))
    assert staffed.is_staffed(school, now=paris(2026, 3, 6, 23, 59)) is True
    assert expected(school, paris(2026, 3, 6, 15)) == "2026-03-06T19:00:00+01:00"


def test_a_change_of_hours_or_holidays_renews_every_promise(school, freeze):
    freeze(paris(2026, 3, 6, 15))
    post = factories.perspective(factories.open_forum(school), factories.member(school), published=False)
    case = post.byline.cases.get()

    def promised():
        case.refresh_from_db()
        return case.expected_by.astimezone(PARIS).isoformat()

    admin, now = admin_of(school), paris(2026, 3, 6, 15)
    assert promised() == "2026-03-09T12:00:00+01:00"
    (shift,) = add(admin)
    assert promised() == "2026-03-09T10:00:00+01:00"
    holiday = holidays.add(admin, date=date(2026, 3, 9), name="Snow", now=now)
    assert promised() == "2026-03-10T10:00:00+01:00"
    hours.remove_shift(admin, shift=shift, now=now)
    holidays.remove(admin, holiday=holiday, now=now)
    assert promised() == "2026-03-09T12:00:00+01:00"


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_sets_hours(school, role):
    actor = factories.actor(factories.member(school, role), school)
    with pytest.raises(Refused, match="not_found"):
        add(actor)
    with pytest.raises(Refused, match="not_found"):
        holidays.add(actor, date=date(2026, 3, 9), name="Mine", now=paris(2026, 3, 6, 15))


def test_hours_and_holidays_of_another_community_do_not_exist(school):
    stranger = admin_of(factories.community("lakeside"))
    holiday = Holiday.objects.create(community=school, date=date(2026, 4, 6), name="Easter Monday")
    with pytest.raises(Refused, match="not_found"):
        hours.remove_shift(stranger, shift=school.staffed_hours.first(), now=paris(2026, 3, 6, 15))
    with pytest.raises(Refused, match="not_found"):
        holidays.remove(stranger, holiday=holiday, now=paris(2026, 3, 6, 15))
    assert (school.staffed_hours.count(), school.holidays.count()) == (5, 1)
