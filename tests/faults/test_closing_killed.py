"""The process is killed in the middle of a count, after the ballots were written: nothing is lost, nothing doubled."""

import os
import signal
import subprocess
import sys

import pytest
from django.utils import timezone

from forums.polls.domain import closing, poll_keys
from forums.polls.models import Ballot, Envelope, GoalPoll
from people.enums import Role
from tests import factories
from tests.factories import polls as make
from tests.house.files import ROOT

pytestmark = [pytest.mark.both_databases, pytest.mark.faults, pytest.mark.django_db(transaction=True)]

KILLED = """
import os, signal
from django.utils import timezone
from forums.polls.domain import closing
from forums.polls.models import Ballot, GoalPoll

def die(poll):
    assert Ballot.objects.count() == 5
    os.kill(os.getpid(), signal.SIGKILL)

closing._empty_envelopes = die
poll = GoalPoll.objects.get()
closing.settle_due(poll.community, now=poll.closes_at)
"""


def test_a_count_that_is_killed_again_and_again_counts_once():
    community = factories.community()
    factories.member(community, Role.ORGANIZER)
    quiet, lines, _ = make.GOALS
    poll = make.voted_poll(community, (quiet,), (quiet,), (quiet,), (lines,), ())
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", KILLED]
    for _ in range(2):
        done = subprocess.run(words, cwd=ROOT, env={**os.environ}, capture_output=True, text=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        poll.refresh_from_db()
        assert poll.state == "closing"
        assert Ballot.objects.count() == 0
        assert Envelope.objects.filter(poll=poll, sealed__isnull=False).count() == 5
        assert poll_keys.read(poll) is not None

    assert closing.settle_due(community, now=timezone.now()) == 1
    poll = GoalPoll.objects.get()
    assert (poll.state, poll.ending) == ("closed", "counted")
    assert Ballot.objects.count() == 5
    assert Envelope.objects.filter(poll=poll, voted=True, sealed=None).count() == 5
    assert poll_keys.read(poll) is None
