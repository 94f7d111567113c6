"""What waits for a person before the room sees it, and when adults may speak."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.live.domain import messages, presence
from forums.live.enums import LaneMode, MessageState, SessionState
from forums.live.models import Message
from mobilize.kernel.refusal import Refused
from moderation.enums import Reason
from moderation.models import Case
from tests.factories.forums import open_forum, perspective
from tests.factories.live import room
from tests.factories.people import actor, community, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def refusal(code: str):
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


@pytest.fixture
def school():
    return community()


@pytest.fixture
def made(school):
    return room(school)


def reason_of(message: Message) -> str:
    """Why the message waits for a person; nothing where none has to read it."""
    waiting = Case.objects.filter(subject_kind="message", subject_id=message.public_id).first()
    return waiting.reason if waiting else ""


def test_rule_11_a_message_of_band_a_waits_for_a_person_even_in_a_supervised_session(school):
    made = room(school, band_b_hold_flagged=True)
    message = made.say(member(school, band="A"))
    assert (message.state, reason_of(message)) == (MessageState.HELD, Reason.BAND)


def test_rule_11_a_message_of_band_b_waits_for_a_person(made, school):
    message = made.say(member(school, band="B"))
    assert (message.state, reason_of(message)) == (MessageState.HELD, Reason.BAND)


def test_rule_11_band_b_appears_at_once_in_a_supervised_session_where_the_school_says_so(school):
    made = room(school, band_b_hold_flagged=True)
    assert made.say(member(school, band="B")).state == MessageState.PUBLISHED


@pytest.mark.parametrize("missing", ["moderator", "second_adult"])
def test_rule_11_band_b_waits_again_when_an_adult_left_the_supervised_session(school, missing):
    made = room(school, band_b_hold_flagged=True, here=False)
    made.here(*({made.moderator, made.second_adult, made.facilitator} - {getattr(made, missing)}))
    assert made.say(member(school, band="B")).state == MessageState.HELD


def test_rule_11_band_c_waits_until_five_contributions_were_approved(made, school):
    student = member(school, band="C")
    forum = open_forum(school)
    for number in range(3):
        perspective(forum, student, f"Thought {number}")
    for number in range(2):
        message = made.shown(student, f"Message {number}")
        assert Case.objects.get(subject_id=message.public_id).reason == Reason.FIRST_POSTS
    assert made.say(student, "The sixth").state == MessageState.PUBLISHED


def test_rule_11_a_message_of_band_d_appears_at_once(made, school):
    assert made.say(member(school, band="D")).state == MessageState.PUBLISHED


def test_without_a_moderator_for_a_minute_every_message_waits(school):
    made = room(school)
    student = member(school, band="D")
    message = made.say(student, now=timezone.now() + timedelta(seconds=61))
    assert (message.state, reason_of(message)) == (MessageState.HELD, Reason.LIVE_HOLD)


def test_in_hold_all_every_message_of_the_room_waits(school):
    made = room(school, mode=LaneMode.HOLD_ALL)
    assert made.say(member(school, band="D")).state == MessageState.HELD
    assert made.say(made.facilitator).state == MessageState.PUBLISHED


def test_rule_6_contact_details_wait_for_a_person_whoever_wrote_them(made, school):
    assert reason_of(made.say(member(school, band="D"), "Call me: 0470 123 456")) == Reason.CONTACT_DETAILS
    assert reason_of(made.say(made.facilitator, "Write to me@school.example")) == Reason.CONTACT_DETAILS


@pytest.mark.parametrize(
    ("mode", "state"),
    [(LaneMode.HOLD_FLAGGED, MessageState.HELD), (LaneMode.OPEN, MessageState.PUBLISHED)],
)
def test_after_a_message_was_sent_back_the_next_one_waits_where_marked_ones_are_held(school, mode, state):
    made = room(school, mode=mode)
    student = member(school, band="D")
    messages.settle(made.say(student), to=MessageState.RETURNED, now=timezone.now())
    assert made.say(student, "In other words").state == state


def test_in_a_locked_lane_only_the_leading_adults_write(school):
    made = room(school, mode=LaneMode.LOCKED)
    with refusal("lane_locked"):
        made.say(member(school))
    assert made.say(made.facilitator).state == MessageState.PUBLISHED


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (SessionState.LOBBY, "session_not_open"),
        (SessionState.HOLD, "session_paused"),
        (SessionState.CLOSED, "session_over"),
    ],
)
def test_nothing_is_said_while_the_session_is_not_open(school, state, code):
    made = room(school, state=state)
    with refusal(code):
        made.say(member(school))
    assert Message.objects.count() == 0


def test_a_draft_session_does_not_exist_for_students(school):
    made = room(school, state=SessionState.DRAFT)
    with refusal("not_found"):
        made.say(member(school))


def test_rule_39_a_student_without_consent_reads_and_does_not_write(made, school):
    with refusal("consent_missing"):
        made.say(member(school, consent=False))


def test_a_student_of_another_band_does_not_find_the_session(school):
    made = room(school, bands=["A"])
    with refusal("not_found"):
        made.say(member(school, band="B"))


def test_a_member_of_another_community_does_not_find_the_session(made):
    stranger = community("valley")
    with refusal("not_found"):
        messages.say(
            actor(member(stranger), stranger),
            session=made.session,
            client_id="x",
            body="Hello",
            now=timezone.now(),
        )


def test_rule_2_an_adult_cannot_write_once_the_second_adult_left(school):
    made = room(school, here=False)
    made.here(made.facilitator, made.moderator)
    with refusal("second_adult_left"):
        made.say(made.facilitator)
    made.here(made.second_adult)
    assert made.say(made.facilitator).state == MessageState.PUBLISHED
    presence.left(made.actor(made.second_adult), session=made.session)
    with refusal("second_adult_left"):
        made.say(made.facilitator)


def test_rule_2_the_second_adult_needs_another_leading_adult_in_the_room(school):
    made = room(school, here=False)
    made.here(made.second_adult)
    with refusal("second_adult_left"):
        made.say(made.second_adult)
    made.here(made.moderator)
    assert made.say(made.second_adult).state == MessageState.PUBLISHED


def test_rule_2_a_second_adult_without_a_valid_check_does_not_count(made):
    made.session.second_adult.clearances.all().delete()
    with refusal("second_adult_left"):
        made.say(made.facilitator)
