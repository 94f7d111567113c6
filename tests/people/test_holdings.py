"""What hangs on an age band or a role ends with it, at once, and the person is told (rules 3 and 60)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from committees.models import Attendance, Seat
from mobilize.kernel.models import AuditEntry
from moderation.domain import duty
from moderation.duty_queries import holds_post
from moderation.enums import Post
from moderation.models import DutyTurn
from people.domain import births, holdings, login_cards, members
from people.enums import Role
from people.models import LoginCard, Membership, Notice
from tests import factories
from tests.factories import committees

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def place(user) -> Membership:
    return Membership.objects.get(user=user)


def told(user) -> list[str]:
    """Return the links of what somebody was told to have ended."""
    return list(
        Notice.objects.filter(membership=place(user), kind="held_ended").values_list("link", flat=True)
    )


def change(office, user, *, take: str = "", give: str = "") -> None:
    if take:
        members.end_role(office, membership=place(user), role=take, now=NOW)
    if give:
        members.grant_role(office, membership=place(user), role=give, now=NOW)


@pytest.mark.parametrize("by", ["birthday", "administrator"])
def test_rule_60_a_login_card_ends_with_band_a_and_does_not_come_back_with_it(office, school, by):
    user = factories.member(school, band="A")
    login_cards.make(office, members=[place(user).public_id], now=NOW)
    if by == "birthday":
        births.keep(place(user), born_on=date(2013, 11, 25), now=NOW)
        assert LoginCard.objects.get().ended_at is None
        assert births.turn_bands(now=NOW + timedelta(days=1)) == 1
    else:
        members.set_band(office, membership=place(user), band="B", now=NOW)
    assert LoginCard.objects.get().ended_at is not None
    assert told(user) == [f"/c/{school.slug}/"]
    members.set_band(office, membership=place(user), band="A", now=NOW)
    assert LoginCard.objects.get().ended_at is not None


def test_a_band_that_carries_everything_ends_nothing(office, school):
    user = factories.member(school, band="B")
    made = committees.committee(school)
    seat = committees.seat(made, user)
    members.set_band(office, membership=place(user), band="C", now=NOW)
    seat.refresh_from_db()
    assert seat.holder_id == place(user).pk and told(user) == []


def test_a_young_persons_seat_ends_when_they_become_an_adult_of_the_house(office, school):
    user = factories.member(school, band="D")
    seat = committees.seat(committees.committee(school), user)
    held = committees.meeting(seat.committee)
    assert Attendance.objects.filter(meeting=held, seat=seat, left_at=None).exists()
    change(office, user, take=Role.STUDENT, give=Role.YOUTH_EDITOR)
    seat.refresh_from_db()
    assert (seat.holder, seat.begins_on) == (None, None)
    assert not Attendance.objects.filter(seat=seat, left_at=None).exists()
    assert told(user) == [f"/c/{school.slug}/committees/"]
    assert AuditEntry.objects.filter(action="committees.seat_unfit", actor="").count() == 1


def test_rule_3_no_post_and_no_seat_stays_with_somebody_who_is_a_student_now(office, school):
    user = factories.member(school, Role.TEACHER)
    seat = committees.seat(committees.committee(school), user, side="adult")
    for post in (Post.DEPUTY, Post.CHAIR):
        duty.add_turn(office, post=post, member=place(user), now=NOW)
    change(office, user, take=Role.TEACHER)
    members.set_band(office, membership=place(user), band="B", now=NOW)
    change(office, user, give=Role.STUDENT)
    assert not holds_post(factories.actor(user, school), *Post.values)
    assert not DutyTurn.objects.exists()
    seat.refresh_from_db()
    assert seat.holder is None
    assert len(told(user)) == 3
    assert AuditEntry.objects.filter(action="moderation.turn_unfit").count() == 2


def test_whoever_works_in_forums_no_more_keeps_the_chairs_post_alone(office, school):
    user = factories.member(school, Role.TEACHER, Role.CAREGIVER)
    for post in (Post.LEAD, Post.CHAIR):
        duty.add_turn(office, post=post, member=place(user), now=NOW)
    change(office, user, take=Role.TEACHER)
    assert [turn.post for turn in DutyTurn.objects.all()] == [Post.CHAIR]
    assert len(told(user)) == 1


def test_what_hung_on_a_role_ends_after_its_last_day_by_itself_and_once(office, school):
    user = factories.member(school, Role.TEACHER)
    duty.add_turn(office, post=Post.DEPUTY, member=place(user), now=NOW)
    members.grant_role(office, membership=place(user), role=Role.TEACHER, until=NOW.date(), now=NOW)
    assert holdings.settle_lapsed(now=NOW) == 0
    assert holdings.settle_lapsed(now=NOW + timedelta(days=1)) == 1
    assert holdings.settle_lapsed(now=NOW + timedelta(days=1)) == 0
    assert not DutyTurn.objects.exists() and len(told(user)) == 1


@pytest.mark.both_databases
def test_for_whoever_holds_nothing_a_few_questions_are_enough(office, school, django_assert_max_num_queries):
    user = factories.member(school, band="B")
    with django_assert_max_num_queries(6):
        assert holdings.settle(place(user), roles={Role.STUDENT}, now=timezone.now()) == []
    assert not Seat.objects.exists()
