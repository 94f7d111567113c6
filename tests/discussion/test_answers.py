"""Answers: four parts, in words of their own, by the adult who owes them."""

from datetime import date

import pytest
from django.utils import timezone

from forums.discussion import follow, queries
from forums.discussion.domain import answers, voices
from forums.discussion.enums import VoiceState
from forums.discussion.models import Answer, AnswerRead, VoiceStep
from tests.factories import perspective

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


@pytest.mark.parametrize("part", ["heard", "kind", "act", "because", "by_when"])
def test_an_answer_without_one_of_its_parts_is_refused(house, sign_in, part):
    theme = theme_of(house, perspective(house.forum, house.student))
    answer = sign_in(house.teacher).post(answer_door(house, theme), {**PARTS, part: ""})
    assert answer.status_code == 422
    assert "An answer needs all four." in answer.content.decode()
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("part", ["heard", "act", "because"])
def test_an_answer_of_signs_alone_is_refused(house, sign_in, part):
    theme = theme_of(house, perspective(house.forum, house.student))
    answer = sign_in(house.teacher).post(answer_door(house, theme), {**PARTS, part: "… — !"})
    assert (answer.status_code, Answer.objects.count()) == (422, 0)


def test_a_copied_answer_is_refused(house, sign_in):
    voice = perspective(house.forum, house.student, "The hall is too loud.")
    first, second = theme_of(house, voice), theme_of(house, voice, title="Noise")
    browser = sign_in(house.teacher)
    assert browser.post(answer_door(house, first), PARTS).status_code == 302
    copies = [
        PARTS,
        {**PARTS, "heard": "  LUNCH is loud – and there is no place to sit! "},
        {**PARTS, "heard": "Something else.", "because": "Something else!"},
        {**PARTS, "heard": "the hall is too loud", "because": "Fresh words."},
        {**PARTS, "heard": "Fresh words."},
    ]
    for copy in copies:
        answer = browser.post(answer_door(house, second), copy)
        assert answer.status_code == 422
        assert "These words already stand elsewhere." in answer.content.decode()
    assert Answer.objects.count() == 1


def test_nothing_is_answered_twice(house, sign_in):
    theme = theme_of(house, perspective(house.forum, house.student))
    browser = sign_in(house.teacher)
    assert browser.post(answer_door(house, theme), PARTS).status_code == 302
    fresh = {**PARTS, "heard": "Other words.", "because": "Another reason."}
    assert browser.post(answer_door(house, theme), fresh).status_code == 409


def test_only_the_named_adult_answers(house, sign_in):
    theme = theme_of(house, perspective(house.forum, house.student))
    for who, status in ((house.facilitator, 403), (house.organizer, 403), (house.student, 404)):
        assert sign_in(who).get(answer_door(house, theme)).status_code == status
        assert sign_in(who).post(answer_door(house, theme), PARTS).status_code == status
    assert Answer.objects.count() == 0


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "plans/x"]
)
def test_an_answer_leads_to_no_other_site(house, sign_in, url):
    theme = theme_of(house, perspective(house.forum, house.student))
    answer = sign_in(house.teacher).post(answer_door(house, theme), {**PARTS, "plan_url": url})
    assert (answer.status_code, Answer.objects.count()) == (422, 0)


def test_a_single_voice_is_answered_and_a_no_declines_it(house, sign_in):
    voice = perspective(house.forum, house.student, "A bus stop at the gate.")
    sent = sign_in(house.teacher).post(f"{house.base}{voice.public_id}/answer/", {**PARTS, "kind": "cannot"})
    given = Answer.objects.get()
    assert sent["Location"] == f"/c/{house.place.slug}/answers/{given.public_id}/"
    voice.refresh_from_db()
    assert (given.perspective, voice.voice_state) == (voice, VoiceState.DECLINED)


def test_the_mark_stays_until_the_author_opens_the_answer(house, sign_in, monkeypatch):
    monkeypatch.setattr(follow, "_sources", [lambda actor: [("/plans/lunch/", "A better lunch")]])
    voice = perspective(house.forum, house.student, "A table for everybody.")
    bystander = perspective(house.forum, house.other, "Something else.")
    theme = theme_of(house, voice)
    sign_in(house.teacher).post(answer_door(house, theme), {**PARTS, "plan_url": "/plans/lunch/"})
    given = Answer.objects.get()
    door = f"/c/{house.place.slug}/answers/{given.public_id}/"
    assert queries.unread_answers(house.act("student")) == 1
    assert queries.unread_answers(house.act("other")) == 0
    sign_in(house.other).get(door)
    sign_in(house.teacher).get(door)
    assert queries.unread_answers(house.act("student")) == 1
    page = sign_in(house.student).get(door).content.decode()
    for words in (
        PARTS["heard"],
        PARTS["act"],
        PARTS["because"],
        "Friday 11 December",
        "You said",
        voice.body,
    ):
        assert words.replace("Friday 11", "11") in page
    assert 'href="/plans/lunch/"' in page
    assert queries.unread_answers(house.act("student")) == 0
    assert AnswerRead.objects.get().byline == voice.byline
    assert bystander.byline != voice.byline


def test_the_answer_follows_the_way_of_the_authors_own_words(house, sign_in):
    voice = perspective(house.forum, house.student)
    theme = theme_of(house, voice)
    given = answers.answer(
        house.act("teacher"), to=theme, **{**PARTS, "by_when": date(2026, 12, 11)}, now=timezone.now()
    )
    for state, kind, title in (
        (VoiceState.IN_GOAL, "goal", "A quiet room"),
        (VoiceState.DECIDED, "decision", "Room 4 it is"),
        (VoiceState.IN_PLAN, "plan", "A better lunch"),
    ):
        cause = voices.Cause(kind, f"{kind}-1", title, f"/c/{house.place.slug}/{kind}/1/")
        voices.advance([voice], to=state, cause=cause, now=timezone.now())
        voice.refresh_from_db()
    page = sign_in(house.student).get(f"/c/{house.place.slug}/answers/{given.public_id}/").content.decode()
    places = [page.index(f'href="/c/{house.place.slug}/{kind}/1/"') for kind in ("goal", "decision", "plan")]
    assert places == sorted(places)
    assert VoiceStep.objects.filter(perspective=voice).count() == 6


def test_the_author_says_whether_the_answer_answers_and_nobody_else_can(house, sign_in):
    theme = theme_of(house, perspective(house.forum, house.student))
    sign_in(house.teacher).post(answer_door(house, theme), PARTS)
    door = f"/c/{house.place.slug}/answers/{Answer.objects.get().public_id}/"
    assert sign_in(house.other).post(door, {"verdict": "not"}).status_code == 404
    browser = sign_in(house.student)
    assert browser.post(door, {"verdict": "maybe"}).status_code == 422
    assert browser.post(door, {"verdict": "not"}).status_code == 302
    assert "You said: it does not." in browser.get(door).content.decode()
    owed = sign_in(house.teacher).get(f"/c/{house.place.slug}/answers/").content.decode()
    assert "Somebody said that this does not answer them." in owed
