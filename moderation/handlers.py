"""Which app answers for which kind of contribution. Upper floors register; the desk calls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from people.models import Byline


@dataclass(frozen=True)
class Subject:
    """A contribution as the desk shows it."""

    kind: str
    public_id: str
    byline: Byline
    version: int
    text: str
    html: str
    place: str  # title of the forum or session
    place_url: str
    is_public: bool  # others can read it now
    bands: tuple[str, ...] = ()  # who can read it when it is public; empty: every band
    language: str = ""  # of the words; empty: nobody knows it
    is_withdrawn: bool = (
        False  # its author took it back: nothing can be released, sent back or removed any more
    )


class Handler(Protocol):
    """What an app promises for its kind. Called inside the ruling's transaction."""

    label: object  # "Perspective", translatable

    def subject(self, public_id: str) -> Subject | None: ...

    def lock(
        self, public_id: str
    ) -> None: ...  # nobody else changes the contribution until the transaction ends

    def release(self, public_id: str, *, now: datetime) -> None: ...

    def send_back(self, public_id: str, *, now: datetime) -> None: ...

    def remove(self, public_id: str, *, now: datetime) -> None: ...

    def restore(self, public_id: str, *, now: datetime) -> None:
        """Show again what was sent back or removed: another moderator found that its author was right (rule 21)."""


_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """Answer for ``kind`` from now on. Errors: ``ValueError`` if somebody already does."""
    if kind in _handlers:
        raise ValueError(f"{kind!r} already has a handler")
    _handlers[kind] = handler


def known(kind: str) -> bool:
    return kind in _handlers


def of(kind: str) -> Handler:
    """Return who answers for ``kind``. Errors: ``LookupError``, loudly, if nobody does."""
    try:
        return _handlers[kind]
    except KeyError:
        raise LookupError(f"no app answers for {kind!r}") from None
