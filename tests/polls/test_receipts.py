"""Receipts: words that prove that a ballot is in the count, and nothing else."""

import itertools
import math
import random
from datetime import timedelta

import pytest
from django.core import serializers
from django.utils import timezone, translation

from forums.polls.domain import receipts, voting
from forums.polls.domain.receipt_words import WORDS, plain
from forums.polls.models import Ballot, GoalPoll, ReceiptList
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db
QUIET, LINES, MUSIC = make.GOALS


@pytest.fixture
def community():
    return factories.community()


def counted(community, *extra):
    """Make a counted poll of five and ``extra`` votes; return it and each voter's receipt in English."""
    poll, voters = make.open_poll(community, voters=5 + len(extra))
    told = {}
    for voter, goals in zip(voters, [(QUIET,)] * 5 + list(extra), strict=True):
        told[voter] = receipts.spell(make.vote(poll, voter, *goals).receipt, "en")
    return make.close_poll(poll), told


def is_counted(poll, user, words):
    actor = factories.actor(user, poll.community)
    return receipts.is_counted(actor, poll=poll, words=words)


def refusal(poll, user, words):
    with pytest.raises(Refused) as refused:
        is_counted(poll, user, words)
    return refused.value.code


# The words


def test_there_are_256_words_in_each_language_and_no_two_can_be_taken_for_each_other():
    folded = {language: [plain(word) for word in words] for language, words in WORDS.items()}
    assert [len(set(words)) for words in folded.values()] == [256, 256]
    everything = [(word, place) for words in folded.values() for place, word in enumerate(words)]
    assert all(3 <= len(word) <= 13 and word.isascii() and word.isalpha() for word, _ in everything)
    for (one, here), (two, there) in itertools.combinations(everything, 2):
        assert here == there or not one_slip(one, two), (one, two)


def one_slip(one, two):
    """Tell whether one typed letter too many, too few or wrong turns one word into the other."""
    if one == two:
        return True
    if len(one) == len(two):
        return sum(a != b for a, b in zip(one, two, strict=True)) == 1
    short, long = sorted((one, two), key=len)
    return len(long) - len(short) == 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def test_a_receipt_has_sixty_bits():
    assert math.log2(receipts._TOTAL) >= 60


def test_every_receipt_can_be_read_back_in_both_languages():
    for number in [0, receipts._TOTAL - 1, *(random.randrange(receipts._TOTAL) for _ in range(500))]:
        for language in ("en", "fr", "fr-ca", "de"):
            assert receipts.read(receipts.spell(number, language)) == number


@pytest.mark.parametrize(
    "typed",
    [
        "  OTTER river 17 wave, moon... ",
        "otter-river-17",
        "",
        "otter-river-7-lake-wave-42-snow-star",
        "1 2 3",
    ],
)
def test_what_is_no_receipt_is_told_apart_from_one_that_is_not_counted(typed):
    with pytest.raises(Refused) as refused:
        receipts.read(typed)
    expected = "receipt_word_unknown" if "moon" in typed else "receipt_unfinished"
    assert (refused.value.code, refused.value.field) == (expected, "words")


def test_capitals_accents_and_what_stands_between_do_not_count():
    number = receipts.read("otter-river-17-lake-island-42-hedgehog-star")
    assert receipts.spell(number, "fr") == "loutre-rivière-17-lac-île-42-hérisson-étoile"
    for typed in (
        "Loutre RIVIERE 17 lac Ile 42 Hérisson, etoile",
        "loutre–rivière 17lac île 42 herisson étoile",
    ):
        assert receipts.read(typed) == number


# The vote


@pytest.mark.both_databases
def test_each_counted_ballot_has_its_receipt_in_the_list_and_strangers_words_do_not(community):
    poll, told = counted(community, (LINES,))
    listed = ReceiptList.objects.get(poll=poll).marks
    assert listed == sorted(listed)
    assert len(set(listed)) == 6
    for voter, words in told.items():
        assert is_counted(poll, voter, words)
    other, others = counted(community)
    assert not any(is_counted(poll, voter, words) for voter, words in others.items())
    assert not is_counted(other, *next(iter(told.items())))


