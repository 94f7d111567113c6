"""The second road: words that are not for everybody are looked for in every answer of every door."""

import io
import re
import zipfile
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from people import code_cards, selves
from people.domain import copies
from people.models import Membership, Notice, NoticeMail
from people.notice_kinds import for_side
from tests.factories.notices import send_all, with_address
from tests.permissions import table
from tests.permissions.cast import OTHER, SECRETS
from tests.permissions.opened import text_of
from tests.permissions.test_matrix import BANDED, band_a_of
from tests.permissions.visits import undone

ROWS = [row for row in table.rows() if row.method != "SOCKET"]
READERS = table.secrets()
#: Whose copy of their own data holds which of the words: those they wrote, and what their rooms, seats and duties are
#: called. Not one of somebody else's words is among them, and no line of a concern's file (rule 52).
OWN = {
    "au": {
        "held post", "returned post", "removed post", "withdrawn post", "held reply", "draft of a post",
        "held message", "removed message", "withdrawn message", "name of a student", "words of harm",
        "words of an appeal",
    },
    "sB": {"words to the desk"},
    "sA": {
        "forum of band A", "post of band A", "poll of band A", "session of band A", "message of band A",
    },
    "cc": {"committee in draft"},
    "ch": {"committee in draft"},
    "te": {"forum in draft", "message that sB hid"},
    "na": {"forum of band A"},
    "or": {"forum of band A"},
    "mo": {"reply of the desk"},
}  # fmt: skip


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


def test_a_word_in_a_zip_file_or_a_pdf_is_found():
    box, word = io.BytesIO(), SECRETS["held post"]
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("my-data.json", f"{word} {word} {word}")
    card = code_cards.Card("Harbour", word, "address", "https://example.org/", "CODE", (word,))
    for answer in (box.getvalue(), code_cards.sheet(card, title="Cards", language="en")):
        assert word.encode() not in answer, "it is packed"
        assert word in text_of(answer)


def test_the_files_of_the_house_were_opened(house):
    looks = {str(row): row for row in ROWS}
    assert "words to the desk" in house.look("sB", looks["GET my-data/copy/<copy>/"]).words
    with undone():
        text = house.visit("ad", looks["GET people/codes/<code>/cards.pdf"]).text
    assert text.startswith("%PDF-") and f"({house.home.community.name}) Tj" in text


def test_a_copy_of_ones_own_data_holds_ones_own_words_alone(house):
    met = {}
    for role in table.roles():
        if role in {"an", "st", "en"}:
            continue
        with undone():
            copy = copies.packed(selves.self_of(house.home.member(role)), now=timezone.now())
        text = text_of(copy)
        assert "my-data.json" in text
        if found := {name for name, word in SECRETS.items() if word in text}:
            met[role] = found
        assert OTHER not in text
    assert met == OWN


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
                text = text_of(house.clients[role].get(f"{house.path(row)}?{asked}").content)
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
