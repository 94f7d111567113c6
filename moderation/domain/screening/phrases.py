"""Phrases with simple slots, read from the files of words, and a machine that finds them all in one go.

A line is one phrase. ``(one|two words)`` is a choice, ``?`` behind a word or a choice makes it optional, ``$name`` is a
choice that has a name (``$name = one|two words``), ``word~`` is any word that begins so, ``#`` a number, ``_`` any one
word, ``..`` up to three words of the same sentence. A word with an apostrophe is also found without it. A line that
begins with ``- `` is an ordinary phrase: what ends inside it is not taken for the sign of that file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .folding import fold

_PART = re.compile(r"\$(\w+)(\??)|\(([^()]*)\)(\??)|(\.\.)|([^\s()?]+)(\??)")
ANY, GAP, NUMBER, STOP = "_", "..", "#", "."
_NAME = re.compile(r"\$(\w+) = (.+)")
_LONGEST_GAP = 3
_MOST_STATES = 20_000


Edge = tuple[frozenset[str], int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A little map: from each place the words that lead on, and where to (no words: for free); the last is the end."""

    places: tuple[tuple[Edge, ...], ...]
    kind: str


def phrases_in(lines: Iterable[str], kind: str, names: Mapping[str, str]) -> Iterator[Phrase]:
    """Read the lines of one file. Errors: ``ValueError`` with the line that cannot be read."""
    named = dict(names)
    for line in (line.strip() for line in lines):
        if not line or line.startswith("# ") or line == "#":
            continue
        if name := _NAME.fullmatch(line):
            named[name[1]] = name[2]
        else:
            ordinary = line.startswith("- ")
            yield Phrase(_read(line.removeprefix("- "), named), f"-{kind}" if ordinary else kind)


def names_in(lines: Iterable[str]) -> dict[str, str]:
    """Return the choices that have a name."""
    return {name[1]: name[2] for line in lines if (name := _NAME.fullmatch(line.strip()))}


def _read(line: str, named: Mapping[str, str]) -> tuple[tuple[Edge, ...], ...]:
    places: list[list[Edge]] = [[]]
    here = at = 0
    while at < len(line):
        part = _PART.match(line, at)
        if part is None:
            raise ValueError(f"This phrase cannot be read: {line}")
        at = part.end() + len(line[part.end() :]) - len(line[part.end() :].lstrip())
        name, name_free, choice, choice_free, gap, word, word_free = part.groups()
        if gap and here == 0:
            raise ValueError(f"A phrase begins with a word: {line}")
        said = _chosen(
            f"${name}" if name is not None else gap or (choice if choice is not None else word), named
        )
        here = _lead_on(places, here, said, free=bool(name_free or choice_free or word_free))
    return tuple(tuple(edges) for edges in places)


def _chosen(said: str, named: Mapping[str, str]) -> Iterator[str]:
    """Yield each choice, and for one that is a name the choices of that name. Errors: ``ValueError``."""
    for choice in said.split("|"):
        if choice.startswith("$"):
            if choice[1:] not in named:
                raise ValueError(f"Nothing has the name {choice}")
            yield from _chosen(named[choice[1:]], named)
        else:
            yield choice


def _lead_on(places: list[list[Edge]], here: int, said: Iterable[str], *, free: bool) -> int:
    """Lay the ways from ``here`` to one new place, and return that place."""
    single: set[str] = set()
    longer: list[list[str]] = []
    for words in (spelled.split() for choice in said for spelled in _spelled(choice.strip())):
        if len(words) == 1:
            single.add(words[0])
        elif words:
            longer.append(words)
    between = len(places)
    places += [[] for words in longer for _ in words[1:]]
    there = len(places)
    places.append([])
    if single:
        places[here].append((frozenset(single), there))
    for words in longer:
        at = here
        for word in words[:-1]:
            places[at].append((frozenset({word}), between))
            at, between = between, between + 1
        places[at].append((frozenset({words[-1]}), there))
    if free:
        places[here].append((frozenset(), there))
    return there


def _spelled(words: str) -> set[str]:
    if words in {ANY, GAP, NUMBER}:
        return {words}
    plain = re.sub(r"[^a-z0-9'~# ]", " ", fold(words).text)
    return {plain.replace("'", " "), plain.replace("'", "")}


Place = tuple[int, int, int]  # phrase, place on its map, words skipped in a gap


class _State:
    __slots__ = ("ends", "onward", "places")

    def __init__(self, places: frozenset[Place], ends: tuple[str, ...]):
        self.places = places
        self.ends = ends
        self.onward: dict[str, _State | None] = {}