def test_a_changed_mind_gets_a_new_receipt_and_the_old_one_is_not_in_the_list(community):
    poll, voters = make.open_poll(community, voters=5)
    first = [make.vote(poll, voter, QUIET).receipt for voter in voters]
    second = [make.vote(poll, voter, QUIET).receipt for voter in voters[:1]]
    make.close_poll(poll)
    poll.refresh_from_db()
    here = [is_counted(poll, voters[1], receipts.spell(number, "fr")) for number in [*second, *first]]
    assert here == [True, False, True, True, True, True]


def test_equal_votes_have_receipts_that_are_not_alike(community):
    poll, voters = make.open_poll(community, voters=5)
    assert len({make.vote(poll, voter, QUIET).receipt for voter in voters}) == 5


@pytest.mark.both_databases
def test_a_receipt_is_kept_nowhere(client, community, django_db_blocker):
    poll, voters = make.open_poll(community, voters=5)
    numbers = [make.vote(poll, voter, QUIET).receipt for voter in voters]
    make.close_poll(poll)
    models = [
        *poll.envelopes.all(),
        *Ballot.objects.all(),
        *ReceiptList.objects.all(),
        *AuditEntry.objects.all(),
    ]
    written = serializers.serialize("json", [*models, poll, poll.tally])
    for number in numbers:
        assert str(number) not in written
        assert receipts.spell(number, "en") not in written
        assert written.count(receipts.mark(poll, number)) == 1  # in the list alone


def test_no_list_is_there_while_the_poll_runs_or_where_too_few_voted(community):
    poll, voters = make.open_poll(community, voters=5)
    words = [receipts.spell(make.vote(poll, voter, QUIET).receipt, "en") for voter in voters[:4]]
    assert refusal(poll, voters[0], words[0]) == "poll_result_not_yet"
    make.close_poll(poll)
    poll.refresh_from_db()
    assert refusal(poll, voters[0], words[0]) == "receipts_not_listed"
    assert refusal(poll, voters[0], "not even words") == "receipts_not_listed"


def test_only_those_who_may_read_the_result_may_ask(community):
    poll, told = counted(community)
    words = next(iter(told.values()))
    hill = factories.community("hill")
    assert refusal(poll, factories.member(community, Role.CAREGIVER), words) == "not_found"
    with pytest.raises(Refused, match="not_found"):
        receipts.is_counted(factories.actor(factories.member(hill), hill), poll=poll, words=words)


# The screens


def address(poll, rest=""):
    return f"/c/{poll.community.slug}/polls/{poll.public_id}/{rest}"


@pytest.fixture
def paper(client, community):
    """Return a poll with four votes of others, and what the fifth voter sees right after casting."""
    poll, (voter, *others) = make.open_poll(community, voters=5)
    for other in others:
        make.vote(poll, other, LINES)
    client.force_login(voter)
    answer = client.post(address(poll), {"goal": []})
    assert answer.status_code == 303
    return poll, voter, answer


def shown_words(page):
    return (
        page.split('id="receipt-words" translate="no">')[1].split("</p>")[0]
        if "receipt-words" in page
        else ""
    )


