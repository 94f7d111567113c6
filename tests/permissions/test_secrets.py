"""The second road: words that are not for everybody are looked for in every answer of every door."""

import re

import pytest

from tests.permissions import table
from tests.permissions.visits import undone
from tests.permissions.world import SECRETS

ROWS = [row for row in table.rows() if row.method != "SOCKET"]
READERS = table.secrets()


def test_the_page_lists_every_secret_word():
    assert set(READERS) == set(SECRETS)


@pytest.mark.parametrize("role", table.roles())
def test_words_are_met_only_by_those_they_are_for(house, role):
    met: dict[str, str] = {}
    for row in ROWS:
        for word in house.look(role, row).words:
            met.setdefault(word, str(row))
    allowed = {name for name, readers in READERS.items() if role in readers}
    if role == "st":
        allowed.add("other community")
    assert {name: row for name, row in met.items() if name not in allowed} == {}
    assert allowed - set(met) - {"other community"} == set(), "the words are there to be met by these"


def test_the_ballot_paper_never_tells_what_was_ticked(house):
    """The page after a vote for one goal is the page after a vote for another, for the voter and for who leads."""
    row = next(row for row in ROWS if str(row) == "GET polls/<poll>/")
    shown: dict[str, set[str]] = {}
    for goal in house.home.facts["goals"]:
        with undone():
            house.clients["au"].post(house.path(row), {"goal": [goal]})
            for role in ("au", "sB", "or", "mo"):
                for page in ("", "?again=1"):
                    text = house.clients[role].get(house.path(row) + page).content.decode()
                    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
                    shown.setdefault(f"{role} {page}", set()).add(text)
    assert {name: len(texts) for name, texts in shown.items()} == dict.fromkeys(shown, 1)
    assert len(shown) == 8
