"""What a result may tell (rules 36 and 37): the reader on every road is ``queries.tally_of``."""

import itertools

import pytest

from forums.polls import queries, wording
from forums.polls.methods import Rule, approval
from forums.polls.models import GoalPoll, Tally
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db
QUIET, LINES, MUSIC = make.GOALS


@pytest.fixture
def community():
    return factories.community()


def told(tally):
    return [(row.option.title, row.chosen, row.ticks, row.percent, row.words) for row in tally.rows]


def result_of(community, ballots, **fields):
    """Return what may be shown of a poll in which these ballots were counted."""
    poll = make.draft_poll(community, **fields)
    ids = {option.title: option.public_id for option in poll.options.all()}
    choices = [sorted(ids[goal] for goal in goals) for goals in ballots]
    rule = Rule(winners=poll.winners, tie_rule=poll.tie_rule, seed="")
    counted = approval.count(choices, list(ids.values()), rule)
    Tally.objects.create(
        poll=poll,
        ballots_hash="0" * 64,
        result={
            "ballots": len(ballots),
            "electorate": 100,
            "winners": counted.winners,
            "rounds": [],
            "tallies": list(counted.tallies.items()),
            "tied": counted.tied,
            "explanation": counted.explanation,
        },
    )
    fixed = {"rules_hash": "0", "public_key": "0", "opens_at": poll.created_at, "closed_at": poll.created_at}
    ending = "tie" if counted.tied else "counted"
    GoalPoll.objects.filter(pk=poll.pk).update(state="closed", ending=ending, **fixed)
    return queries.tally_of(GoalPoll.objects.get(pk=poll.pk))


def test_rule_37_there_is_no_result_before_the_close(community):
    poll, voters = make.open_poll(community, voters=6)
    for voter in voters:
        make.vote(poll, voter, QUIET)
    assert queries.tally_of(poll) is None
    assert queries.winning_options(poll) == []
    assert list(queries.tallied_polls(community)) == []


@pytest.mark.parametrize("ballots", [[(QUIET,)], [(LINES, QUIET), (LINES,), (LINES,), (QUIET,)]])
def test_rule_36_below_five_ballots_nothing_is_told_even_where_a_count_was_kept(community, ballots):
    tally = result_of(community, ballots, winners=2)
    assert (tally.ballots, tally.rows, tally.tied, tally.explanation) == (None, (), (), ())
    assert queries.winning_options(tally.poll) == []


def test_from_five_ballots_totals_are_told(community):
    ballots = [(QUIET,), (QUIET, LINES), (QUIET, LINES), (QUIET, MUSIC), (LINES, MUSIC), ()]
    tally = result_of(community, ballots)
    assert (tally.ballots, tally.electorate) == (6, 100)
    assert told(tally) == [
        (QUIET, True, 4, 67, ""),
        (LINES, False, 3, 50, ""),
        (MUSIC, False, 2, 33, ""),
    ]


@pytest.mark.parametrize("ticked", [5, 6])
def test_rule_36_below_twenty_all_and_all_but_one_are_told_with_the_same_words(community, ticked):
    ballots = [(QUIET,)] * ticked + [()] * (6 - ticked)
    row = result_of(community, ballots).rows[0]
    assert (row.ticks, row.percent, row.words) == (None, None, "Nearly everyone, or everyone")


@pytest.mark.parametrize("ticked", [0, 1])
def test_below_twenty_none_and_one_are_told_with_the_same_words(community, ticked):
    ballots = [(QUIET, LINES)] * ticked + [(QUIET,)] * (6 - ticked)
    row = next(row for row in result_of(community, ballots).rows if row.option.title == LINES)
    assert (row.ticks, row.percent, row.words) == (None, None, "Nearly no one, or no one")


def test_words_stand_in_one_order_whatever_the_numbers_behind_them(community):
    orders = {
        tuple(row.option.title for row in result_of(community, ballots).rows)
        for ballots in (
            [(QUIET,)] * 5 + [(QUIET, LINES)],
            [(QUIET,)] * 5 + [(QUIET, MUSIC)],
            [(QUIET,)] * 6,
        )
    }
    assert orders == {(QUIET, LINES, MUSIC)}


def test_from_twenty_ballots_unanimity_is_a_number(community):
    tally = result_of(community, [(QUIET,)] * 20)
    assert [row.ticks for row in tally.rows] == [20, 0, 0]
    assert [row.percent for row in tally.rows] == [100, 0, 0]


def test_percentages_are_rounded_to_the_nearest_whole_number(community):
    for ballots, ticked in itertools.product((20, 21, 64), (2, 3, 11)):
        tally = result_of(community, [(QUIET,)] * ticked + [()] * (ballots - ticked))
        assert abs(tally.rows[0].percent - 100 * ticked / ballots) <= 0.5


@pytest.mark.parametrize("ballots,ending,shown", [(4, "too_few", None), (5, "no_quorum", 5)])
def test_where_the_quorum_is_missed_turnout_is_told_from_five_on_and_no_goal(
    community, ballots, ending, shown
):
    poll, students = make.open_poll(community, voters=6, quorum=100)
    for student in students[:ballots]:
        make.vote(poll, student, QUIET)
    poll = make.close_poll(poll)
    tally = queries.tally_of(poll)
    assert (tally.ending, tally.ballots, tally.rows) == (ending, shown, ())
    assert queries.winning_options(poll) == []


@pytest.mark.both_databases
def test_voices_of_a_goal_are_those_still_published(community):
    forum = factories.open_forum(community)
    one, two = (
        factories.perspective(forum, factories.member(community), body) for body in ("One thing.", "Two.")
    )
    poll = make.draft_poll(community, forum=forum, voices=[one, two])
    option = poll.options.first()
    assert set(queries.voices_of(option)) == {one, two}
    type(one).objects.filter(pk=one.pk).update(state="withdrawn")
    assert set(queries.voices_of(option)) == {two}
    assert queries.options_of(poll)[0].voice_count == 1


def test_each_ending_has_its_own_sentence(community):
    tallies = {
        "tie": result_of(community, [(QUIET,)] * 3 + [(LINES,)] * 3),
        "counted": result_of(community, [(QUIET,)] * 3 + [(LINES,)] * 4),
        "none chosen": result_of(community, [()] * 6),
    }
    for ending in ("too_few", "no_quorum", "no_ballots", "void"):
        cause = "key_gone" if ending == "void" else ""
        poll = GoalPoll(community=community, ending=ending, void_cause=cause)
        tallies[ending] = queries.ShownTally(poll, ending, 9, None)
    assert {name: wording.headline(tally) for name, tally in tallies.items()} == {
        "tie": "You picked “A quiet room” and “Two lunch lines”.",
        "counted": "You picked “Two lunch lines”.",
        "none chosen": "No goal was chosen.",
        "too_few": "Fewer than 5 people voted.",
        "no_quorum": "Too few people voted to choose.",
        "no_ballots": "Nobody voted, so nothing was chosen.",
        "void": "This poll does not count.",
    }
    assert wording.notes(tallies["tie"])[-1] == (
        "“A quiet room” and “Two lunch lines” had the same number of ticks. "
        "By the rule of this poll all of them go forward."
    )
    assert wording.notes(tallies["too_few"]) == [
        "To keep each vote secret, nothing is told. You can ask again in a new poll."
    ]
    assert [step["title"] for step in wording.steps(tallies["too_few"])] == [
        "No goal goes forward",
        "You still get an answer",
    ]
    assert (
        wording.notes(tallies["void"])[0] == "The key to the sealed votes is gone, so nobody can open them."
    )
