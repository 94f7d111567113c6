"""Where many voices are at hand they are searched and turned over, and each of them can be cited."""

import re

import pytest
from django.urls import reverse

from committees.models import Decision
from committees.queries import picks_from, suggestions
from tests.committees.stage import scene
from tests.factories import committees as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """A meeting with four voices at hand, where three are many and two make a page."""
    found = scene()
    found.voices += make.theme_on_agenda(
        make.meeting(found.committee, title="Second meeting"),
        found.forum,
        ["Trees in the yard.", "ÉCOLE ouverte."],
        title="Outside",
    )
    monkeypatch.setattr(suggestions, "TICKS", 3)
    monkeypatch.setattr(suggestions, "PAGE", 2)
    return found


def decide(at, client, **sent):
    client.force_login(at.organizer.user)
    url = reverse("meeting_decide", kwargs={"community": "harbour", "meeting": at.meeting.public_id})
    return client.post(url, sent) if sent else client.get(url)


WORDS = {
    "title": "Benches", "outcome": "adopted", "text": "Two benches.", "youth_for": 2, "adult_for": 1,
    "youth_against": 0, "youth_aside": 0, "adult_against": 0, "adult_aside": 0,
}  # fmt: skip


def offered(page: str) -> list[str]:
    return re.findall(r'name="cited" value="(\w+)"', page)


def ticked(page: str) -> list[str]:
    return re.findall(r'name="cited" value="(\w+)" checked', page)


def test_a_page_of_the_voices_is_offered_with_a_search(client, at):
    page = decide(at, client).content.decode()
    assert offered(page) == [voice.public_id for voice in at.voices[:2]]
    assert "4 voices to choose from" in page
    assert "No voice stands behind this." not in page


def test_a_search_keeps_the_words_and_the_ticks_and_writes_nothing(client, at):
    before = Decision.objects.count()
    first = at.voices[0].public_id
    answer = decide(at, client, **WORDS, cited=[first], q="école", step="search")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ticked(page) == [first]
    assert offered(page) == [first, at.voices[3].public_id]
    assert 'value="Benches"' in page
    assert "Two benches." in page
    assert Decision.objects.count() == before


def test_a_turned_page_shows_the_other_voices(client, at):
    page = decide(at, client, **WORDS, step="page-2").content.decode()
    assert offered(page) == [voice.public_id for voice in at.voices[2:]]


def test_a_matter_without_a_goal_cites_what_was_picked(client, at):
    answer = decide(at, client, **WORDS, cited=[at.voices[0].public_id, at.voices[3].public_id])
    assert answer.status_code == 302
    made = Decision.objects.get(title="Benches")
    assert set(made.voices.values_list("perspective_id", flat=True)) == {at.voices[0].pk, at.voices[3].pk}


def test_a_forged_voice_is_refused_with_the_words_kept(client, at):
    answer = decide(at, client, **WORDS, cited=["x" * 16])
    assert answer.status_code == 422
    assert 'value="Benches"' in answer.content.decode()
    assert not Decision.objects.filter(title="Benches").exists()


def test_words_of_a_goal_are_quoted_by_picking_too(client, at, monkeypatch):
    monkeypatch.setattr(suggestions, "TICKS", 1)
    goal = make.plan(at.committee, quoting=False).goals.get()
    client.force_login(at.organizer.user)
    url = reverse("plan_goal", kwargs={"community": "harbour", "goal": goal.public_id})
    chosen = at.voices[1].public_id
    page = client.post(url, {"title": goal.title, "quoted": [chosen], "q": "nobody", "step": "search"})
    assert page.status_code == 200
    assert re.findall(r'name="quoted" value="(\w+)"', page.content.decode()) == [chosen]
    assert not goal.voices.filter(quoted=True).exists()  # nobody has chosen yet
    assert client.post(url, {"act": "goal", "title": goal.title, "quoted": [chosen]}).status_code == 302
    assert goal.voices.get(quoted=True).perspective_id == at.voices[1].pk
    failed = client.post(url, {"act": "progress", "progress_note": ""})
    assert failed.status_code == 422
    assert f'name="quoted" value="{chosen}" checked' in failed.content.decode()


def test_a_page_beyond_the_last_is_the_last(at):
    found = picks_from(at.voices, chosen=[], page=99)
    assert ([voice.pk for voice in found.rest], found.earlier, found.further) == (
        [voice.pk for voice in at.voices[2:]], 1, None,
    )  # fmt: skip


def test_no_words_leave_the_community_before_somebody_chose_them(at):
    edition = make.edition(make.plan(at.committee, quoting=False))
    assert edition.body["voices"] == 2
    assert all(voice.body not in edition.html for voice in at.voices)
    assert edition.html.count("These words stay inside the community.") == 2
