"""Who answers for a post: turns, and who is called now (rule 15)."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation.domain import duty
from moderation.duty_queries import holds_post, on_duty
from moderation.enums import Post
from moderation.models import DutyTurn
from people.enums import Role
from people.models import Clearance, Membership
from tests import factories

pytestmark = pytest.mark.django_db
MONDAY = datetime.fromisoformat("2026-03-02T10:00+00:00")


def place(user):
    return Membership.objects.get(user=user)


@pytest.fixture
def admin(school):
    return factories.actor(factories.member(school, Role.ADMINISTRATOR), school)


@pytest.fixture
def deputy(school):
    return factories.member(school, Role.TEACHER, username="deputy")


def add(admin, user, post="deputy", **times):
    return duty.add_turn(admin, post=post, member=place(user), **times, now=timezone.now())


def test_rule_15_a_turn_with_times_goes_before_one_without(school, admin, deputy):
    other = factories.member(school, Role.TEACHER)
    add(admin, deputy)
    add(admin, other, weekday=0, begins=time(9), ends=time(12))
    told = {
        hour: on_duty(school, Post.DEPUTY, MONDAY.replace(hour=hour)).user.username for hour in (8, 9, 11, 12)
    }
    assert told == {8: "deputy", 9: other.username, 11: other.username, 12: "deputy"}


def test_rule_15_turns_follow_the_clock_of_the_community_on_both_days_of_a_change(admin, deputy, school):
    school.time_zone = "Europe/Paris"
    school.save()
    add(admin, deputy, weekday=6, begins=time(3), ends=time(0))
    # 29 March 2026 begins at +01:00 and goes on at +02:00: three o'clock there is one o'clock UTC.
    assert on_duty(school, Post.DEPUTY, datetime.fromisoformat("2026-03-29T00:59+00:00")) is None
    assert on_duty(school, Post.DEPUTY, datetime.fromisoformat("2026-03-29T01:00+00:00")) is not None
    # 25 October 2026: two o'clock comes twice, three o'clock is two o'clock UTC.
    assert on_duty(school, Post.DEPUTY, datetime.fromisoformat("2026-10-25T01:30+00:00")) is None
    assert on_duty(school, Post.DEPUTY, datetime.fromisoformat("2026-10-25T02:00+00:00")) is not None
    assert on_duty(school, Post.DEPUTY, datetime.fromisoformat("2026-10-25T22:59:59+00:00")) is not None


def test_rule_15_who_left_or_has_no_check_is_passed_over(school, admin, deputy):
    other = factories.member(school, Role.TEACHER)
    add(admin, deputy)
    add(admin, other)
    Clearance.objects.filter(membership=place(deputy)).update(expires_on=date(2026, 3, 2))
    assert on_duty(school, Post.DEPUTY, MONDAY) == place(other)
    Membership.objects.filter(user=other).update(ended_at=MONDAY)
    assert on_duty(school, Post.DEPUTY, MONDAY) is None


def test_rule_15_without_any_turn_the_first_lead_is_called(school):
    assert on_duty(school, Post.LEAD, MONDAY) is None
    lead = factories.member(school, Role.SAFEGUARDING_LEAD)
    factories.member(school, Role.SAFEGUARDING_LEAD)
    assert on_duty(school, Post.LEAD, MONDAY) == place(lead)


def test_a_post_is_held_on_every_day_and_not_by_a_role(school, admin, deputy):
    add(admin, deputy, post="head", weekday=0, begins=time(9), ends=time(10))
    held = factories.actor(deputy, school)
    assert (holds_post(held, Post.HEAD), holds_post(held, Post.LEAD, Post.DEPUTY)) == (True, False)
    assert not holds_post(admin, *Post.values)
    assert holds_post(factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD), school), Post.LEAD)


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ({"weekday": 1}, "duty_times_incomplete"),
        ({"begins": time(9), "ends": time(10)}, "duty_times_incomplete"),
        ({"weekday": 1, "begins": time(10), "ends": time(9)}, "shift_backwards"),
        ({"weekday": 7, "begins": time(9), "ends": time(10)}, "invalid"),
        ({"post": "king"}, "invalid"),
    ],
)
def test_a_turn_without_sense_is_refused(admin, deputy, times, code):
    with pytest.raises(Refused, match=code):
        add(admin, deputy, **times)
    assert not DutyTurn.objects.exists()


def test_nobody_without_a_check_and_no_student_takes_a_post(school, admin):
    for user in (factories.member(school), factories.member(school, Role.TEACHER, cleared=False)):
        with pytest.raises(Refused, match="duty_needs_check"):
            add(admin, user)
    chair = factories.member(school, Role.CAREGIVER, cleared=False)
    assert add(admin, chair, post="chair").post == Post.CHAIR  # who reads no young person's words at the desk


def test_the_same_turn_is_noted_once(admin, deputy):
    add(admin, deputy)
    with pytest.raises(Refused, match="duty_twice"):
        add(admin, deputy)


def test_only_an_administrator_sets_turns(school, deputy):
    lead = factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD), school)
    with pytest.raises(Refused, match="not_found"):
        add(lead, deputy)


def test_an_administrator_sets_turns_on_a_page(administrator, school, deputy):
    page = administrator.get("/c/harbour/desk/duty/").content.decode()
    assert "No turns yet" in page and "Nobody: the next is called at once" in page
    form = {
        "post": "head",
        "member": place(deputy).public_id,
        "weekday": "2",
        "begins": "8:00",
        "ends": "0:00",
    }
    page = administrator.post("/c/harbour/desk/duty/", form, follow=True).content.decode()
    assert "The turn is noted." in page and "08:00 – 24:00" in page
    turn = DutyTurn.objects.get()
    assert AuditEntry.objects.filter(action="moderation.add_turn", object_id=place(deputy).public_id).exists()
    wrong = administrator.post("/c/harbour/desk/duty/", {**form, "ends": ""})
    assert (wrong.status_code, "or none of them for always" in wrong.content.decode()) == (422, True)
    administrator.post(f"/c/harbour/desk/duty/{turn.pk}/remove/")
    assert not DutyTurn.objects.exists()
