"""Making, seating, opening, pausing and closing a community session."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.live.domain import sessions
from forums.live.enums import Audience, LaneMode, SessionState
from forums.live.models import LiveEvent
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests.factories.live import room
from tests.factories.people import actor, community, member

pytestmark = pytest.mark.django_db
WORDS = {"title": "The quiet room", "question": "What should it be like?"}


def seat(user, place):
    return actor(user, place).membership


def refusal(code: str):
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


@pytest.fixture
def school():
    return community()


def test_a_new_session_is_a_draft_with_two_empty_streams(school):
    session = sessions.create(actor(member(school, Role.ORGANIZER), school), **WORDS, now=timezone.now())
    assert session.state == SessionState.DRAFT
    assert set(session.streams.values_list("audience", "last_seq")) == {("pub", 0), ("mod", 0)}


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER, Role.MODERATOR, Role.CAREGIVER, Role.MENTOR])
def test_only_organizers_facilitators_and_administrators_make_sessions(school, role):
    with refusal("not_found"):
        sessions.create(actor(member(school, role), school), **WORDS, now=timezone.now())


def test_the_second_adult_is_another_person(school):
    lead = member(school, Role.FACILITATOR, Role.MODERATOR)
    place = seat(lead, school)
    with refusal("seats_same"):
        sessions.create(
            actor(lead, school), **WORDS, facilitator=place, second_adult=place, now=timezone.now()
        )


def test_an_adult_without_a_clearance_cannot_be_seated(school):
    lead = member(school, Role.FACILITATOR)
    unchecked = member(school, Role.TEACHER, cleared=False)
    with refusal("seat_not_verified"):
        sessions.create(
            actor(lead, school), **WORDS, second_adult=seat(unchecked, school), now=timezone.now()
        )


def test_a_student_cannot_be_seated(school):
    with refusal("seat_not_verified"):
        sessions.create(
            actor(member(school, Role.FACILITATOR), school),
            **WORDS,
            second_adult=seat(member(school), school),
            now=timezone.now(),
        )


def test_an_adult_of_another_community_cannot_be_seated(school):
    other = community("valley")
    with refusal("seat_not_verified"):
        sessions.create(
            actor(member(school, Role.FACILITATOR), school),
            **WORDS,
            second_adult=seat(member(other, Role.TEACHER), other),
            now=timezone.now(),
        )


def test_the_moderator_of_a_session_works_at_the_desk(school):
    with refusal("seat_not_moderator"):
        sessions.create(
            actor(member(school, Role.FACILITATOR), school),
            **WORDS,
            moderator=seat(member(school, Role.TEACHER), school),
            now=timezone.now(),
        )


def test_the_doors_do_not_open_without_all_three_adults(school):
    lead = actor(member(school, Role.FACILITATOR), school)
    session = sessions.create(lead, **WORDS, facilitator=lead.membership, now=timezone.now())
    with refusal("seats_missing"):
        sessions.open_lobby(lead, session=session, now=timezone.now())
    session.refresh_from_db()
    assert session.state == SessionState.DRAFT


def test_rule_14_a_session_does_not_open_outside_staffed_hours():
    school = community(staffed=False)
    made = room(school, state=SessionState.LOBBY)
    with refusal("not_staffed"):
        sessions.open_session(made.actor(made.facilitator), session=made.session, now=timezone.now())


def test_a_session_does_not_open_when_the_second_adult_is_no_longer_verified(school):
    made = room(school, state=SessionState.LOBBY)
    made.session.second_adult.clearances.update(expires_on=timezone.now().date() - timedelta(days=1))
    with refusal("seat_not_verified"):
        sessions.open_session(made.actor(made.facilitator), session=made.session, now=timezone.now())


def test_each_move_is_a_line_of_the_public_log(school):
    made = room(school, state=SessionState.HOLD)
    lead = made.actor(made.facilitator)
    sessions.open_session(lead, session=made.session, now=timezone.now())
    sessions.set_mode(lead, session=made.session, mode=LaneMode.LOCKED, now=timezone.now())
    sessions.close_session(lead, session=made.session, now=timezone.now())
    log = LiveEvent.objects.filter(stream__session=made.session, stream__audience=Audience.PUB)
    assert list(log.values_list("seq", "payload")) == [
        (1, {"state": "lobby"}),
        (2, {"state": "open"}),
        (3, {"state": "hold"}),
        (4, {"state": "open"}),
        (5, {"mode": "locked"}),
        (6, {"state": "closed"}),
    ]


def test_a_closed_session_stays_closed(school):
    made = room(school, state=SessionState.CLOSED)
    lead = made.actor(made.facilitator)
    with refusal("not_now"):
        sessions.open_session(lead, session=made.session, now=timezone.now())
    with refusal("session_over"):
        sessions.set_mode(lead, session=made.session, mode=LaneMode.OPEN, now=timezone.now())


def test_an_unknown_mode_and_an_unknown_state_are_refused(school):
    made = room(school)
    lead = made.actor(made.facilitator)
    with refusal("mode_unknown"):
        sessions.set_mode(lead, session=made.session, mode="free for all", now=timezone.now())
    with refusal("not_now"):
        sessions.go_to(lead, session=made.session, state="draft", now=timezone.now())


@pytest.mark.parametrize("who", ["moderator", "second_adult"])
def test_only_the_facilitator_and_organizers_close_a_session(school, who):
    made = room(school)
    with refusal("not_found"):
        sessions.close_session(made.actor(getattr(made, who)), session=made.session, now=timezone.now())


def test_a_moderator_may_pause_the_talk(school):
    made = room(school)
    sessions.hold_session(made.actor(made.moderator), session=made.session, now=timezone.now())
    made.session.refresh_from_db()
    assert made.session.state == SessionState.HOLD


def test_an_open_session_never_loses_a_seat(school):
    made = room(school)
    with refusal("seats_missing"):
        sessions.seat_adults(
            made.actor(made.facilitator),
            session=made.session,
            facilitator=made.session.facilitator,
            moderator=made.session.moderator,
            second_adult=None,
            now=timezone.now(),
        )


def test_unknown_bands_are_refused(school):
    with refusal("bands_unknown"):
        sessions.create(
            actor(member(school, Role.FACILITATOR), school), **WORDS, bands=["Z"], now=timezone.now()
        )


def test_the_bands_stay_once_the_doors_are_open(school):
    made = room(school, bands=["B"])
    with refusal("not_now"):
        sessions.describe(
            made.actor(made.facilitator),
            session=made.session,
            **WORDS,
            forum=None,
            bands=["A"],
            starts_at=None,
            band_b_hold_flagged=False,
            now=timezone.now(),
        )
