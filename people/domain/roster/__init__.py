"""The roster: a school's own list of its students becomes members, and a later list finds the same people again.

Read (``reading``), compared (``plan``), shown, and carried out in one transaction or not at all (``apply``).
A list sets neither roles nor passwords, and it never touches an adult of the house.
"""

from people.domain.roster.apply import carry_out
from people.domain.roster.packages import MOST_BYTES
from people.domain.roster.plan import Kind, Plan, compare
from people.domain.roster.problems import Problem
from people.domain.roster.progress import read as how_far
from people.domain.roster.reading import read, read_folder
from people.domain.roster.rows import Choices, Roster
from people.domain.roster.runs import (
    confirm,
    drop,
    forget_rows,
    give_up,
    prepare,
    settle,
    shown_plan,
)

__all__ = [
    "MOST_BYTES",
    "Choices",
    "Kind",
    "Plan",
    "Problem",
    "Roster",
    "carry_out",
    "compare",
    "confirm",
    "drop",
    "forget_rows",
    "give_up",
    "how_far",
    "prepare",
    "read",
    "read_folder",
    "settle",
    "shown_plan",
]
