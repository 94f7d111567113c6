"""Each way a poll can end has a name, and none is a guess."""

import importlib

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from forums.polls import queries
from forums.polls.domain import closing, envelopes, poll_keys
from forums.polls.models import Ballot, Envelope, GoalPoll, ReceiptList, Tally
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db(transaction=True)
QUIET, LINES, MUSIC = make.GOALS
FIVE = [(QUIET,), (QUIET,), (QUIET,), (LINES,), ()]


@pytest.fixture
def community():
    return factories.community()


def leader(community):
    return factories.actor(factories.member(community, Role.ORGANIZER), community)


def shown_state(poll):
    poll.refresh_from_db()
    return poll.state, poll.ending, poll.void_cause


def test_nobody_voted(community):
    poll = make.voted_poll(community)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "no_ballots", "")
    assert queries.winning_options(poll) == []


@pytest.mark.parametrize(
    "quorum,ballots,ending",
    [
        (50, 6, "counted"),
        (50, 5, "no_quorum"),
        (51, 6, "no_quorum"),
        (51, 7, "counted"),
        (100, 11, "no_quorum"),
        (0, 5, "counted"),
        (None, 5, "counted"),
    ],
)
def test_the_quorum_is_a_share_of_the_electorate_rounded_up(community, quorum, ballots, ending):
    poll, voters = make.open_poll(community, voters=12, quorum=quorum)
    for voter in voters[:ballots]:
        make.vote(poll, voter, QUIET)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", ending, "")


@pytest.mark.parametrize("quorum", [None, 0, 100])
@pytest.mark.parametrize("ballots", [1, 2, 3, 4])
def test_fewer_than_five_ballots_are_not_counted_whatever_the_quorum(community, ballots, quorum):
    poll = make.voted_poll(community, *[(QUIET,)] * ballots, quorum=quorum)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "too_few", "")
    assert not Tally.objects.filter(poll=poll).exists()
    assert queries.winning_options(poll) == []
    assert list(queries.tallied_polls(community)) == []


@pytest.mark.both_databases
def test_too_few_votes_are_destroyed_unread_and_nobody_knows_who_voted(community, monkeypatch):
    poll = make.voted_poll(community, (QUIET,), (LINES,), (QUIET,), ())
    monkeypatch.setattr(envelopes, "unseal", None)  # whoever opened one would fall over it
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "too_few", "")
    assert (Ballot.objects.count(), Tally.objects.count(), ReceiptList.objects.count()) == (0, 0, 0)
    left = Envelope.objects.filter(poll=poll).values_list("sealed", "revision", "voted")
    assert list(left) == [(None, 0, None)] * 5
    assert AuditEntry.objects.get(action="polls.poll_ended").note == {"ending": "too_few"}
    assert not poll_keys._path(poll).exists()


def test_of_four_votes_nothing_is_known_even_if_the_key_is_gone_or_an_envelope_damaged(community):
    poll = make.voted_poll(community, (QUIET,), (LINES,), (QUIET,), ())
    Envelope.objects.filter(pk=Envelope.objects.filter(revision=1).first().pk).update(sealed=b"damaged")
    poll_keys.destroy(poll)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "too_few", "")


@pytest.mark.both_databases
def test_few_ballots_that_an_earlier_close_kept_are_destroyed(community):
    small, large = make.voted_poll(community, (QUIET,)), make.tallied_poll(community)
    GoalPoll.objects.filter(pk=small.pk).update(state="closed", ending="too_few")
    Envelope.objects.filter(poll=small).update(sealed=None, revision=0, voted=True)
    Ballot.objects.create(id="a" * 32, poll=small, choice=[])
    Tally.objects.create(poll=small, result={"ballots": 1}, ballots_hash="")

    migration = importlib.import_module("forums.polls.migrations.0004_few_ballots_are_destroyed")
    migration.destroy_few_ballots(apps, None)

    assert set(Ballot.objects.values_list("poll", flat=True)) == {large.pk}
    assert set(Tally.objects.values_list("poll", flat=True)) == {large.pk}
    assert set(Envelope.objects.filter(poll=small).values_list("voted", flat=True)) == {None}
    assert Envelope.objects.filter(poll=large, voted=True).count() == 6


