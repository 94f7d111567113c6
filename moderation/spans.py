"""What the screening saw in words, for whoever reads them at the desk: it marks, and decides nothing (rule 18)."""

from dataclasses import dataclass
from itertools import pairwise

from moderation.enums import SEVERITY_OF

_GRAVEST_FIRST = list(SEVERITY_OF)


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and what was seen in it, if anything."""

    text: str
    sign: str = ""  # the sign's words for people


def marked(text: str, signs: list[dict]) -> list[Piece]:
    """Return ``text`` in pieces; where several signs overlap, the gravest one tells. Nothing where nothing was seen."""
    if not signs:
        return []
    edges = sorted({0, len(text)} | {min(sign[end], len(text)) for sign in signs for end in ("start", "end")})
    pieces = []
    for start, end in pairwise(edges):
        over = {sign["sign"] for sign in signs if sign["start"] <= start and end <= sign["end"]}
        gravest = next((sign for sign in _GRAVEST_FIRST if sign in over), None)
        pieces.append(Piece(text[start:end], str(gravest.label) if gravest else ""))
    return pieces


def labels(signs: list[dict]) -> list[str]:
    """Return what was seen, once each, the gravest first."""
    seen = {sign["sign"] for sign in signs}
    return [str(sign.label) for sign in _GRAVEST_FIRST if sign in seen]
