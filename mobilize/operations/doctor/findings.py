"""What a check says, and the list of all checks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"  # somebody should look at it one of these days
    BAD = "bad"  # something does not work, or will be lost


@dataclass(frozen=True)
class Finding:
    """One line: which check, how it stands, and what to do about it."""

    check: str
    level: Level
    words: str
    hint: str = ""


@dataclass(frozen=True)
class Said:
    """What a check found amiss."""

    level: Level
    words: str
    hint: str


def bad(words: str, hint: str) -> Said:
    return Said(Level.BAD, words, hint)


def note(words: str, hint: str) -> Said:
    return Said(Level.NOTE, words, hint)


Check = Callable[[datetime], Iterator[Said]]
_checks: dict[str, tuple[Check, str]] = {}


def check(name: str, well: str) -> Callable[[Check], Check]:
    """Register a check: it yields what is amiss, and ``well`` is said when that is nothing."""

    def register(function: Check) -> Check:
        _checks[name] = (function, well)
        return function

    return register


def examine(*, now: datetime, only: tuple[str, ...] = ()) -> list[Finding]:
    """Make all checks, or those named. One that breaks is a finding, and the others go on."""
    found = []
    # The database first: most others ask it, and point to its line where they cannot.
    for name, (function, well) in sorted(_checks.items(), key=lambda one: one[0] != "database"):
        if only and name not in only:
            continue
        try:
            amiss = list(function(now))
        except Exception as error:
            why = f"could not be looked at: {type(error).__name__}"
            amiss = [bad(why, "Look at what stands above this line first.")]
        found += [Finding(name, said.level, said.words, said.hint) for said in amiss]
        if not amiss:
            found.append(Finding(name, Level.OK, well))
    return found