def test_the_words_are_shown_once_right_after_the_vote(client, paper):
    poll, _, answer = paper
    cookie = answer.cookies["receipt"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (address(poll), True, "Strict")
    first = client.get(address(poll))
    words = shown_words(first.content.decode())
    assert words.count("-") == 7
    assert "The words do not say how you voted." in first.content.decode()
    assert "no-store" in first["Cache-Control"]
    assert first.cookies["receipt"]["max-age"] == 0
    assert shown_words(client.get(address(poll)).content.decode()) == ""
    assert words not in str(dict(client.session.items()))


def test_the_words_come_in_the_language_of_the_page_and_both_check(client, paper):
    poll, _, answer = paper
    value = answer.cookies["receipt"].value
    english = shown_words(client.get(address(poll)).content.decode())
    client.cookies["receipt"] = value
    french = shown_words(client.get(address(poll), headers={"accept-language": "fr"}).content.decode())
    assert english != french
    assert receipts.read(english) == receipts.read(french)
    make.close_poll(poll)
    for words in (english, french.upper()):
        page = client.post(address(poll, "receipts/"), {"words": words})
        assert (page.status_code, "Your ballot is in the count." in page.content.decode()) == (200, True)


def test_the_words_are_not_shown_to_whoever_sits_down_next(client, community, paper):
    poll, _, _ = paper
    kept = client.cookies["receipt"].value
    client.force_login(factories.member(community))
    client.cookies["receipt"] = kept
    page = client.get(address(poll))
    assert shown_words(page.content.decode()) == ""
    assert page.cookies["receipt"]["max-age"] == 0


def test_an_old_or_forged_cookie_shows_nothing(client, paper, freeze):
    poll, *_ = paper
    kept = client.cookies["receipt"].value
    freeze(timezone.now() + timedelta(minutes=3))
    for value in (kept, "forged", "5:x:y"):
        client.cookies["receipt"] = value
        assert shown_words(client.get(address(poll)).content.decode()) == ""


def test_the_check_says_what_is_wrong_and_keeps_the_words(client, paper):
    poll, *_ = paper
    make.close_poll(poll)
    door = address(poll, "receipts/")
    for words, status, told in [
        ("otter-river-17-lake-island-42-hedgehog-star", 200, "These words are not in the count."),
        ("otter-rivr-17", 422, "“rivr” is not a word of our receipts."),
        ("otter-river", 422, "A receipt has six words and two numbers."),
        ("<b>17</b>", 422, "“b” is not a word of our receipts."),
        ("", 422, "Please fill this in."),
    ]:
        answer = client.post(door, {"words": words})
        page = answer.content.decode()
        assert (answer.status_code, told in page) == (status, True), words
        assert "<b>17" not in page
        assert not words or f'value="{words[:5].replace("<", "&lt;")}' in page.replace("&gt;", ">")


def test_the_list_and_the_mark_of_the_ballots_stand_behind_the_result(client, paper):
    poll, *_ = paper
    make.close_poll(poll)
    poll.refresh_from_db()
    result = client.get(address(poll, "result/")).content.decode()
    assert poll.tally.ballots_hash in result
    assert f'action="{address(poll, "receipts/")}"' in result
    page = client.get(address(poll, "receipts/")).content.decode()
    listed = page.split("<pre")[1].split(">")[1].split("</pre")[0].split()
    assert listed == ReceiptList.objects.get(poll=poll).marks
    assert not any(goal in page for goal in make.GOALS)


@pytest.mark.parametrize("ending", ["too_few", "void"])
def test_without_a_count_nothing_leads_to_receipts(client, community, ending):
    poll = make.voted_poll(community, (QUIET,), (LINES,))
    if ending == "void":
        GoalPoll.objects.update(winners=2)  # the rules are not what they were
    make.close_poll(poll)
    poll.refresh_from_db()
    assert poll.ending == ending
    client.force_login(factories.member(community))
    result = client.get(address(poll, "result/")).content.decode()
    assert "receipt" not in result
    answer = client.get(address(poll, "receipts/"))
    assert (answer.status_code, "it has no list of receipts" in answer.content.decode()) == (409, True)


# How often


def test_many_votes_in_a_minute_are_slowed_down_kindly_and_nothing_is_lost(client, community, freeze):
    poll, (voter,) = make.open_poll(community, voters=1)
    client.force_login(voter)
    ticks = {"goal": [poll.options.first().public_id]}
    for number in range(voting.MOST_VOTES):
        assert client.post(address(poll), ticks)["Envelope-Revision"] == str(number + 1)
    answer = client.post(address(poll), ticks)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "What you cast before still counts." in page
    assert page.count(" checked") == 1
    assert poll.envelopes.get(voter__user=voter).revision == voting.MOST_VOTES
    other, (_,) = make.open_poll(community, voters=1)
    assert make.vote(other, voter, QUIET).revision == 1  # each poll by itself
    freeze(timezone.now() + timedelta(seconds=voting.IN_SECONDS + 1))
    assert client.post(address(poll), ticks).status_code == 303
    with translation.override("en"):
        assert "many votes" in str(Refused("votes_too_fast").message)
