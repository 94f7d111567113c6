"""Themes, answers, the duty to answer, opening and closing."""

from datetime import date

import pytest
from django.utils import timezone

from forums.discussion import queries
from forums.discussion.domain import answers, forums, voices
from forums.discussion.enums import ForumState, VoiceState
from forums.discussion.models import Answer, AnswerRead, Theme, VoiceStep
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests.factories import actor, community, member, open_forum, perspective

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
    more = desk.post(door, {"step": "page-2", "sources": [said[3].public_id]}).content.decode()
    assert other.body in more
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


def test_the_mark_stays_until_the_author_opens_the_answer(house, sign_in):
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


def test_a_forum_with_an_unanswered_voice_does_not_close(house, sign_in):
    voice = perspective(house.forum, house.student, "Nobody answered this one.")
    themed = perspective(house.forum, house.other)
    theme = theme_of(house, themed)
    lead = sign_in(house.facilitator)
    room = f"{house.base}room/"
    refused = lead.post(room, {"act": "close"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "2 voices have no answer yet." in page
    assert "<code>unanswered_voices</code>" in page
    assert f'href="{house.base}{voice.public_id}/"' in page
    sign_in(house.teacher).post(answer_door(house, theme), PARTS)
    refused = lead.post(room, {"act": "close"})
    assert f'href="{house.base}{voice.public_id}/"' in refused.content.decode()
    alone = {**PARTS, "heard": "You asked alone.", "because": "You matter too."}
    sign_in(house.teacher).post(f"{house.base}{voice.public_id}/answer/", alone)
    assert lead.post(room, {"act": "close"}).status_code == 302
    house.forum.refresh_from_db()
    assert house.forum.state == ForumState.CLOSED


def test_a_forum_with_a_post_at_the_desk_does_not_close(house, sign_in):
    perspective(house.forum, house.student, published=False)
    refused = sign_in(house.facilitator).post(f"{house.base}room/", {"act": "close"})
    assert refused.status_code == 409
    assert "<code>voices_waiting</code>" in refused.content.decode()


def test_an_unknown_act_in_the_room_is_refused(house, sign_in):
    assert sign_in(house.facilitator).post(f"{house.base}room/", {"act": "delete"}).status_code == 409


def test_a_forum_opens_once_everything_is_there(house, sign_in):
    lead = sign_in(house.organizer)
    draft = forums.create(house.act("organizer"), question="Where do we meet?", now=timezone.now())
    base = f"/c/{house.place.slug}/forums/{draft.public_id}/"
    page = lead.get(f"{base}room/").content.decode()
    assert "Say who will listen (audience)." in page
    refused = lead.post(f"{base}room/", {"act": "open"})
    assert (refused.status_code, "<code>lundy_incomplete</code>" in refused.content.decode()) == (422, True)
    promises = dict.fromkeys(("space", "voice", "audience", "influence"), "Promised.")
    forums.describe(
        house.act("organizer"),
        forum=draft,
        words=promises,
        name_mode="pseudonymous",
        bands=[],
        answer_by=date(2027, 1, 1),
        closes_on=None,
        now=timezone.now(),
    )
    refused = lead.post(f"{base}room/", {"act": "open"})
    assert "<code>named_adult_missing</code>" in refused.content.decode()
    place = house.act("teacher").membership
    assert lead.post(f"{base}ask/", {"to": place.public_id})["Location"] == f"{base}room/"
    asked = sign_in(house.teacher)
    assert "Where do we meet?" in asked.get(f"/c/{house.place.slug}/answers/").content.decode()
    assert "Yes, I will answer" in asked.get(f"{base}duty/").content.decode()
    assert asked.post(f"{base}duty/", {"say": "yes"}).status_code == 302
    assert lead.post(f"{base}room/", {"act": "open"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.named_adult) == (ForumState.OPEN, place)


def test_the_duty_moves_only_when_the_other_says_yes(house, sign_in):
    colleague = member(house.place, Role.TEACHER)
    theirs = actor(colleague, house.place).membership
    leaving, door = sign_in(house.teacher), f"{house.base}ask/"
    assert leaving.post(door, {"to": theirs.public_id})["Location"] == f"/c/{house.place.slug}/answers/"
    house.forum.refresh_from_db()
    assert house.forum.named_adult == house.act("teacher").membership
    sign_in(colleague).post(f"{house.base}duty/", {"say": "no"})
    house.forum.refresh_from_db()
    assert house.forum.named_adult == house.act("teacher").membership
    leaving.post(door, {"to": theirs.public_id})
    sign_in(colleague).post(f"{house.base}duty/", {"say": "yes"})
    house.forum.refresh_from_db()
    assert house.forum.named_adult == theirs
    assert leaving.get(door).status_code == 404


def test_only_a_verified_adult_of_the_community_can_be_asked(house, sign_in):
    uncleared = actor(member(house.place, Role.TEACHER, cleared=False), house.place).membership
    student = house.act("student").membership
    stranger = actor(member(place := community("tilleuls"), Role.TEACHER), place).membership
    for forged in (uncleared, student, stranger):
        answer = sign_in(house.organizer).post(f"{house.base}ask/", {"to": forged.public_id})
        assert answer.status_code == 422
        with pytest.raises(Refused, match="adult_not_verified"):
            forums.offer_duty(house.act("organizer"), forum=house.forum, to=forged, now=timezone.now())
    assert house.forum.hand_overs.filter(state="offered").count() == 0


def test_nobody_says_yes_who_was_not_asked(house, sign_in):
    for who in (house.facilitator, house.student, house.organizer):
        assert sign_in(who).get(f"{house.base}duty/").status_code == 404
        assert sign_in(who).post(f"{house.base}duty/", {"say": "yes"}).status_code == 404


def test_duties_list_themes_and_single_voices(house):
    themed, single = perspective(house.forum, house.student), perspective(house.forum, house.other)
    theme = theme_of(house, themed)
    duties = queries.duties_of(house.act("teacher"))
    assert [(owed.forum, owed.themes, owed.single_voices) for owed in duties.owed] == [
        (house.forum, [theme], 1)
    ]
    assert duties.count == 2
    assert queries.duties_of(house.act("organizer")).count == 0
    assert single.public_id not in {theme.public_id}
