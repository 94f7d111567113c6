"""How a reader is spoken to. French says "tu" to a young person and "vous" to an adult; English says "you" to both.

The sentences that differ stand in a catalogue of their own, ``locale/fr/LC_MESSAGES/formal.po``, over the common one.
A door that knows its reader as an adult turns to it; everything else, from dates to plurals, stays the language's own.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

SUFFIX = "-formal"
DOMAIN = "formal"


class Formal(trans_real.DjangoTranslation):
    """All of a language, with its formal sentences on top."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self._name = f"{language}{SUFFIX}"
        for folder in reversed(settings.LOCALE_PATHS):
            self.merge(gettext.translation(DOMAIN, folder, [language], fallback=True))

    def to_language(self) -> str:
        return self._name


def has_two_forms() -> bool:
    """Tell whether the language now spoken knows a second form, which is not spoken yet."""
    return translation.get_language() == "fr"


def speak_formally() -> None:
    """Speak to the reader of this request as to an adult, from here on."""
    if not has_two_forms():
        return
    language = translation.get_language()
    name = f"{language}{SUFFIX}"
    if name not in trans_real._translations:
        trans_real._translations[name] = Formal(language)
    translation.activate(name)


@contextmanager
def towards(*, adult: bool) -> Iterator[None]:
    """Speak to somebody else than the reader of the page: to an adult, or to a young person."""
    with translation.override(language()):
        if adult:
            speak_formally()
        yield


def language() -> str:
    """Return the two letters of the language that is spoken, whatever the manners."""
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]
