"""The second road: words that are not for everybody are looked for in every answer of every door."""

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from people.models import Membership, Notice, NoticeMail
from people.notice_kinds import for_side
from tests.factories.notices import send_all, with_address
from tests.permissions import table
from tests.permissions.cast import OTHER, SECRETS
from tests.permissions.test_matrix import BANDED, band_a_of
from tests.permissions.visits import undone

ROWS = [row for row in table.rows() if row.method != "SOCKET"]
READERS = table.secrets()


def test_the_page_lists_every_secret_word():
    assert set(READERS) == set(SECRETS)


@pytest.mark.parametrize("role", table.roles())
def test_words_are_met_only_by_those_they_are_for(house, role):
    met: dict[str, str] = {}
    looks = [(row, None) for row in ROWS]
    looks += [(row, band_a_of(row)) for row in BANDED if row.method == "GET"]
    if role == "st":
        # The list of what one oversees is about a stranger's own community, whose words are alike.
        looks = [(row, variant) for row, variant in looks if row.path != "/cms/doors/"]
    for row, variant in looks:
        for word in house.look(role, row, variant).words:
            met.setdefault(word, str(row))
    allowed = {name for name, readers in READERS.items() if role in readers}
    if role == "st":
        allowed.add("other community")
    assert {name: row for name, row in met.items() if name not in allowed} == {}
    assert allowed - set(met) - {"other community"} == set(), "the words are there to be met by these"


def test_the_list_of_what_a_stranger_oversees_names_nothing_but_their_own(house):
    text = house.clients["st"].get("/cms/doors/").content.decode()
    for name in ("forum in draft", "forum of band A"):
        assert text.count(SECRETS[name]) == text.count(f"{SECRETS[name]} {OTHER}") > 0


def every_kind() -> set:
    return {*for_side("youth"), *for_side("adult")}


def _asking_for_more(house) -> str:
    """A query that names what is not to be seen: of the other community, of another band, and what waits."""
    home, away = house.home, house.away
    kinds = ("forum", "theme", "poll", "message", "seat", "byline", "case", "session")
    named = {name: [away.things[name][""]] for name in kinds}
    named["goal"] = [away.things["option"][""], home.things["option"]["band A"]]
    named["theme"].append(home.things["theme"]["band A"])
    posts = [away.things["perspective"][""], *(home.things["perspective"][one] for one in ("held", "band A"))]
    return urlencode(
        {**named, "sources": posts, "perspective": posts, "voices": posts, "q": "Quorvim"}, doseq=True
    )


@pytest.mark.parametrize("role", ["sB", "mo", "or"])
def test_a_query_reaches_no_further_than_its_page(house, role):
    allowed = {word for name, word in SECRETS.items() if role in READERS[name]}
    hidden = {*SECRETS.values(), OTHER} - allowed
    asked, met = _asking_for_more(house), {}
    for row in ROWS:
        if row.method == "GET" and row.inside and row.cells[role] == "+":
            with undone():
                text = house.clients[role].get(f"{house.path(row)}?{asked}").content.decode(errors="replace")
            if found := {word for word in hidden if word in text}:
                met[str(row)] = found
    assert met == {}


@pytest.mark.parametrize("role", ["sB", "sA", "or"])
def test_a_search_for_a_word_finds_it_for_nobody_it_is_not_for(house, role):
    """All words are asked for, one by one: an excerpt and a count are roads too."""
    (row,) = (row for row in ROWS if row.method == "GET" and row.address == "search/")
    met = {}
    for name, word in SECRETS.items():
        text = house.clients[role].get(f"{house.path(row)}?q={word}").content.decode()
        if role not in READERS[name] and "<mark>" in text:
            met[name] = text.count("<mark>")
    assert met == {}


def test_no_e_mail_carries_any_of_the_words(house):
    """Everybody gets every kind of notice by e-mail: each says that something waits, and none says what."""
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)  # a Tuesday
    with undone():
        for member in Membership.objects.select_related("community"):
            with_address(member.user, member.community, *(kind.code for kind in every_kind()))
        told = Notice.objects.filter(mail=None)
        NoticeMail.objects.bulk_create([NoticeMail(notice=notice, due_at=noon) for notice in told])
        NoticeMail.objects.update(due_at=noon)
        letters = send_all(noon)
    assert len(letters) >= 2
    names = {user.last_name for user in house.people.values()} - {"", "Tester"}
    for letter in letters:
        parts = [letter.subject, letter.body, *(content for content, _kind in letter.alternatives)]
        found = {word for word in {*SECRETS.values(), OTHER, *names} for part in parts if word in part}
        assert found <= {OTHER}, "a letter names its community, and no words"


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
                    # The receipt is drawn by lot for each vote, whatever it says.
                    text, receipts = re.subn(r'(?<=id="receipt-words" translate="no">)[\w-]+', "", text)
                    assert receipts == (role == "au" and not page)
                    shown.setdefault(f"{role} {page}", set()).add(text)
    assert {name: len(texts) for name, texts in shown.items()} == dict.fromkeys(shown, 1)
    assert len(shown) == 8
