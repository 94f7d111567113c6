"""The parts of a forum's page poured from moulds are letter for letter what their templates draw."""

import itertools
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone, translation

from forums.discussion.forms import PostForm
from forums.discussion.models import Forum
from forums.discussion.templatetags import forum_parts
from forums.discussion.templatetags.voice_chain import chain_steps
from people import first_yes

NASTY = "<b>'\"&</b> gap0x 100%s %(name)s {{ x }}"
ADULT = SimpleNamespace(user=SimpleNamespace(name=f"Ms {NASTY}"))
PLACE = SimpleNamespace(slug="harbour-road", language="fr")
LANGUAGES = pytest.mark.parametrize("language", ["en", "fr", "fr-formal"])


def forums():
    days = (None, timezone.localdate() + timedelta(days=3), date(2031, 2, 9))
    for number, (state, adult) in enumerate(itertools.product(("open", "closed", "draft"), (ADULT, None))):
        yield SimpleNamespace(
            public_id="abcdefgh23456789",
            question=NASTY if number % 2 else NASTY * 4,
            state=state,
            named_adult=adult,
            named_adult_id=7 if adult else None,
            closes_on=days[number % 3],
            answer_by=days[(number + 1) % 3],
        )


def whole(template: str, context: dict) -> str:
    return render_to_string(template, context)


@LANGUAGES
@pytest.mark.parametrize("may", [True, False])
def test_a_poured_slab_is_the_slab_of_its_template(language, may):
    with translation.override(language):
        for forum in forums():
            page = {
                "forum": forum,
                "community": PLACE,
                "actor": SimpleNamespace(is_youth=may),
                "refused": None if may else "no",
                "leads": not may,
                "answers_here": not may,
            }
            drawn = {
                **page,
                "long": len(forum.question) > 60,
                "youth": may,
                "may_speak": may,
            }
            for _ in range(2):  # the mould is cast, then kept
                assert forum_parts.forum_slab(Context(page)) == whole(forum_parts.SLAB.template, drawn)
                assert forum_parts.forum_low_slab(Context(page)) == whole(forum_parts.LOW_SLAB.template, page)


@LANGUAGES
def test_poured_steps_and_themes_are_those_of_their_templates(language):
    steps = [
        {
            "kind": kind,
            "title": f"{kind} {NASTY}",
            "note": note,
            "url": url,
            "reached": reached,
            "now": not url,
        }
        for kind, note, url, reached in (
            ("voice", NASTY, "", True),
            ("theme", "", "/c/a/?b=1&c=<2>", True),
            ("answer", "", "", False),
        )
    ]
    with translation.override(language):
        for shown in (steps, steps[:1], [step | {"reached": False} for step in steps]):
            drawn = whole("pieces/chain_steps.html", chain_steps(shown))
            assert forum_parts.forum_steps(shown) == drawn
        for voices, answered in itertools.product((0, 1, 2, 11), (True, False)):
            theme = SimpleNamespace(
                public_id="tttttttt22222222", title=NASTY, voices=voices, answered=answered
            )
            forum = SimpleNamespace(public_id="abcdefgh23456789")
            page = {"forum": forum, "community": PLACE, "themes": [theme, theme]}
            drawn = whole(forum_parts.THEME.template, page | {"theme": theme})
            assert forum_parts.theme_lines(Context(page)) == drawn * 2


def places_to_speak():
    refusals = (
        None,
        SimpleNamespace(message=NASTY, code="forum_not_open"),
        SimpleNamespace(message=NASTY, code="assent_missing"),
    )
    for youth, refused, welcomed, draft in itertools.product(
        (True, False), refusals, (True, False), ("", f"{NASTY}\n\n two")
    ):
        yield {
            "actor": SimpleNamespace(is_youth=youth),
            "refused": refused,
            "turn": SimpleNamespace(
                welcomed=welcomed, draft_saved_at=timezone.now() - timedelta(hours=30) if draft else None
            ),
            "form": PostForm(initial={"body": draft, "client_id": "the-same"}),
            "starters": [{"key": "think", "words": "I think"}] if youth else [],
            "readers": SimpleNamespace(adults=[(NASTY, "Teacher"), ("Ann", "")] if draft else []),
        }


@LANGUAGES
def test_a_poured_place_to_speak_is_that_of_its_template(language, monkeypatch):
    monkeypatch.setattr(forum_parts, "new_client_id", lambda: "the-same")
    page = {
        "forum": Forum(public_id="abcdefgh23456789"),
        "community": PLACE,
        "draft_url": "/c/a/draft/?x=1&y=2",
        "sees": f"3 people. {NASTY}",
        "csrf_token": "t" * 64,
    }
    with translation.override(language):
        for turn in places_to_speak():
            told = {"heading": f"Your turn {NASTY}", "verb": "Post it", "post_url": "/c/a/"}
            asks = {"youth": turn["actor"].is_youth, "first_yes": first_yes.words_for(turn["refused"])}
            drawn = whole("discussion/say.html", {**page, **turn, **told, **asks})
            for _ in range(2):
                assert forum_parts.say(Context(page | turn), **told) == drawn


def test_words_that_came_back_are_drawn_with_what_is_wrong(house, sign_in):
    answer = sign_in(house.teacher).post(house.base, {"body": "", "client_id": "x"})
    assert answer.status_code == 422
    assert "Write something first." in answer.content.decode()