@pytest.mark.both_databases
def test_a_small_count_from_before_this_ending_is_forgotten(community):
    small, large = make.voted_poll(community, *FIVE), make.tallied_poll(community)
    make.close_poll(small)
    ids = [option.public_id for option in small.options.all()]
    old = {"ballots": 1, "electorate": 5, "winners": ids[:1], "rounds": [], "tied": [], "explanation": []}
    Tally.objects.filter(poll=small).update(result=old | {"tallies": [[ids[0], 1], [ids[1], 0], [ids[2], 0]]})
    GoalPoll.objects.filter(pk=small.pk).update(ending="counted")
    before = Tally.objects.get(poll=large).result

    migration = importlib.import_module("forums.polls.migrations.0002_few_ballots_tell_nothing")
    migration.forget_small_counts(apps, None)

    assert shown_state(small) == ("closed", "too_few", "")
    assert Tally.objects.get(poll=small).result == old | {"winners": [], "tallies": []}  # as it was kept then
    assert shown_state(large) == ("closed", "counted", "")
    assert Tally.objects.get(poll=large).result == before


def test_a_tie_ends_by_the_published_rule(community):
    ballots = [(QUIET,)] * 3 + [(LINES,)] * 3
    both = make.voted_poll(community, *ballots)
    make.close_poll(both)
    assert shown_state(both) == ("closed", "tie", "")
    assert [option.title for option in queries.winning_options(both)] == [QUIET, LINES]
    lot = make.voted_poll(community, *ballots, tie_rule="lot")
    make.close_poll(lot)
    assert shown_state(lot) == ("closed", "tie", "")
    assert len(queries.winning_options(lot)) == 1


def test_a_lost_key_makes_the_poll_void_and_counts_nothing(community):
    poll = make.voted_poll(community, *FIVE)
    poll_keys.destroy(poll)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "void", "key_gone")
    assert (Ballot.objects.count(), Tally.objects.count()) == (0, 0)
    assert Envelope.objects.filter(poll=poll, sealed__isnull=False).count() == 0


def test_another_polls_key_does_not_pass_for_the_lost_one(community):
    poll, other = make.voted_poll(community, *FIVE), make.voted_poll(community, *FIVE)
    poll_keys._path(poll).write_bytes(poll_keys._path(other).read_bytes())
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "void", "key_gone")


def test_rules_changed_behind_the_programs_back_make_the_poll_void(community):
    poll = make.voted_poll(community, (QUIET,))
    GoalPoll.objects.filter(pk=poll.pk).update(winners=2)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "void", "rules_changed")


def test_a_swapped_envelope_makes_the_poll_void(community):
    poll = make.voted_poll(community, *FIVE)
    one, two, *_ = Envelope.objects.filter(poll=poll, revision=1)
    Envelope.objects.filter(pk=one.pk).update(sealed=two.sealed)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "void", "envelope_damaged")
    assert Ballot.objects.count() == 0


def test_a_folder_of_keys_that_is_not_there_makes_no_poll_void(community, settings, tmp_path):
    poll = make.voted_poll(community, *FIVE)
    settings.KEYS_DIR = tmp_path / "not mounted"
    with pytest.raises(ImproperlyConfigured):
        closing.settle_due(community, now=poll.closes_at)
    assert shown_state(poll) == ("closing", "", "")
    assert Envelope.objects.filter(poll=poll, sealed__isnull=False).count() == 5


def test_an_organizer_stops_a_poll_with_a_reason_for_everybody(community):
    poll = make.voted_poll(community, (QUIET,))
    for reason, code in ((" ", "void_reason_missing"), ("x" * 501, "text_too_long")):
        with pytest.raises(Refused, match=code):
            closing.void(leader(community), poll=poll, reason=reason, now=timezone.now())
    closing.void(leader(community), poll=poll, reason="A goal was missing.", now=timezone.now())
    assert shown_state(poll) == ("closed", "void", "called_off")
    assert poll.void_words == "A goal was missing."
    assert set(Envelope.objects.filter(poll=poll).values_list("sealed", "voted")) == {(None, None)}
    assert (Ballot.objects.count(), Tally.objects.count()) == (0, 0)
    assert not poll_keys._path(poll).exists()
    for command in (closing.void, closing.close_poll):
        words = {"reason": "Again."} if command is closing.void else {}
        with pytest.raises(Refused, match="poll_not_running"):
            command(leader(community), poll=poll, **words, now=timezone.now())
