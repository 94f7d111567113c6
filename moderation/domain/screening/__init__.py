"""Screening here, on this machine, that only sorts or holds for a person (rules 6, 17 and 18).

Nothing is kept, nobody gets a score and nobody is asked: words go in, what was seen in them comes out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from moderation.enums import SEVERITY_OF, Severity, Sign

from . import contacts
from .folding import Folded, fold
from .phrases import Finder, Phrase, names_in, phrases_in
from .words import Row, Unmasking

WORDS = Path(__file__).resolve().parent.parent.parent / "words"
LANGUAGES = ("en", "fr")

#: Looked for in every language, whatever the writer's: to miss one of them is worse than to look in vain.
ALWAYS = frozenset({Sign.DANGER, Sign.DISCLOSURE, Sign.METHOD, Sign.CONTACT_DETAILS})
#: For these an ordinary phrase must reach to the end of what was seen; for the others, to the end of its shortest form.
_RATHER_TOO_OFTEN = frozenset({Sign.DANGER, Sign.DISCLOSURE, Sign.METHOD})
_GRAVEST_FIRST = tuple(SEVERITY_OF)


@dataclass(frozen=True, slots=True)
class Part:
    """``words[start:end]`` of what was looked at bears a sign."""

    start: int
    end: int
    sign: Sign


@dataclass(frozen=True, slots=True)
class Findings:
    """What was seen: ``parts`` in the order of the text, and the gravest ``severity`` (S0 when there is nothing)."""

    parts: tuple[Part, ...] = ()

    @property
    def kinds(self) -> frozenset[Sign]:
        return frozenset(part.sign for part in self.parts)

    @property
    def severity(self) -> Severity:
        return next((SEVERITY_OF[sign] for sign in _GRAVEST_FIRST if sign in self.kinds), Severity.S0)

    def __bool__(self) -> bool:
        return bool(self.parts)


def look_at(words: str, language: str = "") -> Findings:
    """Return what is seen in ``words``.

    ``language`` ("en", "fr") is the writer's, if it is known: conduct and concern are then looked for in it alone.
    """
    folded = fold(words)
    finder, unmasking = _machine(language if language in LANGUAGES else "")
    row = unmasking.row(folded.text)
    spans = [*_said(row, finder), *_reached(row, folded, words)]
    return Findings(tuple(_parts(spans, folded)))


def contact_details(words: str) -> bool:
    """Tell whether ``words`` seem to hold a way to reach somebody: a number, an address, a handle or a link."""
    return Sign.CONTACT_DETAILS in look_at(words).kinds


def lists() -> list[tuple[str, Sign, Path]]:
    """Return the files of words: language, sign and path."""
    return [
        (language, sign, WORDS / f"{language}_{sign.value}.txt") for language in LANGUAGES for sign in Sign
    ]


@cache
def _machine(language: str) -> tuple[Finder, Unmasking]:
    finder = Finder(_phrases(language))
    return finder, Unmasking(finder.vocabulary)


def _phrases(language: str) -> Iterator[Phrase]:
    for spoken, sign, path in lists():
        if language in ("", spoken) or sign in ALWAYS:
            yield from phrases_in(path.read_text(encoding="utf-8").splitlines(), sign.value, _names(spoken))


@cache
def _names(language: str) -> dict[str, str]:
    return names_in((WORDS / f"{language}.txt").read_text(encoding="utf-8").splitlines())


def _said(row: Row, finder: Finder) -> Iterator[tuple[int, int, Sign]]:
    """Yield the phrases of the files, but none that ends inside an ordinary phrase of the same file."""
    found = finder.find(row.words)
    if all(kind[0] == "-" for _, _, kind in found):
        return
    ordinary = [(first, end, kind[1:]) for first, end, kind in found if kind[0] == "-"]
    spans = row.spans()
    shortest: dict[tuple[int, str], int] = {}
    for first, end, kind in found:
        shortest[first, kind] = min(end, shortest.get((first, kind), end))
    for first, end, kind in found:
        if kind[0] == "-" or _run_together(row, first, end):
            continue
        told = end if Sign(kind) in _RATHER_TOO_OFTEN else shortest[first, kind]
        if any(kind == of and start < told <= stop for start, stop, of in ordinary):
            continue
        yield spans[first][0], spans[end - 1][1], Sign(kind)


def _run_together(row: Row, first: int, end: int) -> bool:
    """Tell whether it is a short piece of one long chunk ("the rapist"): too often an ordinary word."""
    before, behind = row.chunks[max(first - 1, 0) : first], row.chunks[end : end + 1]
    return end - first < 3 and row.chunks[first] in (*before, *behind)


def _reached(row: Row, folded: Folded, words: str) -> Iterator[tuple[int, int, Sign]]:
    for start, end in contacts.written(folded.text):
        yield start, end, Sign.CONTACT_DETAILS
    spans: list[tuple[int, int]] = []

    def place(at: int) -> tuple[int, int]:
        if not spans:
            spans.extend(row.spans())
        return spans[at]

    def is_name(at: int) -> bool:
        return words[folded.place(*place(at))[0]].isupper()

    for first, end in (*contacts.spoken(row.words), *contacts.addresses(row.words, is_name)):
        yield place(first)[0], place(end - 1)[1], Sign.CONTACT_DETAILS


def _parts(spans: list[tuple[int, int, Sign]], folded: Folded) -> Iterator[Part]:
    """Join what overlaps, sign by sign, and tell where it stands in the original."""
    joined: list[tuple[int, int, Sign]] = []
    last: dict[Sign, int] = {}
    for start, end, sign in sorted(spans):
        at = last.get(sign)
        if at is not None and start <= joined[at][1]:
            joined[at] = (joined[at][0], max(end, joined[at][1]), sign)
        else:
            last[sign] = len(joined)
            joined.append((start, end, sign))
    for start, end, sign in joined:
        yield Part(*folded.place(start, end), sign)
