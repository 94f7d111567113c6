"""The tags that draw: fields tied to their words, avatars that say nothing, moments the way people say them."""

import datetime
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone, translation

from mobilize.kernel.fields import Number

PIECES = Path(settings.BASE_DIR) / "templates" / "pieces"
SPRITE = (Path(settings.BASE_DIR) / "mobilize/static/mobilize/img/sprite.svg").read_text()


def draw(source: str, **context) -> str:
    return Template("{% load look %}" + source).render(Context(context))


class Voice(forms.Form):
    words = forms.CharField(label="Your words", help_text="Leave names out.", widget=forms.Textarea)
    start = forms.ChoiceField(
        label="A start", choices=[("t", "I think"), ("h", "It helps")], widget=forms.RadioSelect
    )
    goals = forms.MultipleChoiceField(
        label="Goals",
        choices=[("q", "Quiet"), ("l", "Lines")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    opens = forms.DateTimeField(label="Opens", required=False)
    day = forms.DateField(label="Day", required=False)

    goals.choice_hints = {"q": "Soft light."}


def test_a_field_ties_label_hint_and_fault_to_its_control():
    html = draw("{% field form.words %}", form=Voice({}))
    assert '<label for="id_words">Your words</label>' in html
    assert '<div class="hint" id="id_words_hint">Leave names out.</div>' in html
    assert 'aria-describedby="id_words_hint id_words_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<div id="id_words_error"><p class="err">' in html


def test_a_field_without_fault_is_not_marked_invalid():
    html = draw("{% field form.words %}", form=Voice())
    assert "aria-invalid" not in html
    assert "id_words_error" not in html


def test_an_optional_field_says_that_it_can_be_skipped():
    assert "(you can skip this)" in draw("{% field form.day %}", form=Voice())
    assert "(you can skip this)" not in draw("{% field form.words %}", form=Voice())


def test_a_page_may_speak_in_place_of_the_form():
    html = draw('{% field form.words label="Say it" hint="" %}', form=Voice())
    assert '<label for="id_words">Say it</label>' in html
    assert "hint" not in html
    assert "aria-describedby" not in html


def test_radio_buttons_are_chips_in_a_named_group():
    html = draw("{% field form.start %}", form=Voice({"start": "h"}))
    assert html.count("<fieldset") == 1
    assert "<legend>A start</legend>" in html
    assert html.count('type="radio"') == 2
    assert '<label for="id_start_1">It helps</label>' in html
    assert html.count("checked") == 1


def test_check_boxes_are_picks_with_the_hint_of_each_choice():
    html = draw("{% field form.goals %}", form=Voice({"goals": ["q"]}))
    assert html.count('class="pick"') == 2
    assert '<strong>Quiet</strong><span class="small">Soft light.</span>' in html
    assert html.count("checked") == 1


def test_faulty_choices_are_each_marked_invalid():
    assert draw("{% field form.start %}", form=Voice({})).count('aria-invalid="true"') == 2


@pytest.mark.parametrize("language", ["en", "fr"])
def test_date_fields_speak_the_browser_s_own_form_in_every_language(language):
    values = {"opens": datetime.datetime(2026, 12, 11, 13, 10), "day": datetime.date(2026, 12, 11)}
    with translation.override(language):
        html = draw("{% field form.opens %}{% field form.day %}", form=Voice(initial=values))
    assert 'type="datetime-local" name="opens" value="2026-12-11T13:10"' in html
    assert 'type="date" name="day" value="2026-12-11"' in html


def test_the_box_of_faults_leads_to_the_first_control_of_each_field():
    html = draw("{% form_errors form %}", form=Voice({}))
    assert "Please look at 2 things." in html
    assert re.findall(r'<a href="#(\w+)">', html) == ["id_words", "id_start_0"]


def test_there_is_no_box_without_faults():
    assert draw("{% form_errors form %}", form=Voice()).strip() == ""


def byline(name: str, key: str, side: str) -> SimpleNamespace:
    return SimpleNamespace(shown_name=name, public_id=key, side=side)


def test_a_young_person_s_avatar_is_always_the_same_and_holds_no_letter_of_the_name():
    drawn = {draw("{% avatar b %}", b=byline("Quiet Heron", "k3", "youth")) for _ in range(3)}
    assert len(drawn) == 1
    assert re.search(r"#av\d+\"", drawn.pop())
    assert "<text" not in draw("{% avatar b %}", b=byline("Quiet Heron", "k3", "youth"))


def test_young_people_have_many_avatars_and_each_is_in_the_sprite():
    drawn = {
        re.search(r"#(av\d+)", draw("{% avatar b %}", b=byline("x", str(n), "youth")))[1] for n in range(200)
    }
    assert drawn == {f"av{n}" for n in range(1, 13)}
    assert all(f'id="{symbol}"' in SPRITE for symbol in drawn)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Lea Adeyemi", "LA"), ("Ms Lea Adeyemi", "LA"), ("Osei", "O"), ("", ""), ("<b> x", "X")],
)
def test_an_adult_s_avatar_shows_initials(name, initials):
    html = draw("{% avatar b %}", b=byline(name, "k", "adult"))
    assert "#adult" in html
    assert f">{initials}</text>" in html


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-03-04T09:12", "today, 9:12"),
        ("2026-03-03T23:50", "yesterday, 23:50"),
        ("2026-03-05T08:00", "tomorrow, 8:00"),
        ("2026-03-06T15:00", "Friday 6 March, 15:00"),
        ("2026-03-11T15:00", "11 March, 15:00"),
        ("2025-12-24T15:00", "24 December 2025, 15:00"),
    ],
)
def test_a_moment_is_said_the_way_people_say_it(freeze, value, said):
    freeze("2026-03-04T12:00+00:00")
    moment = datetime.datetime.fromisoformat(value + "+00:00")
    assert draw("{% moment m %}", m=moment) == f'<time datetime="{moment.isoformat()}">{said}</time>'


