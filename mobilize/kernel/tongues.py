"""In which language people's words are, and how a page says so to whoever listens to it (WCAG 3.1.2, rule 62)."""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Small words that nobody writes without, and that mean nothing in the other language.
_SMALL = {
    "en": _each(
        "am and are at be been but can could did do does for from get had has have he her his how i if in is it "
        "its more my no not of our she should so some than that the their them then there they this to too until "
        "was we were what when where who why will with would you your"
    ),
    "fr": _each(
        "au aussi aux avec avoir ce ces cette chez dans de des du elle elles est et eux faire faut il ils je la le "
        "les leur lui ma mais mes moi mon même ne nos notre nous où par parce pas peut peux plus pour pourquoi qu "
        "quand que qui sans ses si sont suis sur ta tes toi ton toujours tout tous toute trop très tu un une vos "
        "votre vous à ça été être"
    ),
}
_LETTERS = re.compile(r"[^\W\d_]+")


def language_of(words: str, *, otherwise: str = "") -> str:
    """Return the code of the language that ``words`` are in; ``otherwise`` where their small words do not tell.

    Somebody who reads the site in one language may well write in another, and the words are what is read aloud.
    """
    found = _LETTERS.findall(words.casefold())
    counted = {
        code: sum(word in _SMALL[code] for word in found)
        for code, _name in settings.LANGUAGES
        if code in _SMALL
    }
    most = max(counted.values(), default=0)
    clear = [code for code, count in counted.items() if count == most]
    return clear[0] if most and len(clear) == 1 else otherwise


@lru_cache(maxsize=100)
def spoken(code: str) -> SafeString:
    """Return the attributes of an element whose words are in the language ``code``; nothing where nobody knows it."""
    if not code:
        return SafeString("")
    try:
        turned = get_language_info(code)["bidi"]
    except KeyError:
        turned = False
    return format_html(' lang="{}"{}', code, mark_safe(' dir="rtl"') if turned else "")


def sentence(words: str, **parts: object) -> SafeString:
    """Return a sentence of the page with parts that may be in other languages (:func:`said_in`) at its %(names)s."""
    return SafeString(escape(words) % {name: conditional_escape(part) for name, part in parts.items()})


def said_in(words: object, code: str) -> SafeString | str:
    """Return ``words`` as a part of a sentence that is in another language than they may be."""
    if not code:
        return words if isinstance(words, SafeString) else str(words)
    return format_html("<span{}>{}</span>", spoken(code), words)
