"""Closing: counted once, secret for good, and never a guess."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from forums.polls.domain import closing, poll_keys, receipts, voting
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


@pytest.mark.both_databases
def test_closing_counts_each_ballot_and_empties_each_envelope(community):
    poll = make.voted_poll(community, (QUIET,), (QUIET,), (QUIET, LINES), (QUIET, LINES), ())
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "counted", "")
    ids = {option.title: option.public_id for option in poll.options.all()}
    assert sorted(Ballot.objects.values_list("choice", flat=True)) == sorted(
        [[ids[QUIET]]] * 2 + [sorted([ids[QUIET], ids[LINES]])] * 2 + [[]]
    )
    assert Tally.objects.get(poll=poll).result == {
        "ballots": 5,
        "electorate": 6,
        "winners": [ids[QUIET]],
        "rounds": [[[ids[QUIET], 4], [ids[LINES], 2], [ids[MUSIC], 0]]],
        "tallies": [[ids[QUIET], 4], [ids[LINES], 2], [ids[MUSIC], 0]],
        "tied": [],
        "explanation": ["most_support"],
    }
    left = Envelope.objects.filter(poll=poll).values_list("sealed", "revision", "voted")
    assert sorted(left, key=str) == [(None, 0, False)] + [(None, 0, True)] * 5


def test_a_ballot_id_is_128_random_bits(community):
    poll = make.tallied_poll(community)
    ids = list(Ballot.objects.filter(poll=poll).values_list("id", flat=True))
    assert all(len(bytes.fromhex(ballot)) == 16 for ballot in ids)
    assert len(set(ids)) == 6


def test_the_published_hash_shows_a_changed_ballot(community):
    poll = make.tallied_poll(community)
    kept = Tally.objects.get(poll=poll).ballots_hash
    ballots = list(Ballot.objects.filter(poll=poll))
    assert closing.ballots_hash(ballots) == closing.ballots_hash(ballots[::-1]) == kept
    ballots[0].choice = []
    assert closing.ballots_hash(ballots) != kept


def test_the_key_is_destroyed_after_the_commit(community):
    poll = make.voted_poll(community, (QUIET,))
    path = poll_keys._path(poll)
    assert path.exists()
    make.close_poll(poll)
    poll.refresh_from_db()
    assert not path.exists()
    assert poll.key_destroyed_at is not None


def test_a_key_that_outlived_its_poll_is_destroyed_at_the_next_request(community, monkeypatch):
    poll = make.voted_poll(community, (QUIET,))
    with monkeypatch.context() as patch:
        patch.setattr(
            closing, "destroy_key", lambda pk, *, now: None
        )  # the process died right after the commit
        make.close_poll(poll)
    path = poll_keys._path(poll)
    assert path.exists()
    assert closing.settle_due(community, now=timezone.now()) == 1
    poll.refresh_from_db()
    assert not path.exists()
    assert poll.key_destroyed_at is not None
    assert closing.settle_due(community, now=timezone.now()) == 0


@pytest.mark.both_databases
@pytest.mark.parametrize("dies_in", ["_empty_envelopes", "_finish", "outcome"])
def test_a_count_that_was_killed_is_taken_up_again_and_counts_once(community, monkeypatch, dies_in):
    poll = make.voted_poll(community, *FIVE)

    def killed(*_, **__):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(closing, dies_in, killed)
        with pytest.raises(SystemExit):
            make.close_poll(poll)
    assert shown_state(poll) == ("closing", "", "")
    assert Ballot.objects.count() == 0
    assert Envelope.objects.filter(poll=poll, sealed__isnull=False).count() == 5
    assert poll_keys.read(poll) is not None

    assert closing.settle_due(community, now=timezone.now()) == 1
    assert closing.settle_due(community, now=timezone.now()) == 0
    assert shown_state(poll) == ("closed", "counted", "")
    assert Ballot.objects.count() == 5


def test_no_vote_comes_in_between_a_killed_count_and_its_resumption(community, monkeypatch):
    poll, voters = make.open_poll(community, voters=2)
    make.vote(poll, voters[0], QUIET)

    def killed(*_, **__):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(closing, "_count", killed)
        with pytest.raises(SystemExit):
            make.close_poll(poll)
    with pytest.raises(Refused, match="poll_not_open"):
        make.vote(GoalPoll.objects.get(pk=poll.pk), voters[1], QUIET)


def test_a_due_poll_closes_at_the_next_look_and_not_before(community):
    poll = make.voted_poll(community, *FIVE)
    closing.settle_due(community, now=poll.closes_at - timedelta(seconds=1))
    assert shown_state(poll) == ("open", "", "")
    closing.settle_due(community, now=poll.closes_at + timedelta(hours=3))
    assert shown_state(poll) == ("closed", "counted", "")
    assert poll.closed_at == poll.closes_at
    line = AuditEntry.objects.get(action="polls.poll_ended")
    assert line.actor == ""
    assert line.note == {
        "ending": "counted",
        "ballots_hash": Tally.objects.get(poll=poll).ballots_hash,
        "receipts_hash": receipts.list_hash(ReceiptList.objects.get(poll=poll).marks),
    }


def test_another_communitys_poll_is_left_alone(community):
    poll = make.voted_poll(community, (QUIET,))
    assert closing.settle_due(factories.community("hill"), now=poll.closes_at) == 0
    assert shown_state(poll) == ("open", "", "")


@pytest.mark.both_databases
def test_eight_requests_that_find_a_due_poll_at_once_count_it_once(community):
    poll = make.voted_poll(community, *FIVE)
    ready, faults = threading.Barrier(8), []

    def look():
        try:
            ready.wait()
            closing.settle_due(community, now=poll.closes_at)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert shown_state(poll) == ("closed", "counted", "")
    assert Ballot.objects.count() == 5
    assert AuditEntry.objects.filter(action="polls.poll_ended").count() == 1


@pytest.mark.both_databases
def test_votes_in_flight_while_the_poll_closes_are_counted_or_refused(community):
    poll, students = make.open_poll(community, voters=17)
    early, voters = students[:5], students[5:]
    for voter in early:  # enough for a count, however the race ends
        make.vote(poll, voter, LINES)
    organizer = factories.member(community, Role.ORGANIZER)
    ready, accepted, faults = threading.Barrier(13), [], []

    def cast(voter):
        try:
            ready.wait()
            make.vote(poll, voter, QUIET)
            accepted.append(voter.pk)
        except Refused:
            pass
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=cast, args=[voter]) for voter in voters]
    for thread in threads:
        thread.start()
    ready.wait()
    make.close_poll(poll, organizer)
    for thread in threads:
        thread.join()
    assert faults == []
    assert Ballot.objects.count() == 5 + len(accepted)
    marked = Envelope.objects.filter(poll=poll, voted=True).values_list("voter__user_id", flat=True)
    assert sorted(marked) == sorted([voter.pk for voter in early] + accepted)


def test_a_closing_that_is_rolled_back_keeps_the_key(community):
    poll = make.voted_poll(community, *FIVE)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make.close_poll(poll)
        raise ZeroDivisionError
    assert shown_state(poll) == ("open", "", "")
    assert poll_keys.read(poll) is not None
    make.close_poll(poll)
    assert shown_state(poll) == ("closed", "counted", "")


def test_an_opening_that_is_rolled_back_can_be_repeated(community):
    poll = make.draft_poll(community)
    make.enough_voters(poll)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        voting.open_poll(leader(community), poll=poll, now=timezone.now())
        raise ZeroDivisionError
    opened = voting.open_poll(leader(community), poll=poll, now=timezone.now())
    assert poll_keys.read(opened) is not None
