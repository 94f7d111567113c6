"""Counting: enough people, and enough of them young; and when positions carry a proposal."""

import pytest

from committees.enums import DecisionRule
from committees.quorum import Positions, carried, quorum_of


@pytest.mark.parametrize(
    ("seats", "percent", "needed"),
    [(0, 50, 1), (1, 1, 1), (4, 50, 2), (5, 50, 3), (7, 34, 3), (10, 100, 10), (3, 67, 3), (100, 1, 1)],
)
def test_the_share_of_seats_is_rounded_up_and_never_zero(seats, percent, needed):
    found = quorum_of(seats=seats, present=0, youth=0, quorum_percent=percent, minimum_youth_percent=0)
    assert found.needed == needed


@pytest.mark.parametrize(
    ("present", "youth", "met"),
    [
        (2, 1, True),
        (2, 0, False),  # enough people, none of them young
        (3, 1, False),  # one of three is less than half
        (3, 2, True),
        (1, 1, False),  # half of four seats is two
        (4, 2, True),
        (4, 4, True),
        (0, 0, False),
    ],
)
def test_four_seats_with_half_of_them_there_and_half_of_those_young(present, youth, met):
    found = quorum_of(seats=4, present=present, youth=youth, quorum_percent=50, minimum_youth_percent=50)
    assert found.met is met


def test_one_adult_who_comes_late_can_end_the_quorum():
    before = quorum_of(seats=4, present=2, youth=1, quorum_percent=50, minimum_youth_percent=50)
    after = quorum_of(seats=4, present=3, youth=1, quorum_percent=50, minimum_youth_percent=50)
    assert (before.met, before.youth_needed, before.youth_percent) == (True, 1, 50)
    assert (after.met, after.youth_needed, after.youth_percent) == (False, 2, 33)


def test_without_a_youth_share_adults_alone_can_decide():
    found = quorum_of(seats=4, present=2, youth=0, quorum_percent=50, minimum_youth_percent=0)
    assert (found.met, found.adults) == (True, 2)


@pytest.mark.parametrize(
    ("rule", "youth_for", "youth_against", "adult_for", "adult_against", "result"),
    [
        (DecisionRule.SIMPLE, 1, 0, 0, 0, True),
        (DecisionRule.SIMPLE, 1, 1, 0, 0, False),
        (DecisionRule.SIMPLE, 0, 0, 2, 1, True),
        (DecisionRule.TWO_THIRDS, 2, 1, 0, 0, True),
        (DecisionRule.TWO_THIRDS, 3, 2, 0, 0, False),
        (DecisionRule.TWO_THIRDS, 4, 0, 0, 2, True),
        (DecisionRule.TWO_THIRDS, 0, 1, 0, 0, False),
        (DecisionRule.DOUBLE_MAJORITY, 2, 1, 2, 1, True),
        (DecisionRule.DOUBLE_MAJORITY, 5, 0, 1, 1, False),
        (DecisionRule.DOUBLE_MAJORITY, 1, 2, 5, 0, False),
        (DecisionRule.DOUBLE_MAJORITY, 2, 0, 0, 0, False),
        (DecisionRule.CONSENT, 1, 0, 0, 0, True),
        (DecisionRule.CONSENT, 9, 1, 9, 0, False),
        (DecisionRule.CONSENT, 0, 0, 0, 0, False),
    ],
)
def test_positions_carry(rule, youth_for, youth_against, adult_for, adult_against, result):
    positions = Positions(youth_for, youth_against, 3, adult_for, adult_against, 3)
    assert carried(rule, positions) is result
