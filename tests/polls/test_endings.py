"""Each way a poll can end has a name, and none is a guess."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from forums.polls import queries
from forums.polls.domain import closing, poll_keys
from forums.polls.models import Ballot, Envelope, GoalPoll, Tally
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db(transaction=True)
QUIET, LINES, MUSIC = make.GOALS


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
        (50, 2, "counted"),
        (50, 1, "no_quorum"),
        (51, 2, "no_quorum"),
        (51, 3, "counted"),
        (100, 3, "no_quorum"),
        (0, 1, "counted"),
        (None, 1, "counted"),
    ],
)
def test_the_quorum_is_a_share_of_the_electorate_rounded_up(community, quorum, ballots, ending):
    poll, voters = make.open_poll(community, voters=4, quorum=quorum)
    for voter in voters[:ballots]:
        make.vote(poll, voter, QUIET)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", ending, "")


def test_a_tie_ends_by_the_published_rule(community):
    both = make.voted_poll(community, (QUIET,), (LINES,))
    make.close_poll(both)
    assert shown_state(both) == ("closed", "tie", "")
    assert [option.title for option in queries.winning_options(both)] == [QUIET, LINES]
    lot = make.voted_poll(community, (QUIET,), (LINES,), tie_rule="lot")
    make.close_poll(lot)
    assert shown_state(lot) == ("closed", "tie", "")
    assert len(queries.winning_options(lot)) == 1


def test_a_lost_key_makes_the_poll_void_and_counts_nothing(community):
    poll = make.voted_poll(community, (QUIET,))
    poll_keys.destroy(poll)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "void", "key_gone")
    assert (Ballot.objects.count(), Tally.objects.count()) == (0, 0)
    assert Envelope.objects.filter(poll=poll, sealed__isnull=False).count() == 0


def test_another_polls_key_does_not_pass_for_the_lost_one(community):
    poll, other = make.voted_poll(community, (QUIET,)), make.voted_poll(community, (QUIET,))
    poll_keys._path(poll).write_bytes(poll_keys._path(other).read_bytes())
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "void", "key_gone")


def test_rules_changed_behind_the_programs_back_make_the_poll_void(community):
    poll = make.voted_poll(community, (QUIET,))
    GoalPoll.objects.filter(pk=poll.pk).update(winners=2)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "void", "rules_changed")


def test_a_swapped_envelope_makes_the_poll_void(community):
    poll = make.voted_poll(community, (QUIET,), (LINES,))
    one, two = Envelope.objects.filter(poll=poll, revision=1)
    Envelope.objects.filter(pk=one.pk).update(sealed=two.sealed)
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "void", "envelope_damaged")
    assert Ballot.objects.count() == 0


def test_a_folder_of_keys_that_is_not_there_makes_no_poll_void(community, settings, tmp_path):
    poll = make.voted_poll(community, (QUIET,))
    settings.KEYS_DIR = tmp_path / "not mounted"
    with pytest.raises(ImproperlyConfigured):
        closing.settle_due(community, now=poll.closes_at)
    assert shown_state(poll) == ("closing", "", "")
    assert Envelope.objects.filter(poll=poll, sealed__isnull=False).count() == 1


def test_an_organizer_stops_a_poll_with_a_reason_for_everybody(community):
    poll = make.voted_poll(community, (QUIET,))
    for reason, code in ((" ", "void_reason_missing"), ("x" * 501, "text_too_long")):
        with pytest.raises(Refused, match=code):
            closing.void(leader(community), poll=poll, reason=reason, now=timezone.now())
    closing.void(leader(community), poll=poll, reason="A goal was missing.", now=timezone.now())
    assert shown_state(poll) == ("closed", "void", "called_off")
    assert poll.void_words == "A goal was missing."
    assert (Ballot.objects.count(), Tally.objects.count()) == (0, 0)
    assert not poll_keys._path(poll).exists()
    for command in (closing.void, closing.close_poll):
        words = {"reason": "Again."} if command is closing.void else {}
        with pytest.raises(Refused, match="poll_not_running"):
            command(leader(community), poll=poll, **words, now=timezone.now())
