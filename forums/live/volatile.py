"""The volatile lane: values that are always true as a whole, such as a count. Only the latest matters; nothing is kept.

Whoever owns such a value registers a reader for its kind. The hub asks all readers of a session in a thread of its
own, when the session's bell rang and at the look once a second, at most twice a second, and sends what is new as the
frame ``v`` to everybody in the room, whoever they are. So a reader never returns what not everybody there may know:
keeping small numbers back (rule 36) is the reader's duty. A page without a script shows :func:`now_in`.

After a change that no line of the log tells of, ring the bell: ``broadcast.ring(session_pk)``.
"""

from collections.abc import Callable
from typing import Any

#: ``reader(session_pk)`` returns (revision, value), or None where there is nothing to show. The revision grows with
#: every change of the value, in all processes alike, so it comes from the database. The value is what JSON can hold.
Reader = Callable[[int], tuple[int, Any] | None]
_readers: dict[str, Reader] = {}


def register(kind: str, reader: Reader) -> None:
    """Let ``reader`` answer for ``kind`` in every session."""
    _readers[kind] = reader


def one_now(kind: str, session_pk: int) -> Any:
    """Return the value of one kind as it is now, or None where there is nothing to show."""
    found = _readers[kind](session_pk) if kind in _readers else None
    return found[1] if found else None


def now_in(session_pk: int) -> dict[str, tuple[int, Any]]:
    """Return {kind: (revision, value)} of a session as it is now, without the kinds that have nothing to show."""
    found = {kind: reader(session_pk) for kind, reader in _readers.items()}
    return {kind: value for kind, value in found.items() if value is not None}
