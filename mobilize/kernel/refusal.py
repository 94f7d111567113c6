"""Refused: the one exception for every expected "no". It has a code, a sentence, and a way on."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

#: code -> (HTTP status, sentence). Apps add theirs with :func:`codes`.
CODES: dict[str, tuple[int, object]] = {
    "not_found": (404, _("We could not find that page.")),
    "sign_in": (403, _("Please sign in first.")),
    "not_now": (409, _("That cannot be done now. Look at the page again: it may have changed.")),
    "changed_meanwhile": (409, _("Somebody changed this a moment ago. Look at it again before you go on.")),
    "too_fast": (429, _("That was very fast. Wait a moment, then try again.")),
    "invalid": (422, _("Something is missing or too long. Look at the marked fields.")),
}


#: code -> what draws its own page from (request, refused), where a sentence in a form is not answer enough.
PAGES: dict[str, Callable] = {}


def answers(code: str, page: Callable) -> None:
    """Let ``page(request, refused)`` answer this code instead of a sentence in a form."""
    PAGES[code] = page


def codes(**more: tuple[int, object]) -> None:
    """Register refusal codes of an app. A code belongs to one sentence: a second one is an error."""
    for code, entry in more.items():
        if code in CODES and CODES[code] != entry:
            raise ValueError(f"refusal code {code!r} is already taken")
        CODES[code] = entry


class Refused(Exception):
    """The command was understood and refused; nothing was changed.

    ``code`` is one of :data:`CODES`; ``params`` fill the sentence; ``field`` names the form field
    the sentence belongs to, if any.
    """

    def __init__(self, code: str, *, field: str | None = None, **params) -> None:
        if code not in CODES:
            raise LookupError(f"unknown refusal code {code!r}")
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    @property
    def status(self) -> int:
        return CODES[self.code][0]

    @property
    def hidden(self) -> bool:
        """True where the thing must look as if it did not exist."""
        return self.status == 404

    @property
    def has_page(self) -> bool:
        """True where no form can tell it: whoever catches it lets it go on to its own page."""
        return self.code in PAGES

    @property
    def message(self) -> str:
        sentence = str(CODES[self.code][1])
        return sentence % self.params if self.params else sentence

    def __str__(self) -> str:
        return self.code
