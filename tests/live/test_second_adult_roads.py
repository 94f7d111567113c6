"""When the second adult leaves, sending fails for the adult who stays, on every road that takes words (rule 2)."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.live import speaking
from forums.live.domain import hands, sessions
from forums.live.models import Message, StaffHeartbeat
from forums.live.protocol import Say
from mobilize.kernel.refusal import Refused
from tests.factories import actor, community
from tests.factories.live import room
from tests.live.test_tickets import visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """A talk whose second adult was last seen two minutes ago."""
    made = room(community())
    away = actor(made.second_adult, made.community).membership
    gone = timezone.now() - timedelta(minutes=2)
    assert StaffHeartbeat.objects.filter(membership=away).update(seen_at=gone) == 1
    return made


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def here(made, more: str) -> str:
    return f"/c/{made.community.slug}/sessions/{made.session.public_id}/{more}"


def test_rule_02_the_form_is_refused_and_keeps_the_words(made):
    sent = {"client_id": "one", "body": "A lamp would help."}
    answer = client_of(made.facilitator).post(here(made, "say/"), sent)
    assert answer.status_code == Refused("second_adult_left").status
    assert "A lamp would help." in answer.content.decode()
    assert Message.objects.count() == 0


def test_rule_02_what_a_poll_or_a_stream_sends_is_refused(made):
    """Who listens by poll or stream sends through this door, by script."""
    sent = {"id": "one", "body": "A lamp would help."}
    answer = client_of(made.facilitator).post(
        here(made, "say/"), sent, headers={"Accept": "application/json"}
    )
    frame = json.loads(answer.content)
    assert (frame["kind"], frame["code"], frame["final"]) == ("nack", "second_adult_left", True)
    assert Message.objects.count() == 0


def test_rule_02_what_a_socket_sends_is_refused(made):
    came = visitor(made, made.facilitator)
    (answer,) = speaking.answers(made.session.pk, [speaking.Spoken(came, Say("one", "A lamp would help."))])
    assert answer.kind == "nack"
    assert answer.code == "second_adult_left"
    assert Message.objects.count() == 0


def test_rule_02_the_line_on_the_screens_and_a_show_of_hands_are_refused_too(made):
    who, now = made.actor(made.facilitator), timezone.now()
    for ask in (
        lambda: sessions.set_prompt(who, session=made.session, prompt="Think of a place.", now=now),
        lambda: hands.ask(who, session=made.session, question="Which?", choices=["One", "Two"], now=now),
    ):
        with pytest.raises(Refused) as no:
            ask()
        assert no.value.code == "second_adult_left"
