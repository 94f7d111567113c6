"""Casting: exactly once, sealed, and without a trace of the choice."""

import json
from datetime import timedelta

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction
from django.utils import timezone

from forums.polls.domain import closing, envelopes, poll_keys, voting
from forums.polls.models import Ballot, Envelope
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return factories.community()


@pytest.fixture
def poll_and_voters(community):
    return make.open_poll(community, voters=3)


def opened(envelope, poll):
    choice, _nonce = envelopes.unseal(envelope, poll, poll_keys.read(poll))
    return choice


def titles(poll, choice):
    return [poll.options.get(public_id=option).title for option in choice]


@pytest.mark.both_databases
def test_a_vote_is_sealed_and_only_the_key_opens_it(poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    make.vote(poll, voter, "Two lunch lines")
    envelope = Envelope.objects.get(poll=poll, voter__user=voter)
    assert titles(poll, opened(envelope, poll)) == ["Two lunch lines"]
    option = poll.options.get(title="Two lunch lines")
    assert option.public_id.encode() not in bytes(envelope.sealed)


@pytest.mark.both_databases
def test_a_second_vote_takes_the_place_of_the_first(poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    assert make.vote(poll, voter, "A quiet room").revision == 1
    assert make.vote(poll, voter, "Music on Fridays").revision == 2
    envelope = Envelope.objects.get(poll=poll, voter__user=voter)
    assert titles(poll, opened(envelope, poll)) == ["Music on Fridays"]


def test_no_tick_at_all_is_a_vote(poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    make.vote(poll, voter)
    envelope = Envelope.objects.get(poll=poll, voter__user=voter)
    assert (envelope.revision, opened(envelope, poll)) == (1, [])


def test_every_envelope_is_equally_long_whatever_is_in_it(poll_and_voters):
    poll, voters = poll_and_voters
    for voter, goals in zip(voters, [(), ("A quiet room",), make.GOALS], strict=True):
        make.vote(poll, voter, *goals)
    sealed = [bytes(envelope.sealed) for envelope in Envelope.objects.filter(poll=poll, revision=1)]
    assert len({len(blob) for blob in sealed}) == 1
    assert len(set(sealed)) == 3


def test_the_same_vote_twice_looks_different_each_time(poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    first = make.vote(poll, voter, "A quiet room").sealed
    assert make.vote(poll, voter, "A quiet room").sealed != first


def test_an_envelope_cannot_be_moved_to_another_voter(poll_and_voters):
    poll, (one, two, _) = poll_and_voters
    make.vote(poll, one, "A quiet room")
    stolen = Envelope.objects.get(poll=poll, voter__user=one).sealed
    envelope = Envelope.objects.get(poll=poll, voter__user=two)
    envelope.sealed = stolen
    with pytest.raises(envelopes.Damaged):
        opened(envelope, poll)


def test_the_database_allows_one_envelope_per_voter(poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    place = Envelope.objects.get(poll=poll, voter__user=voter).voter
    with pytest.raises(IntegrityError), transaction.atomic():
        Envelope.objects.create(poll=poll, voter=place)


def refusal(poll, actor, choices=(), now=None) -> str:
    with pytest.raises(Refused) as caught:
        voting.cast(actor, poll=poll, choices=list(choices), now=now or timezone.now())
    return caught.value.code


def test_a_forged_option_is_refused_and_the_old_vote_stays(community, poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    other, _ = make.open_poll(community)
    make.vote(poll, voter, "A quiet room")
    before = Envelope.objects.get(poll=poll, voter__user=voter)
    for forged in ("nonsense", other.options.first().public_id, ""):
        assert refusal(poll, factories.actor(voter, community), [forged]) == "option_unknown"
    after = Envelope.objects.get(poll=poll, voter__user=voter)
    assert (after.sealed, after.revision) == (before.sealed, before.revision)


def test_who_may_not_vote_is_told_why(community, poll_and_voters):
    poll, _ = poll_and_voters
    late = factories.actor(factories.member(community), community)
    teacher = factories.actor(factories.member(community, Role.TEACHER), community)
    assert refusal(poll, late) == "not_in_electorate"
    assert refusal(poll, teacher) == "not_found"
    hill = factories.community("hill")
    assert refusal(poll, factories.actor(factories.member(hill), hill)) == "not_found"


def test_without_consent_nobody_votes(community):
    voter = factories.member(community, band="A", consent=False)
    poll, _ = make.open_poll(community)
    assert refusal(poll, factories.actor(voter, community)) == "consent_missing"
    assert Envelope.objects.get(poll=poll, voter__user=voter).revision == 0


def test_the_server_clock_decides_when_voting_is_over(community, poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    actor = factories.actor(voter, community)
    assert refusal(poll, actor, now=poll.closes_at) == "poll_not_open"
    assert refusal(poll, actor, now=poll.opens_at - timedelta(seconds=1)) == "poll_not_open"
    voting.cast(actor, poll=poll, choices=[], now=poll.closes_at - timedelta(microseconds=1))


def test_a_poll_read_before_it_closed_takes_no_vote_after(community, poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    make.close_poll(poll)
    poll.state = "open"  # as somebody holds it who looked a moment earlier
    assert refusal(poll, factories.actor(voter, community)) == "poll_not_open"


def test_whoever_changes_the_band_keeps_the_vote(community):
    voter = factories.member(community, band="B")
    poll, _ = make.open_poll(community, bands=["B"])
    voter.memberships.update(band="C")
    assert make.vote(poll, voter, "A quiet room").revision == 1


def test_no_audit_line_is_written_for_a_vote(poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    before = AuditEntry.objects.count()
    make.vote(poll, voter, "A quiet room")
    assert AuditEntry.objects.count() == before


def test_a_poll_whose_key_is_gone_takes_no_votes_in_vain(community, poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    make.vote(poll, voter, "A quiet room")
    poll_keys.destroy(poll)
    assert closing.settle_due(community, now=timezone.now()) == 1
    poll.refresh_from_db()
    assert (poll.state, poll.ending, poll.void_cause) == ("closed", "void", "key_gone")
    assert Ballot.objects.count() == 0


def test_nothing_but_the_envelope_changes_when_somebody_votes(poll_and_voters):
    poll, (voter, *_) = poll_and_voters
    make.vote(poll, voter, "A quiet room")
    envelope = Envelope.objects.get(poll=poll, voter__user=voter)
    written = json.loads(serializers.serialize("json", [envelope]))[0]["fields"]
    assert set(written) == {"poll", "voter", "sealed", "revision", "voted"}
    assert written["voted"] is None
