"""Committees and their seats."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from committees.domain import committees, seats
from committees.enums import CommitteeState, SeatRole, SeatSide
from committees.models import Committee
from mobilize.kernel.authority import can
from mobilize.kernel.refusal import Refused
from people.enums import Role
from people.models import Clearance
from tests import factories
from tests.factories import committees as make

pytestmark = pytest.mark.django_db
WORDS = {"name": "Lunch group", "purpose": "Calm.", "powers": "Rooms.", "limits": "Prices."}


@pytest.fixture
def community(db):
    return factories.community()


def code(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs, now=timezone.now())
    return caught.value.code


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"name": "  "}, "text_empty"),
        ({"name": "x" * 121}, "text_too_long"),
        ({"purpose": ""}, "text_empty"),
        ({"kind": "cabal"}, "choice_unknown"),
        ({"decision_rule": "chair"}, "choice_unknown"),
        ({"quorum_percent": 0}, "percent_out_of_range"),
        ({"quorum_percent": 101}, "percent_out_of_range"),
        ({"minimum_youth_percent": -1}, "percent_out_of_range"),
        ({"minimum_youth_percent": 101}, "percent_out_of_range"),
    ],
)
def test_a_committee_is_refused(community, wrong, expected):
    organizer = make.organizer_of(community)
    assert code(committees.create_committee, organizer, **{**WORDS, **wrong}) == expected
    assert Committee.objects.count() == 0


def test_two_committees_of_one_community_have_two_names(community):
    organizer = make.organizer_of(community)
    committees.create_committee(organizer, **WORDS, now=timezone.now())
    assert code(committees.create_committee, organizer, **WORDS) == "committee_exists"
    other = make.organizer_of(factories.community("hill"))
    assert committees.create_committee(other, **WORDS, now=timezone.now()).name == "Lunch group"


def test_a_committee_begins_with_a_chair_and_a_young_person(community):
    organizer = make.organizer_of(community)
    made = committees.create_committee(organizer, **WORDS, now=timezone.now())
    make.seat(made, factories.member(community, Role.TEACHER), SeatSide.ADULT, SeatRole.CHAIR)
    assert code(committees.activate_committee, organizer, committee=made) == "committee_needs_seats"
    make.seat(made, factories.member(community))
    begun = committees.activate_committee(organizer, committee=made, now=timezone.now())
    assert begun.state == CommitteeState.ACTIVE


def test_there_is_one_chair(community):
    made = make.committee(community)
    organizer = make.organizer_of(community)
    again = {"committee": made, "side": SeatSide.ADULT, "role": SeatRole.CHAIR}
    assert code(seats.add_seat, organizer, **again) == "seat_role_taken"


def test_a_youth_co_chair_is_young(community):
    made = make.committee(community, active=False)
    asked = {"committee": made, "side": SeatSide.ADULT, "role": SeatRole.YOUTH_CO_CHAIR}
    assert code(seats.add_seat, make.organizer_of(community), **asked) == "seat_side_wrong"


def give(seat, user, **term):
    membership = factories.actor(user, seat.committee.community).membership
    term = {"begins_on": date(2026, 1, 1), **term}
    return code(
        seats.give_seat, make.organizer_of(seat.committee.community), seat=seat, holder=membership, **term
    )


def test_a_seat_is_refused_to_whom_it_is_not_for(community):
    made = make.committee(community)
    young, adult = make.seat(made, None, SeatSide.YOUTH), make.seat(made, None, SeatSide.ADULT)
    assert give(young, factories.member(community, Role.TEACHER)) == "seat_side_wrong"
    assert give(adult, factories.member(community)) == "seat_side_wrong"
    assert give(adult, factories.member(community, Role.TEACHER, cleared=False)) == "adult_not_checked"
    assert give(adult, make.holder_of(made, SeatRole.CHAIR)) == "seat_held_already"
    assert give(young, factories.member(community), ends_on=date(2025, 12, 31)) == "term_dates_wrong"
    assert (
        give(made.seats.get(role=SeatRole.CHAIR), factories.member(community, Role.TEACHER)) == "seat_taken"
    )


def test_a_seat_is_not_for_members_of_another_community_or_for_ended_ones(community):
    seat = make.seat(make.committee(community), None)
    hill = factories.community("hill")
    stranger = factories.actor(factories.member(hill), hill).membership
    left = factories.actor(factories.member(community), community).membership
    left.ended_at = timezone.now() - timedelta(days=1)
    left.save()
    organizer, day = make.organizer_of(community), date(2026, 1, 1)
    for holder in (stranger, left):
        assert code(seats.give_seat, organizer, seat=seat, holder=holder, begins_on=day) == "not_found"


def test_a_term_opens_the_room_from_its_first_to_its_last_day(community, freeze):
    made = make.committee(community)
    user = factories.member(community)
    make.seat(made, user, begins_on=date(2027, 3, 2), ends_on=date(2027, 3, 4))
    seen = {}
    for day in (1, 2, 4, 5):
        freeze(f"2027-03-0{day}T12:00+00:00")
        seen[day] = can(factories.actor(user, community), "committees.see_workspace", made)
    assert seen == {1: False, 2: True, 4: True, 5: False}


def test_an_ended_term_leaves_a_vacant_seat_and_shuts_the_room(community):
    made = make.committee(community)
    user = make.holder_of(made, SeatRole.YOUTH_CO_CHAIR)
    seat = made.seats.get(role=SeatRole.YOUTH_CO_CHAIR)
    seats.end_term(make.organizer_of(community), seat=seat, now=timezone.now())
    seat.refresh_from_db()
    assert (seat.holder, seat.begins_on, seat.closed_at) == (None, None, None)
    assert not can(factories.actor(user, community), "committees.see_workspace", made)
    assert code(seats.end_term, make.organizer_of(community), seat=seat) == "seat_vacant"


def test_an_adult_whose_check_ran_out_is_kept_out_of_the_room(community):
    made = make.committee(community)
    chair = factories.actor(make.holder_of(made, SeatRole.CHAIR), community)
    assert can(chair, "committees.see_workspace", made)
    Clearance.objects.filter(membership=chair.membership).delete()
    again = factories.actor(chair.user, community)
    assert not can(again, "committees.see_workspace", made)
