"""Themes: made by ticking voices, which stay with them."""

import re

import pytest
from django.utils import timezone

from forums.discussion import queries
from forums.discussion.domain import answers
from forums.discussion.enums import VoiceState
from forums.discussion.models import Theme
from tests.factories import open_forum, perspective

PARTS = {
    "heard": "Lunch is loud and there is no place to sit.",
    "kind": "will",
    "act": "Room 4 is open at lunch.",
    "because": "Everybody needs a calm place.",
    "by_when": "2026-12-11",
}


def theme_of(house, *sources, title="A calm place"):
    return answers.make_theme(
        house.act("facilitator"),
        forum=house.forum,
        title=title,
        sources=[source.public_id for source in sources],
        now=timezone.now(),
    )


def answer_door(house, theme):
    return f"{house.base}themes/{theme.public_id}/answer/"


def test_a_theme_is_made_by_ticking_over_searches_and_pages(house, sign_in):
    said = [
        perspective(house.forum, house.adult_student, f"Thought {place} about soup") for place in range(55)
    ]
    other = perspective(house.forum, house.other, "Bikes need a dry place")
    desk = sign_in(house.facilitator)
    door = f"{house.base}themes/"
    first = desk.get(door).content.decode()
    assert "56 voices to choose from" in first
    assert other.body not in first
    found = desk.post(
        door, {"q": "dry bikes", "step": "search", "sources": [said[3].public_id], "title": "Half a title"}
    )
    page = found.content.decode()
    assert "1 voice to choose from" in page
    assert "1 voice ticked" in page
    assert "Half a title" in page
    assert "Give the theme a name." not in page
    turned = re.search(r'name="step" value="(page-after=[0-9_]+)"', first)
    more = desk.post(door, {"step": turned[1], "sources": [said[3].public_id]}).content.decode()
    assert other.body in more
    assert said[54].body in more
    assert said[0].body not in more
    back = re.search(r'name="step" value="(page-before=[0-9_]+)"', more)
    again = desk.post(door, {"step": back[1], "sources": [said[3].public_id]}).content.decode()
    assert said[0].body in again
    assert other.body not in again
    made = desk.post(
        door, {"step": "make", "title": "Mixed", "sources": [said[3].public_id, other.public_id]}
    )
    theme = Theme.objects.get()
    assert made["Location"] == f"{house.base}themes/{theme.public_id}/"
    assert {source.perspective_id for source in theme.sources.all()} == {said[3].pk, other.pk}
    other.refresh_from_db()
    assert other.voice_state == VoiceState.IN_DISCUSSION
    assert (
        other.body
        not in desk.post(door, {"step": "search", "without_theme": "1", "q": "dry"}).content.decode()
    )


def test_sources_are_added_and_the_theme_page_shows_them(house, sign_in):
    first, second = perspective(house.forum, house.student), perspective(house.forum, house.other, "A bench!")
    theme = theme_of(house, first)
    door = f"{house.base}themes/{theme.public_id}/"
    sent = sign_in(house.facilitator).post(f"{door}sources/", {"step": "make", "sources": [second.public_id]})
    assert sent["Location"] == door
    page = sign_in(house.student).get(door).content.decode()
    assert first.body in page
    assert "A bench!" in page
    assert "Add voices" not in page


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"title": "", "sources": "own"}, "Give the theme a name."),
        ({"title": "Calm", "sources": ""}, "Choose at least one perspective"),
        ({"title": "x" * 121, "sources": "own"}, "Please use at most 120."),
        ({"title": "A calm place", "sources": "own"}, "This forum has a theme of that name."),
    ],
)
def test_a_theme_that_is_incomplete_is_refused(house, sign_in, words, fault):
    voice = perspective(house.forum, house.student)
    theme_of(house, voice)
    sources = [voice.public_id] if words["sources"] else []
    answer = sign_in(house.facilitator).post(
        f"{house.base}themes/", {**words, "sources": sources, "step": "make"}
    )
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert Theme.objects.count() == 1


def test_a_theme_takes_no_voice_of_another_forum_and_no_held_one(house, sign_in):
    elsewhere = perspective(open_forum(house.place), house.other)
    held = perspective(house.forum, house.student, published=False)
    for source in (elsewhere, held):
        answer = sign_in(house.facilitator).post(
            f"{house.base}themes/", {"title": "Calm", "sources": [source.public_id], "step": "make"}
        )
        assert answer.status_code == 404
    assert Theme.objects.count() == 0


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "found"), [("école", 1), ("ÉCOLE", 1), ("garden école", 1), ("größe", 0), ("%", 0)]
)
def test_the_search_knows_small_and_capital_letters_of_other_scripts(house, query, found):
    perspective(house.forum, house.student, "École needs a garden.")
    sources = queries.sources_to_choose(house.forum, {}, query=query, chosen=[])
    assert (len(sources.rest.rows), sources.total) == (found, found)
