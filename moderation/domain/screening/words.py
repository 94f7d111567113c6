"""The words of a text in a row, with disguised words told as what they stand for."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from .phrases import STOP

_CHUNK = re.compile(r"[a-z0-9@$!|*]+|[.?;\n](?=\s)")
_PLAIN = re.compile(r"[a-z0-9]+")
_THRICE = re.compile(r"([a-z])\1\1")
_DOUBLED = re.compile(r"([a-z])\1+")
_LEET = {
    "0": "o",
    "1": "il",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    "$": "s",
    "!": "il",
    "|": "il",
}
_STOPS = frozenset(".?;\n")
_MOST_MASKS = 4
_ALONE = frozenset("aijy")  # letters that are words by themselves in English or French
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz") - _ALONE
_LONGEST_WORD = 16
_SHORT = 7  # nobody runs whole phrases together in fewer letters
_MOST_MET = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """``words`` in a row; word ``i`` was written in the chunks ``chunks[i]`` (first and last) of ``text``."""

    text: str
    words: list[str]
    chunks: list[tuple[int, int]]

    def spans(self) -> list[tuple[int, int]]:
        """Return where each word stands in ``text``."""
        places = [found.span() for found in _CHUNK.finditer(self.text)]
        return [(places[first][0], places[last][1]) for first, last in self.chunks]


class Unmasking:
    """Knows the words that somebody could want to hide, and finds them again behind their disguise."""

    def __init__(self, vocabulary: frozenset[str]):
        self._vocabulary = vocabulary
        self._met: dict[str, tuple[str, ...]] = {}
        self._lengths = range(min(_LONGEST_WORD, max(map(len, vocabulary), default=1)), 0, -1)

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        return {_DOUBLED.sub(r"\1", word): word for word in sorted(self._vocabulary, reverse=True)}

    @cached_property
    def _shaped(self) -> dict[tuple[str, int], list[str]]:
        shaped = defaultdict(list)
        for word in sorted(self._vocabulary):
            shaped[word[0], len(word)].append(word)
        return shaped

    def row(self, text: str) -> Row:
        """Return the words of the folded ``text``."""
        chunks = _CHUNK.findall(text)
        stretched = _THRICE.search(text) is not None
        words: list[str] = []
        places: list[tuple[int, int]] = []
        single = 0
        for index, chunk in enumerate(chunks):
            if not stretched and not single and 1 < len(chunk) <= _SHORT and chunk.isalpha():
                words.append(chunk)
                places.append((index, index))
                continue
            stop = chunk[0] in _STOPS
            if len(chunk) == 1 and not stop:
                single += 1
            elif single:
                self._join(words, places, single)
                single = 0
            said: tuple[str, ...]
            if stop:
                said = (STOP,)
            elif chunk.isalpha():
                said = self._plain(chunk)
            elif chunk.isdigit():
                said = (chunk,)
            else:
                said = tuple(self._odd(chunk))
            words += said
            places += [(index, index)] * len(said)
            if chunk[-1] == "!" and len(said) and len(chunk) > 1:
                words.append(STOP)
                places.append((index, index))
        self._join(words, places, single)
        return Row(text, words, places)

    def _plain(self, chunk: str) -> tuple[str, ...]:
        """Return the words of a chunk of letters: one, or several that were run together."""
        said = self._met.get(chunk)
        if said is None:
            said = self._untangled(chunk)
            if len(self._met) >= _MOST_MET:
                self._met.clear()
            self._met[chunk] = said
        return said

    def _untangled(self, chunk: str) -> tuple[str, ...]:
        if chunk in self._vocabulary:
            return (chunk,)
        if _THRICE.search(chunk):
            return (self._squeezed.get(_DOUBLED.sub(r"\1", chunk), chunk),)
        if len(chunk) > _SHORT:
            parts = tuple(self._parts(chunk))
            # Two words run together are too often one ordinary word.
            if len(parts) > 2 and all(part in self._vocabulary and part not in _LETTERS for part in parts):
                return parts
        return (chunk,)

    def _odd(self, chunk: str) -> Iterator[str]:
        """Yield what a chunk with digits or signs in it stands for."""
        core = chunk.rstrip("!").lstrip("!|*")
        if any(c.isalpha() for c in core) and len(core) <= _LONGEST_WORD:
            for form in self._forms(core):
                if form in self._vocabulary:
                    yield form
                    return
        yield from _PLAIN.findall(chunk)

    def _forms(self, core: str) -> Iterator[str]:
        if "*" in core:
            for word in self._shaped.get((core[0], len(core)), ()):
                if all(mask in ("*", letter) for mask, letter in zip(core, word, strict=True)):
                    yield word
            return
        ways = [_LEET.get(c, c) for c in core]
        if sum(len(way) > 1 for way in ways) <= _MOST_MASKS:
            for letters in product(*ways):
                form = "".join(letters)
                yield form
                if _THRICE.search(form):
                    yield self._squeezed.get(_DOUBLED.sub(r"\1", form), form)

    def _join(self, words: list[str], places: list[tuple[int, int]], single: int) -> None:
        """Put the words together of which the last ``single`` chunks were the letters, one by one."""
        if single < 3:
            return
        letters = words[-single:]
        if len(letters) != single or all(letter.isdigit() for letter in letters):
            return
        joined = "".join(_LEET.get(letter, letter)[0] for letter in letters)
        parts = list(self._parts(joined))
        if not any(len(part) > 2 for part in parts):
            return
        first = places[-single][0]
        del words[-single:], places[-single:]
        at = 0
        for part in parts:
            words.append(part)
            places.append((first + at, first + at + len(part) - 1))
            at += len(part)

    def _parts(self, joined: str) -> Iterator[str]:
        """Cut letters into the longest known words, from the left; what is none stays a letter."""
        at = 0
        while at < len(joined):
            for length in self._lengths:
                part = joined[at : at + length]
                if len(part) == length and part in self._vocabulary and (length > 1 or part in _ALONE):
                    break
            else:
                part = joined[at]
            yield part
            at += len(part)
