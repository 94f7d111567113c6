"""The narrow path: a voice is said, read, summed up, answered, and its author reads the answer."""

import pytest
from django.test import Client

from forums.discussion import queries
from forums.discussion.models import AnswerRead, Perspective
from moderation.domain import cases
from moderation.models import Case
from people.enums import Role
from tests.factories import actor, community, member, open_forum

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_voice_goes_from_a_post_to_a_read_answer(db):
    from django.utils import timezone

    place = community()
    student, lead, teacher = member(place), member(place, Role.FACILITATOR), member(place, Role.TEACHER)
    forum = open_forum(place, named_adult=teacher)
    base = f"/c/{place.slug}/forums/{forum.public_id}/"
    browser = signed_in(student)
    page = browser.get(base)
    assert page.status_code == 200
    assert "I have read this" in page.content.decode()
    assert browser.post(f"{base}welcome/").status_code == 302
    assert "Post it" in browser.get(base).content.decode()
    sent = browser.post(base, {"body": "The hall is **too** loud.", "client_id": "one"})
    assert sent.status_code == 302
    held = browser.get(base).content.decode()
    assert "Waiting for a person to read it" in held
    voice = Perspective.objects.get()
    moderator = actor(member(place, Role.MODERATOR), place)
    cases.rule(moderator, case=Case.objects.get(), outcome="release", version=1, now=timezone.now())

    desk = signed_in(lead)
    assert desk.get(f"{base}room/").status_code == 200
    assert desk.get(f"{base}themes/").status_code == 200
    made = desk.post(
        f"{base}themes/", {"step": "make", "title": "Quiet lunch", "sources": [voice.public_id]}, follow=True
    )
    assert made.status_code == 200
    assert "Quiet lunch" in made.content.decode()
    theme = forum.themes.get()

    adult = signed_in(teacher)
    assert "Quiet lunch" in adult.get(f"/c/{place.slug}/answers/").content.decode()
    words = {"heard": "It is loud.", "kind": "will", "act": "A quiet room opens.", "because": "It is fair."}
    given = adult.post(f"{base}themes/{theme.public_id}/answer/", {**words, "by_when": "2026-12-11"})
    assert given.status_code == 302

    assert queries.unread_answers(actor(student, place)) == 1
    mine = browser.get(f"/c/{place.slug}/my-voice/").content.decode()
    assert "New answer" in mine
    assert "A quiet room opens." in mine
    answer = browser.get(given["Location"]).content.decode()
    assert "It is loud." in answer
    assert "This answers me" in answer
    assert queries.unread_answers(actor(student, place)) == 0
    assert browser.post(given["Location"], {"verdict": "not"}).status_code == 302
    assert AnswerRead.objects.get().verdict == "not"
