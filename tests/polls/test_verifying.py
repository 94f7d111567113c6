"""``manage.py verify_poll`` finds what was changed after the close."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from forums.polls.domain import closing, receipts
from forums.polls.models import Ballot, Envelope, GoalPoll, ReceiptList, Tally
from mobilize.kernel import audit
from mobilize.kernel.models import AuditEntry
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db
QUIET, LINES, MUSIC = make.GOALS


@pytest.fixture
def poll():
    return make.tallied_poll(factories.community())


def verify(*polls):
    """Return what the command says, good and bad."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_poll", *polls, stdout=out, stderr=err)
    except CommandError as wrong:
        return out.getvalue(), err.getvalue() + str(wrong)
    return out.getvalue(), err.getvalue()


@pytest.mark.both_databases
def test_a_poll_that_nobody_touched_fits(poll):
    make.close_poll(make.voted_poll(poll.community, (QUIET,)))
    make.close_poll(make.voted_poll(poll.community))
    make.close_poll(make.voted_poll(poll.community, *[(QUIET,)] * 5, quorum=100))
    said, wrong = verify()
    assert wrong == ""
    assert [line.split("(")[1] for line in said.splitlines()] == [
        "counted)", "too_few)", "no_ballots)", "no_quorum)",
    ]  # fmt: skip


@pytest.mark.both_databases
def test_one_altered_ballot_is_found(poll):
    other = make.tallied_poll(poll.community)
    ballot = Ballot.objects.filter(poll=poll).first()
    # The same number of ticks in all, so that no sum gives it away.
    option = poll.options.exclude(public_id__in=ballot.choice).first()
    Ballot.objects.filter(pk=ballot.pk).update(choice=[option.public_id, *ballot.choice[1:]])
    said, wrong = verify()
    assert f"{poll.public_id}: the ballots do not fit the published hash" in wrong
    assert "1 poll does not fit." in wrong
    assert said == f"{other.public_id}: everything fits (counted)\n"


def alter_ballot_and_hash(poll):
    """As somebody would who knows the hash: the ballot, the hash and the count are changed together."""
    Ballot.objects.filter(pk=Ballot.objects.first().pk).update(choice=[])
    ballots = list(Ballot.objects.filter(poll=poll))
    _ending, result = closing.outcome(poll, ballots)
    counted = closing.as_json(poll, ballots, result)
    Tally.objects.update(ballots_hash=closing.ballots_hash(ballots), result=counted)


def swap_result(poll):
    tally = Tally.objects.get(poll=poll)
    Tally.objects.update(result=tally.result | {"winners": ["other"]})


def swap_receipt(poll):
    listed = ReceiptList.objects.get(poll=poll)
    ReceiptList.objects.update(marks=sorted([*listed.marks[1:], receipts.mark(poll, 5)]))


@pytest.mark.parametrize(
    ("alter", "told"),
    [
        (alter_ballot_and_hash, "the audit trail says something else"),
        (swap_result, "a new count does not come to the kept result"),
        (swap_receipt, "the list of receipts was changed"),
        (lambda poll: ReceiptList.objects.all().delete(), "the list of receipts was changed"),
        (lambda poll: Ballot.objects.first().delete(), "the ballots do not fit the published hash"),
        (
            lambda poll: Ballot.objects.create(id="0" * 32, poll=poll, choice=[]),
            "the number of people who voted",
        ),
        (lambda poll: Ballot.objects.update(choice=["gone"]), "a new count does not come to the kept result"),
        (lambda poll: Envelope.objects.update(voted=False), "the number of people who voted"),
        (lambda poll: GoalPoll.objects.update(winners=2), "the rules are not those"),
        (
            lambda poll: AuditEntry.objects.filter(action=closing.ENDED).delete(),
            "the audit trail says something",
        ),
        (lambda poll: Tally.objects.all().delete(), "the ballots do not fit the published hash"),
    ],
)
def test_each_change_has_a_name(poll, alter, told):
    alter(poll)
    assert told in verify(poll.public_id)[1]


def test_something_left_of_too_few_votes_is_found():
    poll = make.voted_poll(factories.community(), (QUIET,))
    make.close_poll(poll)
    Ballot.objects.create(id="0" * 32, poll=poll, choice=[])
    assert "this poll ended without opening its votes, yet something of them is there" in verify()[1]


def test_a_poll_from_before_the_hash_was_in_the_trail_is_checked_against_its_tally(poll):
    AuditEntry.objects.filter(action=closing.ENDED).delete()
    audit.record(action=closing.ENDED, now=timezone.now(), thing=poll, ending="counted")
    ReceiptList.objects.all().delete()
    assert "everything fits" in verify(poll.public_id)[0]
    Ballot.objects.filter(pk=Ballot.objects.first().pk).update(choice=[])
    assert "do not fit the published hash" in verify(poll.public_id)[1]


def test_a_poll_that_is_not_closed_or_not_there_cannot_be_verified():
    poll, _ = make.open_poll(factories.community())
    assert "There is no closed poll" in verify(poll.public_id)[1]
    assert "There is no closed poll none." in verify("none")[1]
    assert verify() == ("", "")
