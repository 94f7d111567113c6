"""The chain as it is drawn: the bead a voice has come to, what lies ahead, and always words."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from forums.discussion.enums import VoiceState


def draw(source: str, **context) -> str:
    return Template("{% load voice_chain %}" + source).render(Context(context))


def beads(html: str) -> list[str]:
    """Return each bead as "name" with a star for the one reached last and brackets for one still ahead."""
    said = []
    for css, name in re.findall(r'<use class="([\w ]+)" href="[^"]+#b-(\w+)"', html):
        classes = css.split()
        said.append(f"({name})" if "to" in classes else f"{name}*" if "now" in classes else name)
    return said


@pytest.mark.parametrize(
    ("state", "drawn"),
    [
        ("received", "voice* (theme) (goal) (decision) (action) (plan) (answer)"),
        ("in_discussion", "voice theme* (goal) (decision) (action) (plan) (answer)"),
        ("in_goal", "voice theme goal* (decision) (action) (plan) (answer)"),
        ("decided", "voice theme goal decision* (action) (plan) (answer)"),
        ("in_plan", "voice theme goal decision action plan* (answer)"),
        ("done", "voice theme goal decision action done* (answer)"),
        ("declined", "voice theme stop*"),
    ],
)
def test_each_state_has_come_to_its_own_bead(state, drawn):
    assert beads(draw("{% chain state %}", state=state)) == drawn.split()


def test_every_state_can_be_drawn_with_its_own_words():
    for state in VoiceState:
        assert f"<span>{state.label}</span>" in draw("{% chain state %}", state=state)


@pytest.mark.parametrize(
    ("state", "drawn"),
    [
        ("done", "voice theme goal decision action done answer*"),
        ("in_discussion", "voice theme* (goal) (decision) (action) (plan) answer"),
        ("declined", "voice theme stop* answer"),
    ],
)
def test_an_answer_fills_the_last_bead(state, drawn):
    assert beads(draw("{% chain state answered=True %}", state=state)) == drawn.split()


def test_the_page_s_words_are_said_and_escaped():
    assert "<span>In a goal: a &lt;quiet&gt; room</span>" in draw(
        '{% chain "in_goal" words=words %}', words="In a goal: a <quiet> room"
    )


def test_no_language_writes_a_comma_into_the_picture():
    with translation.override("fr"):
        html = draw('{% chain "in_plan" %}')
    assert re.findall(r'(?:x|y|width|height)="[^"]*,[^"]*"', html) == []
    assert 'x="25.5" y="4.5"' in html


STEPS = [
    {"kind": "voice", "title": "43 perspectives", "reached": True},
    {"kind": "theme", "title": "3 themes", "reached": True, "now": True, "url": "/t/"},
    {"kind": "goal", "title": "Goals", "reached": False, "note": "on Friday"},
    {"kind": "answer", "title": "Answer", "reached": False},
]


def test_the_thread_turns_dotted_after_the_last_step_reached():
    html = draw("{% chain_steps steps %}", steps=STEPS)
    assert re.findall(r"<li([^>]*)>", html) == [
        "",
        ' class="edge" aria-current="step"',
        ' class="to"',
        ' class="to"',
    ]


def test_steps_still_to_come_say_so_in_words():
    assert draw("{% chain_steps steps %}", steps=STEPS).count("(still to come)") == 2


def test_a_step_links_and_explains():
    html = draw("{% chain_steps steps across=True %}", steps=STEPS)
    assert '<ol class="steps across">' in html
    assert '<a href="/t/">3 themes</a>' in html
    assert '<p class="small">on Friday</p>' in html


def test_a_stop_cuts_the_thread():
    html = draw(
        "{% chain_steps steps %}", steps=[*STEPS[:2], {"kind": "stop", "title": "No", "reached": True}]
    )
    assert '<li class="stop">' in html
    assert "#b-stop" in html
