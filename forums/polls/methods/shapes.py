"""What goes into a count and what comes out."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What decides besides the ballots. ``winners`` >= 1; ``tie_rule`` is "all_forward" or "lot"."""

    winners: int
    tie_rule: str
    seed: str


@dataclass(frozen=True)
class Result:
    """Who won and how it was found. Options are named by id.

    ``winners`` and ``tallies`` run from the most support to the least; ``rounds`` is one table per round;
    ``tied`` names the options that tied for the last places, if any did; ``explanation`` is the way there, as
    words for the program: "most_support", "tie_all_forward", "tie_lot", "fewer_than_wanted".
    """

    winners: tuple[str, ...]
    rounds: tuple[dict[str, int], ...]
    tallies: dict[str, int]
    tied: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ("most_support",)


def lots(options: Iterable[str], seed: str) -> list[str]:
    """Return ``options`` in the order of the lot: by SHA-256 of the seed and the option's id.

    The seed is random and stands in the poll's rules before the first vote, so nobody can bend the draw and
    everybody can repeat it.
    """
    return sorted(options, key=lambda option: hashlib.sha256(f"{seed}:{option}".encode()).digest())