def test_a_moment_is_told_in_the_zone_of_the_page(freeze):
    freeze("2026-03-04T02:00+00:00")
    moment = datetime.datetime(2026, 3, 4, 1, 30, tzinfo=datetime.UTC)
    with timezone.override("America/Toronto"):
        assert ">today, 20:30<" in draw("{% moment m %}", m=moment)


def test_a_moment_may_begin_a_sentence_and_leave_out_the_clock(freeze):
    freeze("2026-03-04T12:00+00:00")
    moment = datetime.datetime(2026, 3, 4, 9, 12, tzinfo=datetime.UTC)
    assert ">Today<" in draw("{% moment m start=True clock=False %}", m=moment)
    assert ">tomorrow<" in draw("{% moment m %}", m=datetime.date(2026, 3, 5))
    assert draw("{% moment m %}", m=None) == ""


def test_every_bead_and_icon_that_a_template_names_is_in_the_sprite():
    templates = Path(settings.BASE_DIR) / "templates"
    asked = re.compile(r"{%\s*(bead|giant|icon)\s+\"([\w-]+)\"")
    prefix = {"bead": "b", "giant": "b", "icon": "i"}
    named = {
        f"{prefix[tag]}-{name}"
        for path in templates.rglob("*.html")
        for tag, name in asked.findall(path.read_text())
    }
    assert {symbol for symbol in named if f'id="{symbol}"' not in SPRITE} == set()
    assert "i-eye" in named


def test_the_catalogue_shows_every_piece_a_screen_may_include():
    catalogue = (PIECES / "README.md").read_text()
    drawn_by_tags = {"chain", "chain_steps", "field", "faults", "form_errors"}
    part_of_the_layout = {"top", "foot", "messages", "called", "shared_device"}
    pieces = {path.stem for path in PIECES.glob("*.html")} - drawn_by_tags - part_of_the_layout
    assert {piece for piece in pieces if f"`pieces/{piece}.html`" not in catalogue} == set()


def test_the_style_sheets_stay_small_enough_for_a_slow_phone():
    layout = (Path(settings.BASE_DIR) / "templates/layouts/files.html").read_text()
    loaded = re.findall(r"mobilize/css/[\w-]+\.css", layout)
    assert len(loaded) == 6
    assert (
        sum((Path(settings.BASE_DIR) / "mobilize/static" / name).stat().st_size for name in loaded) < 50_000
    )


class Bare(forms.Form):
    words = forms.CharField(max_length=3)
    kind = forms.ChoiceField(choices=[("a", "A")])
    share = forms.IntegerField(min_value=1, max_value=9)
    read = forms.BooleanField()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, ["Please fill this in."] * 3 + ["Please tick this to go on."]),
        (
            {"words": "four", "kind": "z", "share": "0", "read": "on"},
            [
                "At most 3 letters fit here. You have 4.",
                "Please choose one of these.",
                "This must be 1 or more.",
            ],
        ),
        ({"words": "ok", "kind": "a", "share": "x", "read": "on"}, ["Please write a whole number."]),
    ],
)
def test_a_form_without_sentences_of_its_own_speaks_kindly(sent, said):
    assert [fault for faults in Bare(sent).errors.values() for fault in faults] == said


@pytest.mark.parametrize(
    ("stored", "shown"), [("31.00", "31"), ("0.50", "0.5"), ("100", "100"), ("1E+2", "100"), ("0.00", "0")]
)
def test_a_number_is_shown_as_people_write_it(stored, shown):
    class Measure(forms.Form):
        much = Number()

    assert Measure(initial={"much": Decimal(stored)})["much"].value() == shown
