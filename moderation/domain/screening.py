"""Screening here, on this machine, that only sorts or holds for a person (rules 6 and 18)."""

import re
import unicodedata

_PATTERNS = [
    re.compile(
        r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+\s?(?:\.|\(dot\)|\[dot\])\s?[a-z]{2,}", re.I
    ),  # e-mail
    re.compile(r"\b(?:https?://|www\.)\S+", re.I),
    re.compile(
        r"\b[a-z0-9-]+\.(?:com|net|org|io|gg|me|fr|uk|ca|eu)\b(?:/\S*)?", re.I
    ),  # addresses without http
    re.compile(r"(?<!\w)@[a-z0-9_.]{3,}", re.I),  # handles
    re.compile(r"(?<!\d)(?:\+|00)?\d(?:[\s().-]?\d){7,14}(?!\d)"),  # telephone numbers
]


def contact_details(words: str) -> bool:
    """Tell whether ``words`` seem to hold a telephone number, an e-mail, a handle or a link."""
    folded = unicodedata.normalize("NFKC", words)
    return any(pattern.search(folded) for pattern in _PATTERNS)
