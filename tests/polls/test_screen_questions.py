"""How many questions the screens of goal polls ask: few, and as many for ten rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.polls.domain import closing
from forums.polls.models import GoalPoll
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db
QUIET, LINES, MUSIC = make.GOALS


@pytest.fixture
def community():
    return factories.community()


def address(poll, rest=""):
    return f"/c/{poll.community.slug}/polls/{poll.public_id}/{rest}"


def ids(poll, *goals):
    return [poll.options.get(title=goal).public_id for goal in goals]


@pytest.mark.parametrize("looker", ["student", "organizer"])
def test_the_list_asks_the_same_few_questions_for_one_poll_and_ten(client, community, looker):
    user = factories.member(community, looker)
    client.force_login(user)
    counts = []
    for more in (1, 9):
        for _ in range(more):
            make.open_poll(community, voters=1)
            make.tallied_poll(community, ballots=[(QUIET,)])
            make.draft_poll(community)
        closing.settle_due(community, now=timezone.now())
        client.get(f"/c/{community.slug}/polls/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/c/{community.slug}/polls/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_the_ballot_paper_asks_the_same_few_questions_for_two_goals_and_ten(client, community):
    forum = factories.open_forum(community)
    voices = [
        factories.perspective(forum, factories.member(community), f"Thing {number}.") for number in range(4)
    ]
    client.force_login(factories.member(community))
    counts = []
    for goals in (2, 10):
        poll, _ = make.open_poll(
            community, forum=forum, voices=voices, goals=tuple(f"Goal {n}" for n in range(goals))
        )
        client.get(address(poll))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(poll))
        counts.append(len(asked))
        GoalPoll.objects.filter(pk=poll.pk).update(community=factories.community(f"other{goals}"))
    assert counts[0] == counts[1]


def test_a_vote_and_the_page_with_its_receipt_ask_few_questions(client, community):
    poll, voters = make.open_poll(community, voters=3)
    for voter, most in zip(
        voters, [(99, 99), (10, 9), (10, 9)], strict=True
    ):  # the first one fills what is kept
        client.force_login(voter)
        ticks = {"goal": ids(poll, QUIET)}
        with CaptureQueriesContext(connection) as cast:
            assert client.post(address(poll), ticks).status_code == 303
        with CaptureQueriesContext(connection) as shown:
            assert "Your receipt" in client.get(address(poll)).content.decode()
        assert (len(cast), len(shown)) <= most, [query["sql"] for query in [*cast, *shown]]
        assert len(shown) <= most[1]
