"""Ways to count: pure functions behind one seam. A poll names its method; :func:`method` finds it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from forums.polls.methods import approval
from forums.polls.methods.shapes import Result, Rule


@dataclass(frozen=True)
class Method:
    """A way to vote and to count.

    ``read(ticked, options)`` turns what came from a ballot paper into a choice in its one canonical form and raises
    ``ValueError`` for what is not on the paper. ``longest(options)`` is a choice as long as any can get: sealed
    votes are padded to it. ``count(ballots, options, rule)`` counts. ``how`` and ``example`` say it to people.
    """

    read: Callable[[Iterable[str], Sequence[str]], list]
    longest: Callable[[Sequence[str]], list]
    count: Callable[[Sequence[list], Sequence[str], Rule], Result]
    how: object = field(repr=False)
    example: object = field(repr=False)


METHODS: dict[str, Method] = {
    "approval": Method(
        read=approval.read,
        longest=approval.longest,
        count=approval.count,
        how=approval.HOW,
        example=approval.EXAMPLE,
    )
}


def method(name: str) -> Method:
    """Return the method ``name``. Errors: ``LookupError`` for one that nobody wrote."""
    return METHODS[name]


__all__ = ["METHODS", "Method", "Result", "Rule", "method"]
