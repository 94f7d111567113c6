"""How well the screening sees, counted on sentences that bear labels."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from moderation.enums import Sign

ANY_SIGN = "any sign"
HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class Sentence:
    """``words`` with the signs a person put on them."""

    part: str
    signs: frozenset[str]
    disguised: bool
    words: str


@dataclass(frozen=True, slots=True)
class Share:
    """``right`` of ``all``, with the 95 % interval of Wilson, which also holds for few sentences and near 0 and 1."""

    right: int
    all: int

    @property
    def value(self) -> float:
        return self.right / self.all if self.all else 0.0

    @property
    def between(self) -> tuple[float, float]:
        n, p, z = self.all, self.value, 1.96
        if not n:
            return 0.0, 1.0
        middle, wide = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - wide) / (1 + z * z / n)), min(1.0, (middle + wide) / (1 + z * z / n))

    def __str__(self) -> str:
        low, high = self.between
        return f"{self.value:.3f} ({low:.2f} to {high:.2f}; {self.right} of {self.all})"


@dataclass(frozen=True, slots=True)
class Figures:
    """One sign in one language: how many that bear it are seen (recall); how many seen bear it (precision)."""

    language: str
    sign: str
    recall: Share
    precision: Share


def sentences(path: Path, *, part: str) -> list[Sentence]:
    """Read the labelled sentences of one part. Errors: ``ValueError`` for a label that is no sign."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            signs = frozenset(Sign(sign).value for sign in row["signs"].split())
            found.append(Sentence(row["part"], signs, row["disguised"] == "yes", row["words"]))
    return [sentence for sentence in found if part in ("all", sentence.part)]


def figures(
    language: str, labelled: list[Sentence], seen_in: Callable[[str], frozenset[Sign]]
) -> Iterator[Figures]:
    """Yield the figures of each sign, and of "any sign": was a sentence held that should be, whatever for."""
    seen = [frozenset(sign.value for sign in seen_in(sentence.words)) for sentence in labelled]
    for sign in (*(s.value for s in Sign), ANY_SIGN):
        real = [bool(s.signs) if sign == ANY_SIGN else sign in s.signs for s in labelled]
        told = [bool(found) if sign == ANY_SIGN else sign in found for found in seen]
        both = sum(r and t for r, t in zip(real, told, strict=True))
        yield Figures(language, sign, Share(both, sum(real)), Share(both, sum(told)))


def table(rows: list[Figures]) -> str:
    """Write the figures as a table that can stand in a page."""
    lines = ["| Language | Sign | Recall | Precision |", "|---|---|---|---|"]
    lines += [f"| {row.language} | {row.sign} | {row.recall} | {row.precision} |" for row in rows]
    return "\n".join(lines)
