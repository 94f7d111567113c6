"""Words as the search knows them: normalised, and cut down to their stems in English and in French.

Each word counts with both stems, whatever the language of the post is known to be: people take words from another
language, and one stemmer finds what the other misses ("buses" and "bus" meet in the French one). The stems come from
the Snowball algorithms (M. F. Porter, https://snowballstem.org). Scripts that put no spaces between words count by
pairs of characters, as is usual for them; a picture such as an emoji counts by itself.
"""

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

LONGEST = 64  # characters of a stem that count
# Han, kana, Hangul, Thai, Lao, Khmer and Burmese letters: written without spaces, or with few.
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003134f]+"
)
_WORD = re.compile(r"\w+|[^\w\s]")
_local = threading.local()


def words_in(text: str) -> list[tuple[int, int]]:
    """Return where the words of ``text`` begin and end. Punctuation is no word; an emoji is one."""
    return [
        match.span()
        for match in _WORD.finditer(text)
        if match.group()[0].isalnum() or unicodedata.category(match.group()[0]) == "So"
    ]


def stems_of(word: str) -> frozenset[str]:
    """Return the stems under which one word is found: usually one or two, several for a script without spaces."""
    return _stems(unicodedata.normalize("NFKC", word[: 4 * LONGEST]).casefold())


@lru_cache(maxsize=50_000)
def _stems(word: str) -> frozenset[str]:
    if _DENSE.search(word):
        return frozenset(_pairs(word))
    both = {stemmer.stemWord(word) for stemmer in _stemmers()}
    return frozenset(_plain(stem)[:LONGEST] for stem in both) - {""}


def _pairs(word: str):
    for piece in re.split(f"({_DENSE.pattern})", word):
        if _DENSE.fullmatch(piece):
            yield from piece
            yield from (piece[at : at + 2] for at in range(len(piece) - 1))
        elif piece:
            yield from _stems(piece)


def _plain(word: str) -> str:
    """Take the accents off: whoever types "eleve" finds "élève"."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _stemmers() -> list:
    # A stemmer remembers its word while it works, so each thread has its own.
    if not hasattr(_local, "stemmers"):
        _local.stemmers = [snowballstemmer.stemmer(language) for language in ("english", "french")]
    return _local.stemmers


def index_of(text: str) -> set[str]:
    """Return every stem under which ``text`` is found."""
    return set().union(*(stems_of(text[start:end]) for start, end in words_in(text)))


def asked(query: str, *, most: int) -> list[tuple[str, frozenset[str]]]:
    """Return what a query asks for, each word once and at most ``most`` of them: (word, any of these stems).

    A word of a script without spaces asks for all its pairs, one after the other.
    """
    found: dict[frozenset[str], str] = {}
    for start, end in words_in(query):
        word = query[start:end]
        stems = stems_of(word)
        if any(_DENSE.search(stem) for stem in stems):
            pairs = [stem for stem in stems if len(stem) > 1] or list(stems)
            for pair in sorted(pairs, key=word.find):
                found.setdefault(frozenset({pair}), pair)
        elif stems:
            found.setdefault(stems, word)
        if len(found) >= most:
            break
    return [(word, stems) for stems, word in found.items()][:most]
