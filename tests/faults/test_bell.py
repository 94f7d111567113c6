"""The bell rings, in short: sixty voters within a second, each over a connection of their own. All are counted once.

The whole school is ``python -m bench.bell``.
"""

import asyncio
import json
import random
from collections import Counter

import pytest

from bench.bell import open_papers, ring
from forums.polls.domain import receipts
from forums.polls.models import Ballot, ReceiptList
from tests import factories
from tests.factories import polls as make
from tests.faults.test_ballots_in_parallel import running_server, signed_in  # noqa: F401

pytestmark = [pytest.mark.both_databases, pytest.mark.faults]

VOTERS, SECONDS = 60, 1


def test_sixty_votes_within_a_second_are_all_counted_once(running_server):  # noqa: F811
    address, log = running_server
    community = factories.community()
    poll, voters = make.open_poll(community, voters=VOTERS)
    goals = list(poll.options.values_list("public_id", flat=True))
    choices = [random.sample(goals, random.randint(0, 3)) for _ in voters]
    cookies = ["=".join(*signed_in(voter).items()) for voter in voters]
    port, path = int(address.rpartition(":")[2]), f"/c/{community.slug}/polls/{poll.public_id}/"

    async def play():
        papers = await open_papers(port, path, cookies)
        return await ring(port, path, papers, choices, seconds=SECONDS)

    met = asyncio.run(play())

    assert (met.statuses, met.resets) == ({303: VOTERS}, 0), log.read_text()[-4000:]
    assert dict(Counter(poll.envelopes.values_list("revision", flat=True))) == {1: VOTERS}
    make.close_poll(poll)
    counted = Counter(json.dumps(choice) for choice in Ballot.objects.values_list("choice", flat=True))
    assert counted == Counter(json.dumps(sorted(choice)) for choice in choices)
    # Each voter saw a receipt right after the vote, and each of them is in the list.
    marks = [receipts.mark(poll, receipts.read(words)) for words in met.receipts]
    assert sorted(marks) == ReceiptList.objects.get(poll=poll).marks
    assert "Traceback" not in log.read_text()
