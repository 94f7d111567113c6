"""Hours and holidays on their page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from people.models import Holiday
from tests import factories

pytestmark = pytest.mark.django_db


def test_hours_are_added_and_taken_away(administrator, school):
    school.staffed_hours.all().delete()
    form = {"weekdays": ["0", "2"], "opens": "08:30", "closes": "00:00", "community": "9", "weekday": "5"}
    page = administrator.post("/c/harbour/people/hours/add/", form, follow=True).content.decode()
    assert "Waiting posts have a new expected time." in page
    assert list(school.staffed_hours.values_list("weekday", flat=True)) == [0, 2]
    shift = school.staffed_hours.first()
    administrator.post(f"/c/harbour/people/hours/{shift.pk}/remove/")
    assert list(school.staffed_hours.values_list("weekday", flat=True)) == [2]


@pytest.mark.parametrize(
    "form",
    [
        {"weekdays": ["9"], "opens": "08:00", "closes": "09:00"},
        {"opens": "08:00", "closes": "09:00"},
        {"weekdays": ["1"], "opens": "late", "closes": "09:00"},
        {"weekdays": ["1"], "opens": "10:00", "closes": "09:00"},
    ],
)
def test_wrong_hours_come_back_and_change_nothing(administrator, school, form):
    school.staffed_hours.all().delete()
    assert administrator.post("/c/harbour/people/hours/add/", form).status_code == 422
    assert school.staffed_hours.count() == 0


def test_holidays_are_added_and_taken_away(administrator, school):
    day = (timezone.now() + timedelta(days=9)).date()
    form = {"date": day.isoformat(), "name": "Snow"}
    assert (
        "The holiday is noted."
        in administrator.post("/c/harbour/people/holidays/add/", form, follow=True).content.decode()
    )
    again = administrator.post("/c/harbour/people/holidays/add/", form)
    assert (again.status_code, "That day is a holiday already." in again.content.decode()) == (409, True)
    administrator.post(f"/c/harbour/people/holidays/{Holiday.objects.get().pk}/remove/")
    assert Holiday.objects.count() == 0


def test_hours_and_holidays_of_another_community_are_a_404(administrator, school):
    lakeside = factories.community("lakeside")
    holiday = Holiday.objects.create(community=lakeside, date=date(2027, 1, 1), name="Theirs")
    for path in (
        f"hours/{lakeside.staffed_hours.first().pk}/remove/",
        f"holidays/{holiday.pk}/remove/",
    ):
        assert administrator.post(f"/c/harbour/people/{path}").status_code == 404
    assert (lakeside.staffed_hours.count(), lakeside.holidays.count()) == (7, 1)
