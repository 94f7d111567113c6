"""Search: one form of a word finds the others, and nobody finds what they could not read."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.discussion import stems
from forums.discussion.domain import imports, index, posts
from forums.discussion.enums import ForumState, PostState
from forums.discussion.models import VoiceStem
from forums.discussion.polis import read
from forums.discussion.queries import search
from moderation.domain import cases
from moderation.enums import Outcome
from moderation.models import Case
from people.enums import Role
from tests.factories import actor, community, member, open_forum, perspective
from tests.factories.conversations import OURS

VOICES = (
    "We talked about the bus at lunch.",
    "Les élèves veulent une cour plus calme.",
    "The buses come too late, and the talks go on.",
    "学校の昼休みは短すぎます。",
    "我们想要更安静的学校。",
    "Grüße aus der Straße: mehr Bäume bitte.",
    "Pizza on Fridays 🍕 please!",
    "Un élève a parlé du bus.",
)


def found(who, query: str, **more) -> list[str]:
    return [one.public_id for one in search.search_visible_to(who, query=query, **more).found]


@pytest.fixture
def said(house):
    return [perspective(house.forum, house.adult_student, body) for body in VOICES]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("talk", [2, 0]),
        ("TALKING bus", [2, 0]),
        ("élève", [7, 1]),
        ("eleves", [7, 1]),
        ("parler", [7]),
        ("学校", [4, 3]),
        ("昼休み", [3]),
        ("安静的学校", [4]),
        ("strasse", [5]),
        ("baume", [5]),
        ("🍕", [6]),
        ("pizza friday", [6]),
        ("bus pizza", []),
        ("'; DROP TABLE", []),
        ('"bus" OR *', [2, 0, 7]),
    ],
)
def test_one_form_of_a_word_finds_the_others_in_any_script(house, said, query, places):
    got = found(house.act("student"), query)
    if query == '"bus" OR *':  # operators are words like any other, and "or" is said nowhere
        assert got == []
    else:
        assert got == [said[place].public_id for place in places]


@pytest.mark.both_databases
def test_an_imported_conversation_is_found_alike_everywhere(place):
    organizer = actor(place.memberships.get(user__username="organizer").user, place)
    imports.import_conversation(
        organizer,
        conversation=read(OURS, progress=lambda *_: None),
        now=timezone.now(),
        progress=lambda *_: None,
    )
    index_before = set(VoiceStem.objects.values_list("perspective", "stem"))
    assert index_before
    out = StringIO()
    call_command("reindex_voices", stdout=out, stderr=StringIO())
    assert "put_right=0" in out.getvalue()
    assert set(VoiceStem.objects.values_list("perspective", "stem")) == index_before


def test_rule_07_what_is_held_removed_or_taken_back_is_found_by_nobody(house):
    student = house.act("student")  # of a band whose posts wait for a person
    held = perspective(house.forum, house.student, "A quiet pelican corner", published=False)
    everybody = [house.act(name) for name in ("student", "other", "teacher", "moderator", "organizer")]
    assert held.state == PostState.HELD
    assert not VoiceStem.objects.exists()
    assert [found(who, "pelican") for who in everybody] == [[]] * 5
    case = Case.objects.get()
    cases.rule(
        house.act("moderator"), case=case, version=case.version, outcome=Outcome.RELEASE, reason="", reply="",
        now=timezone.now(),
    )  # fmt: skip
    assert [found(who, "pelicans") for who in everybody] == [[held.public_id]] * 5
    held.refresh_from_db()
    posts.withdraw(student, post=held, now=timezone.now())
    assert [found(who, "pelican") for who in everybody] == [[]] * 5
    assert not VoiceStem.objects.exists()


def test_nobody_finds_words_of_another_band_another_community_or_a_draft(house):
    elsewhere = community("hillside")
    other = open_forum(elsewhere, named_adult=member(elsewhere, Role.TEACHER))
    perspective(other, member(elsewhere, band="D"), "A pelican far away")
    older = open_forum(house.place, named_adult=house.teacher, bands=["D"])
    theirs = perspective(older, house.adult_student, "A pelican for the older ones")
    assert found(house.act("student"), "pelican") == []
    assert found(house.act("adult_student"), "pelican") == [theirs.public_id]
    assert found(house.act("teacher"), "pelican") == [theirs.public_id]
    older.state = ForumState.DRAFT
    older.save()
    assert found(house.act("organizer"), "pelican") == []


def test_found_words_come_in_pages_and_nothing_twice(house):
    first = perspective(house.forum, house.adult_student, "Benches 0")
    for number in range(1, 45):
        perspective(house.forum, house.adult_student, f"Benches {number}")
    pages, before = [], ""
    while True:
        page = search.search_visible_to(house.act("student"), query="bench", before=before)
        pages.append([one.public_id for one in page.found])
        before = page.older
        if not before:
            break
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({one for page in pages for one in page}) == 45
    assert pages[-1][-1] == first.public_id
    assert found(house.act("student"), "bench", before="nothing-of-that-name") == []


def test_the_excerpt_marks_what_was_found_and_lets_no_markup_through(house):
    wanted = stems.stems_of("talk")
    long = f"<p>{'early words ' * 30}we talked &lt;b&gt; a lot{' late words' * 60}</p>"
    excerpt = search.marked(long, wanted)
    assert "we <mark>talked</mark> &lt;b&gt; a lot" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(excerpt) < 350
    assert search.marked("<p>One<br>two</p>", wanted) == "One two"


@pytest.mark.parametrize("query", ["", "   ", "?!…", "\0", "a" * 10_000, "🙂 " * 500, "%_\\", "<script>"])
def test_whatever_is_typed_gets_a_kind_page(house, sign_in, query):
    answer = sign_in(house.student).get(f"/c/{house.place.slug}/search/", {"q": query})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("<main")[1]


def test_only_the_first_words_count_and_the_page_says_so(house, sign_in):
    perspective(house.forum, house.adult_student, "one two three four five six seven eight")
    words = "one two three four five six seven eight nine ten"
    page = sign_in(house.student).get(f"/c/{house.place.slug}/search/", {"q": words}).content.decode()
    assert "Only the first 8 words were looked for." in page
    assert "<mark>three</mark>" in page


def test_a_search_asks_as_many_questions_for_one_row_as_for_twenty(house, sign_in):
    browser, url = sign_in(house.student), f"/c/{house.place.slug}/search/?q=bench"

    def questions() -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(url).status_code == 200
        return len(seen)

    perspective(house.forum, house.adult_student, "Benches 0")
    one = questions()
    for number in range(1, 25):
        perspective(house.forum, house.adult_student, f"Benches {number}")
    assert questions() == one <= 8


def test_the_index_is_put_right_whatever_happened_to_it(house, said):
    VoiceStem.objects.filter(perspective=said[0]).delete()
    VoiceStem.objects.create(perspective=said[1], stem="nonsense")
    said[2].state = PostState.REMOVED
    said[2].save()
    assert index.rebuild(lambda *_: None) == (7, 2)
    assert index.rebuild(lambda *_: None) == (7, 0)
    assert found(house.act("student"), "talk") == [said[0].public_id]
    assert found(house.act("student"), "nonsense") == []
