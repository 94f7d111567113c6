"""Approval: tick every goal you could live with; the goals with the most ticks win (Brams and Fishburn 1978)."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from forums.polls.methods.shapes import Result, Rule, lots

HOW = _(
    "Tick as many goals as you like. Each tick is worth one. We add up the ticks for each goal. "
    "The goals with the most ticks are chosen. A goal with no tick is never chosen."
)
EXAMPLE = _(
    "Ana ticks three goals, Ben ticks one, and Cy ticks two. That makes six ticks. "
    "Say both Ana and Cy ticked the quiet room, and no other goal got two. Then the quiet room comes first."
)


def read(ticked: Iterable[str], options: Sequence[str]) -> list[str]:
    """Return the ticked options once each, in the order of their ids. No tick at all is a vote too.

    Errors: ``ValueError`` for an option that is not on the paper.
    """
    chosen = set(ticked)
    if chosen - set(options):
        raise ValueError("an option that is not on the paper")
    return sorted(chosen)


def longest(options: Sequence[str]) -> list[str]:
    return sorted(options)


def count(ballots: Sequence[list[str]], options: Sequence[str], rule: Rule) -> Result:
    """Count ticks. If options tie for the last places, ``rule.tie_rule`` settles it: all of them, or a lot."""
    ticks = dict.fromkeys(options, 0)
    for ballot in ballots:
        for option in ballot:
            ticks[option] += 1
    order = sorted(options, key=lambda option: -ticks[option])  # a stable sort: ties stay as on the paper
    tallies = {option: ticks[option] for option in order}
    liked = [option for option in order if ticks[option]]
    if len(liked) <= rule.winners:
        told = ("most_support",) if len(liked) == rule.winners else ("most_support", "fewer_than_wanted")
        return Result(tuple(liked), (tallies,), tallies, explanation=told)
    line = ticks[liked[rule.winners - 1]]
    above = [option for option in liked if ticks[option] > line]
    level = [option for option in liked if ticks[option] == line]
    places = rule.winners - len(above)
    if len(level) == places:
        return Result(tuple(above + level), (tallies,), tallies)
    if rule.tie_rule == "lot":
        drawn = lots(level, rule.seed)[:places]
        told = ("most_support", "tie_lot")
    else:
        drawn, told = level, ("most_support", "tie_all_forward")
    return Result(tuple(above + drawn), (tallies,), tallies, tied=tuple(level), explanation=told)
