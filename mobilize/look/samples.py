"""Invented things to fill the sheet of pieces with."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mobilize.look import forms

COLOURS = (
    ("ground", _("The page")),
    ("card", _("What you read and answer")),
    ("sunk", _("A part that stands back")),
    ("slab", _("Where you are")),
    ("marigold", _("A young person’s voice")),
    ("coral", _("Someone waits: care, due, fault")),
    ("sky", _("An adult or a committee answers")),
    ("leaf", _("Kept: done, published")),
)
STATES = ("received", "in_discussion", "in_goal", "decided", "in_plan", "done", "declined")
BEADS = ("voice", "theme", "goal", "decision", "action", "plan", "done", "answer", "stop")
ICONS = [
    "eye", "eye-off", "lock", "same", "thanks", "more", "reply", "flag", "hand", "check", "cross",
    "plus", "search", "clock", "calendar", "person", "people", "pen", "bin", "pin", "mic", "down",
    "print", "link", "bell", "globe", "out", "phone", "key", "sort", "up-one", "down-one", "next",
    "back",
]  # fmt: skip
LONG = "Kindergartenelternvertretungswahlordnung"


def _byline(name: str, key: str, side: str = "youth") -> SimpleNamespace:
    return SimpleNamespace(shown_name=name, public_id=key, side=side)


def _step(kind: str, title: str, note: str, *, reached: bool = True, now: bool = False) -> dict:
    return {"kind": kind, "title": title, "note": note, "url": "", "reached": reached, "now": now}


def everything() -> dict:
    """Return what the sheet shows."""
    faulty = forms.EveryField({"fault-opens": "soon", "fault-count": "many"}, prefix="fault")
    return {
        "colours": COLOURS,
        "states": STATES,
        "beads": BEADS,
        "icons": ICONS,
        "long": LONG,
        "heron": _byline("Quiet Heron", "sample-1"),
        "fox": _byline(f"{LONG} {LONG}", "sample-2"),
        "adult": _byline("Ms Example", "sample-3", side="adult"),
        "crowd": [_byline("", f"sample-{number}") for number in range(12)],
        "now": timezone.now(),
        "yesterday": timezone.now() - timedelta(days=1),
        "steps": [
            _step("voice", _("You said it"), _("today")),
            _step("theme", _("It joined a theme"), _("Calm at lunch")),
            _step("goal", _("A goal"), _("A quiet room"), now=True),
            _step("decision", _("A decision"), "", reached=False),
            _step("answer", _("Your answer"), "", reached=False),
        ],
        "sheets": [
            (forms.EveryField(prefix="plain"), _("Empty")),
            (forms.filled("full"), _("Filled")),
            (faulty, _("With faults")),
            (forms.disabled("shut"), _("Shut")),
        ],
    }
