"""Disguised letters made plain, with the way back to where they stood."""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from re import compile as pattern

#: Letters of other scripts that look like ours. Capitals stand here where they look like another letter than
#: their small form does.
_LOOKALIKES = {
    **dict(zip("авгекмнопрстухчьѕіїјһԁԛԝёӏ", "abrekmhonpctyx4bsiijhdqwel", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True)),
    **dict(zip("αβγεηικνορτυχωϲϳ", "abyenikvoptuxwcj", strict=True)),
    **dict(zip("օոսհցզտᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ", "onuhgqsabcdeghijklmnoprtuvwyz", strict=True)),
    **dict(zip("ıɑɡɩʋøłđħŧðþ", "iagivoldhtdp", strict=True)),
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "´": "'",
    "€": "e",
    "£": "l",
    "¡": "i",
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("·•∙⋅。｡", "."),
}
_BEYOND = pattern(r"[^\x00-\x7f]")
_LETTER_BLOCKS = (0x1F150, 0x1F170, 0x1F1E6)  # letters in black circles, in black squares, in pairs as flags


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` in plain small letters, and ``cuts``: where a place in it stops following the original one by one."""

    text: str
    cuts: tuple[tuple[int, int], ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stood in the original."""
        return self._back(start), self._back(end - 1) + 1

    def _back(self, at: int) -> int:
        cut = bisect_right(self.cuts, (at, 1 << 62)) - 1
        if cut < 0:
            return at
        folded, original = self.cuts[cut]
        return original + at - folded


def fold(words: str) -> Folded:
    """Make ``words`` plain: compatibility forms, case, accents, look-alikes; what cannot be seen falls out."""
    if words.isascii():
        return Folded(words.lower(), ())
    pieces: list[str] = []
    cuts: list[tuple[int, int]] = []
    done = length = 0
    for found in _BEYOND.finditer(words):
        at = found.start()
        plain = _plain(found.group())
        pieces += (words[done:at], plain)
        length += at - done + len(plain)
        done = at + 1
        if len(plain) != 1:
            first = length - len(plain)
            cuts += chain(((first + i, at) for i in range(len(plain))), ((length, done),))
    pieces.append(words[done:])
    return Folded("".join(pieces).lower(), tuple(cuts))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    for first in _LETTER_BLOCKS:
        if first <= ord(char) < first + 26:
            return chr(ord("a") + ord(char) - first)
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return "".join(
        _LOOKALIKES.get(letter, letter)
        for letter in letters
        if unicodedata.category(letter) not in {"Mn", "Me", "Cf", "Cc"}
    )