class Finder:
    """Finds where any of many phrases stand in a list of words. It learns its states as it meets them."""

    def __init__(self, phrases: Iterable[Phrase]):
        self._phrases = tuple(dict.fromkeys(phrases))
        words = {w for phrase in self._phrases for edges in phrase.places for said, _ in edges for w in said}
        self._beginnings: dict[int, set[str]] = defaultdict(set)
        for word in words:
            if word.endswith("~"):
                self._beginnings[len(word) - 1].add(word)
        self.vocabulary = frozenset(w for w in words if not w.endswith("~")) - {ANY, GAP, NUMBER, STOP}
        self._symbols: dict[str, str] = {}
        self._states: dict[frozenset[Place], _State] = {}
        self._root: dict[str, _State | None] = {}
        self._first: dict[str, set[Place]] = defaultdict(set)
        for index, _ in enumerate(self._phrases):
            for _, at, _ in self._onward({(index, 0, 0)}):
                for said, there in self._phrases[index].places[at]:
                    for word in said:
                        self._first[word].add((index, there, 0))

    def find(self, words: list[str]) -> list[tuple[int, int, str]]:
        """Return ``(first, behind the last, kind)`` of each phrase found in ``words``."""
        symbols, root, found = [self._symbol(word) for word in words], self._root, []
        for first, symbol in enumerate(symbols):
            try:
                state = root[symbol]
            except KeyError:
                state = self._begin(symbol)
            at = first + 1
            while state is not None:
                found += [(first, at, kind) for kind in state.ends]
                if at == len(symbols):
                    break
                symbol = symbols[at]
                here = state
                try:
                    state = here.onward[symbol]
                except KeyError:
                    state = self._step(here, symbol)
                at += 1
        return found

    def _symbol(self, word: str) -> str:
        known = self._symbols.get(word)
        if known is not None:
            return known
        if word in self.vocabulary or word == STOP:
            known = word
        elif word.isdigit():
            known = NUMBER
        else:
            beginnings = self._begun(word)
            known = beginnings[-1] if beginnings else ANY
        if len(self._symbols) >= _MOST_STATES:
            self._symbols.clear()
        self._symbols[word] = known
        return known

    def _begun(self, word: str) -> list[str]:
        word = word.removesuffix("~")
        return [f"{word[:n]}~" for n in sorted(self._beginnings) if f"{word[:n]}~" in self._beginnings[n]]

    def _means(self, symbol: str) -> set[str]:
        """Return every way in which a step can have written the symbol."""
        if symbol == NUMBER:
            return {NUMBER, ANY}
        return {symbol, ANY, *self._begun(symbol)}

    def _begin(self, symbol: str) -> "_State | None":
        places: set[Place] = set()
        if symbol != STOP:
            for word in self._means(symbol):
                places |= self._first.get(word, set())
        self._root[symbol] = state = self._state(places)
        return state

    def _step(self, state: _State, symbol: str) -> "_State | None":
        after: set[Place] = set()
        means = self._means(symbol)
        for phrase, at, skipped in state.places:
            for said, there in self._phrases[phrase].places[at]:
                if symbol == STOP:
                    if said and not skipped and GAP not in said:
                        after.add((phrase, at, 0))
                elif GAP in said:
                    if skipped < _LONGEST_GAP:
                        after.add((phrase, at, skipped + 1))
                elif said & means:
                    after.add((phrase, there, 0))
        state.onward[symbol] = following = self._state(after)
        return following

    def _state(self, places: set[Place]) -> "_State | None":
        key = frozenset(self._onward(places))
        if not key:
            return None
        if key not in self._states:
            if len(self._states) >= _MOST_STATES:
                self._states.clear()
                self._root.clear()
            ends = {self._phrases[p].kind for p, at, _ in key if at == self._end(p)}
            self._states[key] = _State(key, tuple(sorted(ends)))
        return self._states[key]

    def _end(self, phrase: int) -> int:
        return len(self._phrases[phrase].places) - 1

    def _onward(self, places: set[Place]) -> set[Place]:
        """Return the places and all that can be reached from them without a word."""
        reached, todo = set(places), list(places)
        while todo:
            phrase, at, skipped = todo.pop()
            for said, there in self._phrases[phrase].places[at]:
                if not said or GAP in said:
                    place = (phrase, there, min(skipped, 1))  # after words in a gap the sentence must not end
                    if place not in reached:
                        reached.add(place)
                        todo.append(place)
        return reached
