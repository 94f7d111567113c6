"""Words of danger in a session: held in every mode and band, and answered for their author alone (rule 16)."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from forums.live.domain import messages
from forums.live.enums import LaneMode, MessageState
from forums.live.models import Message
from mobilize.kernel.refusal import Refused
from moderation.models import Case
from people.enums import Role
from tests.factories.live import room
from tests.factories.people import community, member

pytestmark = pytest.mark.django_db
DANGER = "Tonight I am going to kill myself"


@pytest.fixture
def school():
    return community()


@pytest.fixture
def made(school):
    return room(school)


def here(made, more: str = "") -> str:
    return f"/c/{made.community.slug}/sessions/{made.session.public_id}/{more}"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("mode", [LaneMode.OPEN, LaneMode.HOLD_FLAGGED, LaneMode.HOLD_ALL])
@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER])
def test_rule_17_words_of_danger_wait_in_every_mode(made, school, mode, role):
    type(made.session).objects.filter(pk=made.session.pk).update(mode=mode)
    message = made.say(member(school, role, band="D"), DANGER)
    assert (message.state, message.seq) == (MessageState.HELD, None)
    case = Case.objects.get(subject_id=message.public_id)
    assert (case.severity, case.reason) == ("S1", "care")


def test_rule_16_without_a_script_the_answer_is_the_same_response(made, school):
    client = signed_in(member(school, band="D"))
    answer = client.post(here(made, "say/"), {"client_id": "f1", "body": DANGER})
    page = answer.content.decode()
    assert (answer.status_code, "Find me now" in page, "Thank you for telling us." in page) == (
        200,
        True,
        True,
    )
    assert "Say what would help you now" in client.get(here(made)).content.decode()


def test_rule_16_a_script_is_told_in_the_ack_and_again_after_a_lost_one(made, school):
    client = signed_in(member(school, band="D"))
    for _again in range(2):
        ack = json.loads(
            client.post(
                here(made, "say/"), {"id": "one", "body": DANGER}, headers={"Accept": "application/json"}
            ).content
        )
        assert (ack["was"], ack["care"]) == ("held", True)
    calm = client.post(
        here(made, "say/"), {"id": "two", "body": "A lamp."}, headers={"Accept": "application/json"}
    )
    assert json.loads(calm.content)["care"] is False


def test_rule_16_nobody_else_in_the_room_sees_that_somebody_was_answered(made, school):
    made.say(member(school, band="D"), DANGER)
    for other in (member(school, band="D"), member(school, Role.TEACHER)):
        page = signed_in(other).get(here(made)).content.decode()
        assert DANGER not in page
        assert 'data-own="' not in page
        ref = Message.objects.get().public_id
        assert signed_in(other).get(f"/c/{school.slug}/care/message/{ref}/").status_code == 404


def test_rule_16_the_moderator_of_the_room_writes_a_reply_too(made, school):
    message = made.say(member(school, band="D"), "I feel so alone at school")
    with pytest.raises(Refused, match="reply_missing"):
        messages.rule_on(
            made.actor(made.moderator), message=message, outcome="release", version=1, now=timezone.now()
        )
