"""Ways to reach somebody: telephone numbers, e-mail, links and addresses (handles stand in the files of words)."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

Span = tuple[int, int]

_ENDINGS = (
    "com|net|org|info|gg|fr|uk|ca|eu|be|ch|app|xyz|link|io|tv|co|edu|gov|de|dev|fm|es|lu|club|site|online|fun"
)
_SHORT = "me|ly|be|to|it|us|gl|gd|am|tt|page|id"  # also words: only with something behind the stroke
_LINK = re.compile(rf"\.(?:(?:{_ENDINGS})(?![a-z0-9-])|(?:{_SHORT})/\w)")
_BEFORE_LINK = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}\Z")
_SCHEME = re.compile(r"\b(?:h\s?(?:t\s?t|x\s?x)\s?p\s?s?\s?:\s?/\s?/|w\s?w\s?w\s?\.)\s?\S{1,200}")
_AT = re.compile(r"(?:[\[({<]\s?(?:at|arobase|arob)\s?[\])}>]|@)\s?(?=[a-z0-9])")
_BEFORE_AT = re.compile(r"[a-z0-9][\w.+-]{0,63}\s?\Z")
_BEHIND_AT = re.compile(
    r"[a-z0-9-]{1,63}\s?(?:\.|[\[({<]\s?(?:dot|point|\.)\s?[\])}>]|\s(?:dot|point)\s)\s?[a-z]{2,24}\b"
)
_HANDLE = re.compile(r"(?<![\w@.])@[a-z_][a-z0-9_.]{2,40}|\b[a-z0-9_.]{2,32}#\d{4}\b")
_NAMED = re.compile(
    r"\b(?:sc|snap|snapchat|insta|instagram|ig|discord|telegram|tt|tiktok|psn|gamertag|roblox|kik|pseudo|username)"
    r" ?[:=] ?@?[a-z0-9](?:[a-z0-9]{0,30}[._\d][a-z0-9._]{0,30}|[a-z0-9]{2,30}(?=\s*(?:\Z|\n)))"
)
_SPACED_ENDING = re.compile(r"\. ?(?:c ?o ?m|n ?e ?t|o ?r ?g|f ?r)\b")
_SPACED_BEFORE = re.compile(r"\b(?:[a-z0-9] ){3,40}\Z")
_POSTCODE = re.compile(
    r"\b(?:[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2}|[abceghj-nprstvxy]\d[a-z] \d[a-z]\d)\b"
)

_DIGITS = re.compile(r"(?<![\w,])\+?\(?[\do](?:[ ./()_-]{0,2}[\do]){5,15}(?!\w)")
_DATE = re.compile(
    r"\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d\d|(?:19|20)\d\d[./ -]\d{1,2}[./ -]\d{1,2}|(?:(?:19|20)\d\d\D{0,2}){2,}"
)
_CALLS = re.compile(
    r"\b(?:call|ring|text|txt|phone|number|num|numero|tel|telephone|mobile|cell|digits|whatsapp|sms|texto|portable"
    r"|appelle|appeler|joindre|reach|rappelle)\b"
)
_SHAPES = re.compile(
    r"\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}|\d{3}-\d{4}|\d{9,15}|[07]\d{3,4} ?\d{3} ?\d{3}|\d{10,11}"
)


def _row(said: str) -> list[str]:
    return said.split()


_NUMBERS = {
    **dict(zip(_row("zero one two three four five six seven eight nine"), "0123456789", strict=True)),
    **dict(zip(_row("un deux trois quatre cinq sept huit neuf"), "12345789", strict=True)),
    **dict(zip(_row("oh o nought une dix ten onze douze"), _row("0 0 0 1 10 10 11 12"), strict=True)),
    **dict(zip(_row("treize quatorze quinze seize vingt trente"), _row("13 14 15 16 20 30"), strict=True)),
    **dict(zip(_row("quarante cinquante soixante septante"), _row("40 50 60 70"), strict=True)),
    **dict(zip(_row("huitante nonante eleven twelve thirteen"), _row("80 90 11 12 13"), strict=True)),
    **dict(zip(_row("fourteen fifteen sixteen seventeen eighteen"), _row("14 15 16 17 18"), strict=True)),
    **dict(zip(_row("nineteen twenty thirty forty fifty"), _row("19 20 30 40 50"), strict=True)),
    **dict(zip(_row("sixty seventy eighty ninety"), _row("60 70 80 90"), strict=True)),
}
_BETWEEN = frozenset({"et", "and", "double", "triple", "hundred", "plus", "cent"})
_ENOUGH_DIGITS = 7

_STREETS = frozenset(
    _row(
        "street st road rd avenue ave lane boulevard blvd crescent terrace grove gardens drive close court way place"
        " square hill row walk mews green park parkway"
    )
)
_STREETS_ALSO_WORDS = frozenset(
    _row("st drive close court way place square hill row walk green park gardens")
)
_RUES = frozenset(
    _row("rue avenue av boulevard bd chemin impasse allee place quai route square ruelle sentier")
)
_RUES_ALSO_WORDS = frozenset(_row("place route chemin"))
_LINKS = frozenset(_row("de du des la le les l d"))
_NO_NAME = frozenset(
    _row(
        "the a an in on of to at and or by from with down up over across was is were are be people kids students us"
        " sur dans devant de du la le les des au aux et en par pour personnes eleves places bancs est sont ont"
        " that this our your more other per for out walked ran cars minute minutes hour hours km m metres meters"
    )
)


def written(text: str) -> Iterator[Span]:
    """Yield what looks like an e-mail, a link, a handle, a postcode or digits of a telephone, in folded ``text``."""
    if "." in text:
        for found in _LINK.finditer(text):
            before = _BEFORE_LINK.search(text, max(0, found.start() - 63), found.start())
            if before:
                yield before.start(), found.end()
        for found in _SPACED_ENDING.finditer(text):
            before = _SPACED_BEFORE.search(text, max(0, found.start() - 81), found.start())
            if before:
                yield before.start(), found.end()
    if ":" in text or "=" in text:
        yield from (found.span() for found in _NAMED.finditer(text))
    if "/" in text or "ww" in text or "w w" in text:
        yield from (found.span() for found in _SCHEME.finditer(text))
    if "@" in text or "at" in text or "aro" in text:
        for found in _AT.finditer(text):
            before = _BEFORE_AT.search(text, max(0, found.start() - 65), found.start())
            behind = _BEHIND_AT.match(text, found.end())
            if before and behind:
                yield before.start(), behind.end()
    if "@" in text or "#" in text:
        yield from (found.span() for found in _HANDLE.finditer(text))
    yield from (found.span() for found in _POSTCODE.finditer(text))
    for found in _DIGITS.finditer(text):
        if _telephones(found.group(), text[max(0, found.start() - 40) : found.start()]):
            yield found.span()


def _telephones(said: str, before: str) -> bool:
    digits = re.sub(r"\D", "", said.replace("o", "0"))
    if len(digits) < 6 or sum(char.isdigit() for char in said) < 5:
        return False
    if _DATE.fullmatch(said.strip()) or _counts(re.findall(r"\d+", said)):
        return False
    cued = _CALLS.search(before) is not None
    if said[0] == "+" or digits[0] == "0":
        return len(digits) >= 8 or cued
    return cued or _SHAPES.fullmatch(said.strip()) is not None


def _counts(numbers: list[str]) -> bool:
    """Tell whether the numbers go up one by one, as rooms and tables do."""
    steps = [int(number) for number in numbers]
    return len(steps) > 2 and all(b - a == 1 for a, b in pairwise(steps))


def spoken(words: list[str]) -> Iterator[Span]:
    """Yield rows of number words (and digits) that are long enough for a telephone, as places among ``words``."""
    first, said, numbers = 0, "", 0
    steps: list[str] = []
    for at, word in enumerate([*words, ""]):
        number = str(_NUMBERS.get(word, "")) or (word if word.isdigit() else "")
        if number or (steps and word in _BETWEEN):
            if not steps:
                first = at
            steps.append(number or word)
            said += number
            numbers += word in _NUMBERS
            continue
        if len(said) >= _ENOUGH_DIGITS and numbers > 2 and not _counts([s for s in steps if s.isdigit()]):
            yield first, at
        if steps:
            said, numbers, steps = "", 0, []


def addresses(words: list[str], is_name: Callable[[int], bool]) -> Iterator[Span]:
    """Yield street addresses as places among ``words``; ``is_name(i)`` tells whether word ``i`` has a capital."""
    for at, word in enumerate(words):
        if len(word) > 5 or not word[0].isdigit():
            continue
        ahead = words[at + 1 : at + 7]
        if ahead and ahead[0] in {"bis", "ter"}:
            at, ahead = at + 1, ahead[1:]
        if len(ahead) > 1 and ahead[0] in _RUES:
            if ahead[0] not in _RUES_ALSO_WORDS or (ahead[1] in _LINKS and ahead[2:3]) or is_name(at + 2):
                yield at, min(at + 5, len(words))
                continue
        for far, street in enumerate(ahead[:4]):
            if street in _NO_NAME:
                break
            if far and street in _STREETS:
                if street not in _STREETS_ALSO_WORDS or is_name(at + 1):
                    yield at, at + far + 2
                break
