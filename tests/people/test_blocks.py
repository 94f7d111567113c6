"""Hiding what somebody says, and having it back (rule 10), in forums, search, answers and on the ballot paper."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.discussion.domain import answers, posts, welcome
from forums.discussion.queries import search
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people import block_queries, notice_kinds
from people.domain import blocks
from people.enums import Role
from people.models import Block, Notice
from tests.factories import actor, community, member, open_forum, perspective
from tests.factories.polls import open_poll

pytestmark = pytest.mark.django_db
MEAN = "Zelkova words that hurt"


@pytest.fixture
def place():
    return community("harbour")


@pytest.fixture
def teacher(place):
    return member(place, Role.TEACHER)


@pytest.fixture
def forum(place, teacher):
    return open_forum(place, named_adult=teacher)


@pytest.fixture
def reader(place):
    return member(place)


@pytest.fixture
def voice(place, forum):
    return perspective(forum, member(place, band="D"), f"{MEAN} somebody.")


def replied(user, place, perspective, body):
    welcome.confirm(actor(user, place), forum=perspective.forum, now=timezone.now())
    return posts.reply(actor(user, place), perspective=perspective, body=body, now=timezone.now())


def hide(reader, place, byline):
    return blocks.block(actor(reader, place), byline=byline, now=timezone.now())


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client, url) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_rule_10_hiding_twice_is_once_and_showing_ends_it(place, reader, voice):
    first, second = hide(reader, place, voice.byline), hide(reader, place, voice.byline)
    assert first == second
    assert block_queries.hidden_from(actor(reader, place)) == {voice.byline.pk}
    blocks.unblock(actor(reader, place), block=first, now=timezone.now())
    assert block_queries.hidden_from(actor(reader, place)) == frozenset()
    assert Block.objects.count() == 0


def test_rule_10_whoever_is_hidden_never_learns_of_it(place, forum, reader):
    author = member(place, band="D")
    voice = perspective(forum, author, f"{MEAN} somebody.")
    url = f"/c/harbour/forums/{forum.public_id}/"
    seen = []
    for _ in range(2):
        page = text(signed_in(author), url)
        seen.append(page[page.index('<ol class="strand') : page.index("</ol>")])
        hide(reader, place, voice.byline)
    assert seen[0] == seen[1]
    assert Notice.objects.count() == 0
    lines = AuditEntry.objects.filter(action="people.hide_speaker")
    assert [(line.actor, line.object_id, line.note) for line in lines] == [("", "", {})]
    with pytest.raises(Refused) as no:
        block_queries.block_of(actor(author, place), byline=voice.byline.public_id)
    assert no.value.code == "not_found"


def test_rule_10_words_are_folded_away_in_the_forum_and_its_replies(place, forum, reader, voice):
    other = perspective(forum, member(place, band="D"), "A lamp would help.")
    replied(member(place, band="D"), place, other, "Yes, a lamp.")
    reply = replied(member(place, band="D"), place, other, f"{MEAN} again.")
    client, base = signed_in(reader), f"/c/harbour/forums/{forum.public_id}/"
    pages = (base, f"{base}{other.public_id}/", f"{base}{voice.public_id}/")
    assert all(MEAN in text(client, page) for page in pages)
    hide(reader, place, voice.byline)
    hide(reader, place, reply.byline)
    for page in pages:
        shown = text(client, page)
        assert MEAN not in shown
        assert "You hid what this person says." in shown
    assert "Yes, a lamp." in text(client, base)
    assert MEAN in text(signed_in(member(place)), base), "nobody else's page changes"


def test_rule_10_search_finds_none_of_it(place, reader, voice):
    assert len(search.search_visible_to(actor(reader, place), query="zelkova").found) == 1
    hide(reader, place, voice.byline)
    assert search.search_visible_to(actor(reader, place), query="zelkova").found == []
    assert len(search.search_visible_to(actor(member(place), place), query="zelkova").found) == 1


def test_rule_10_an_answer_comes_through_without_the_words_that_were_hidden(place, teacher, reader, voice):
    hide(reader, place, voice.byline)
    given = answers.answer(
        actor(teacher, place),
        to=voice,
        heard="We heard you.",
        kind="will",
        act="We look at all rooms.",
        because="You asked for it.",
        by_when=timezone.now().date(),
        now=timezone.now(),
    )
    page = text(signed_in(reader), f"/c/harbour/answers/{given.public_id}/")
    assert "We look at all rooms." in page
    assert MEAN not in page


def test_rule_10_a_ballot_paper_cites_none_of_it(place, forum, reader, voice):
    poll, _students = open_poll(place)
    option = poll.options.first()
    option.voices.create(perspective=voice)
    url = f"/c/harbour/polls/{poll.public_id}/"
    late = signed_in(reader)
    assert MEAN in text(late, url)
    hide(reader, place, voice.byline)
    page = text(late, url)
    assert MEAN not in page
    assert option.title in page


def test_rule_10_moderators_and_oneself_cannot_be_hidden_and_adults_hide_nobody(place, forum, reader, voice):
    other = perspective(forum, member(place, band="D"), "A lamp would help.")
    said = replied(member(place, Role.MODERATOR), place, other, "Please be kind.")
    own = perspective(forum, reader, "My own.", published=False)
    adult = member(place, Role.FACILITATOR)
    cases = [(reader, said, "safety_speaks"), (reader, own, "own_words"), (adult, voice, "not_found")]
    for user, post, code in cases:
        with pytest.raises(Refused) as no:
            hide(user, place, post.byline)
        assert no.value.code == code
    assert Block.objects.count() == 0


def test_rule_10_a_speaker_elsewhere_does_not_exist(place, voice):
    valley = community("valley")
    stranger = member(valley)
    with pytest.raises(Refused) as no:
        block_queries.speaker_of(actor(stranger, valley), byline=voice.byline.public_id)
    assert no.value.code == "not_found"
    small = perspective(open_forum(place, bands=["D"]), member(place, band="D"), "For us.")
    with pytest.raises(Refused) as no:
        hide(member(place), place, small.byline)
    assert no.value.code == "not_found"


def test_rule_10_hidden_in_one_tap_and_shown_again_from_the_list(place, forum, reader, voice):
    client, byline = signed_in(reader), voice.byline.public_id
    base = f"/c/harbour/forums/{forum.public_id}/"
    assert f'href="/c/harbour/hidden/{byline}/"' in text(client, base)
    assert "Nobody learns of it." in text(client, f"/c/harbour/hidden/{byline}/")
    answer = client.post(f"/c/harbour/hidden/{byline}/", {"confirm": "yes"})
    assert (answer.status_code, answer.url) == (302, base)
    assert MEAN not in text(client, base)
    page = text(client, "/c/harbour/hidden/")
    assert voice.byline.pseudonym in page and "Only you can see this page" in page
    assert client.post(f"/c/harbour/hidden/{byline}/show/").status_code == 302
    assert MEAN in text(client, base)
    assert "You hid nobody" in text(client, "/c/harbour/hidden/")


def test_rule_10_where_nobody_hid_anybody_a_page_asks_nothing_more(place, forum, reader, voice):
    """Whom a student hid is told with the student: no page asks for it, whether there is somebody or not."""
    client, url = signed_in(reader), f"/c/harbour/forums/{forum.public_id}/"
    counts = []
    for _ in range(2):
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(url)
        assert [q["sql"] for q in asked if 'FROM "people_block"' in q["sql"].split("WHERE")[0][-60:]] == []
        counts.append(len(asked))
        hide(reader, place, voice.byline)
    assert counts[0] == counts[1]


def test_rule_10_no_notice_carries_what_one_student_says_to_another():
    """The kinds of notices that students get are these: none is sent by somebody's reply, side or vote."""
    young = {kind.code for kind in notice_kinds.for_side("youth")}
    of_others = {code for code in young if any(word in code for word in ("reply", "mention", "side", "like"))}
    assert of_others == set()
