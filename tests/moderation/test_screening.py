"""Screening on this machine only holds for a person (rules 6 and 18)."""

import pytest

from moderation.domain import screening


@pytest.mark.parametrize(
    "words",
    [
        "Write to robin@harbour.example",
        "robin [at] harbour [dot] org",
        "Ring me: 06 12 34 56 78",
        "+44 20 7946 0018",
        "https://harbour.example/page",
        "www.harbour.example",
        "I am @robin_s there",
        "see harbour.org/photo",
        "ｗｗｗ.harbour.example",
    ],
)
def test_rule_06_contact_details_are_held(words):
    assert screening.contact_details(words) is True


@pytest.mark.parametrize(
    "words",
    [
        "The hall is too loud at 12:30.",
        "We are 28 in class 8b, and 3 sit on the floor.",
        "In 2024 it was better, in 2025 worse.",
        "Room 12, 13 and 14",
        "食堂太吵了。",
        "Ça coûte 3,50 € par jour.",
    ],
)
def test_plain_words_are_not_held(words):
    assert screening.contact_details(words) is False
