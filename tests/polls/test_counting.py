"""Approval, as a pure function."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forums.polls.methods import METHODS, Rule, method
from forums.polls.methods.approval import count, longest, read
from forums.polls.methods.shapes import lots

PAPER = ["a", "b", "c", "d"]


def rule(winners=1, tie_rule="all_forward", seed="seed"):
    return Rule(winners=winners, tie_rule=tie_rule, seed=seed)


def test_the_goal_with_most_ticks_wins():
    result = count([["a"], ["a", "b"], ["b"], ["a"]], PAPER, rule())
    assert result.winners == ("a",)
    assert result.tallies == {"a": 3, "b": 2, "c": 0, "d": 0}
    assert result.tied == ()
    assert result.explanation == ("most_support",)


def test_several_goals_win_in_the_order_of_their_ticks():
    assert count([["b"], ["b", "c"], ["c", "b"], ["a"]], PAPER, rule(winners=2)).winners == ("b", "c")


def test_all_tied_goals_go_forward_where_the_rule_says_so():
    result = count([["a", "b"], ["a", "c"], ["d"]], PAPER, rule(winners=2))
    assert result.winners == ("a", "b", "c", "d")
    assert result.tied == ("b", "c", "d")
    assert result.explanation == ("most_support", "tie_all_forward")


def test_a_tie_by_lot_fills_exactly_the_places_left():
    result = count([["a", "b"], ["a", "c"], ["d"]], PAPER, rule(winners=2, tie_rule="lot"))
    assert result.winners == ("a", lots(["b", "c", "d"], "seed")[0])
    assert result.tied == ("b", "c", "d")
    assert result.explanation == ("most_support", "tie_lot")


def test_the_lot_depends_on_the_seed_alone():
    drawn = {
        seed: count([["a"], ["b"], ["c"], ["d"]], PAPER, rule(tie_rule="lot", seed=seed)).winners
        for seed in map(str, range(50))
    }
    assert set(drawn.values()) == {("a",), ("b",), ("c",), ("d",)}
    again = count([["d"], ["c"], ["b"], ["a"]], PAPER[::-1], rule(tie_rule="lot", seed="7"))
    assert again.winners == drawn["7"]


def test_equal_ticks_that_both_win_are_no_tie():
    result = count([["a", "b"], ["a", "b"]], PAPER, rule(winners=2))
    assert (result.winners, result.tied) == (("a", "b"), ())


def test_a_goal_without_a_tick_never_wins():
    result = count([["a"], []], PAPER, rule(winners=3))
    assert result.winners == ("a",)
    assert result.explanation == ("most_support", "fewer_than_wanted")


def test_empty_ballots_choose_nothing():
    assert count([[], []], PAPER, rule()).winners == ()


def test_reading_a_paper_counts_a_goal_once_and_knows_no_strangers():
    assert read(["b", "a", "b"], PAPER) == ["a", "b"]
    assert read([], PAPER) == []
    with pytest.raises(ValueError, match="not on the paper"):
        read(["a", "x"], PAPER)


def test_no_choice_is_longer_than_the_longest():
    assert longest(PAPER) == read(PAPER, PAPER)


def test_a_method_is_found_by_its_name_or_not_at_all():
    assert list(METHODS) == ["approval"]
    assert method("approval").count is count
    with pytest.raises(LookupError):
        method("loudest")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    papers=st.lists(st.integers(0, 15), max_size=40),  # a bit for each goal
    winners=st.integers(1, 4),
    tie_rule=st.sampled_from(["all_forward", "lot"]),
)
def test_winners_have_at_least_the_ticks_of_all_others_and_fit_the_places(papers, winners, tie_rule):
    ballots = [[goal for place, goal in enumerate(PAPER) if paper >> place & 1] for paper in papers]
    result = count(ballots, PAPER, rule(winners, tie_rule))
    ticks = Counter(option for ballot in ballots for option in ballot)
    assert result.tallies == {option: ticks[option] for option in PAPER}
    lost = set(PAPER) - set(result.winners)
    assert all(ticks[won] >= ticks[other] for won in result.winners for other in lost)
    assert all(ticks[won] > 0 for won in result.winners)
    liked = sum(1 for option in PAPER if ticks[option])
    if tie_rule == "lot" or not result.tied:
        assert len(result.winners) == min(winners, liked)
    else:
        assert len(result.winners) > winners
