"""The bell: after a commit it tells whoever listens in this process that a session's log has grown.

It carries no content. The log is the truth; a bell that is lost costs a moment, never a message.
"""

import logging
from collections.abc import Callable

from django.db import transaction

log = logging.getLogger(__name__)
Listener = Callable[[int], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call ``listener(session_pk)`` after each commit that concerns a session, from whatever thread wrote it."""
    _listeners.append(listener)


def forget(listener: Listener) -> None:
    """Stop calling ``listener``."""
    if listener in _listeners:
        _listeners.remove(listener)


def ring(session_pk: int) -> None:
    """Ring for the session once the present transaction has committed."""
    transaction.on_commit(lambda: _tell(session_pk))


def _tell(session_pk: int) -> None:
    for listener in list(_listeners):
        try:
            listener(session_pk)
        except Exception:  # what was committed stays, whoever could not be told
            log.exception("a listener could not be told of session %s", session_pk)
