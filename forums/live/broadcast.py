"""The bell: after a commit it tells every hub, here and in other processes, that there is something to look at.

It carries no content. The log is the truth; a bell that is lost costs a moment, never a message.
"""

import logging
from collections.abc import Callable
from functools import cache

from django.db import transaction

from forums.live import fanout
from forums.live.fanout import Hint

log = logging.getLogger(__name__)
Listener = Callable[[Hint], None]
_listeners: list[Listener] = []


@cache
def _between_processes() -> fanout.Fanout:
    return fanout.of_installation()


@cache
def _hear_the_others() -> None:
    _between_processes().listen(_tell_here)


def listen(listener: Listener) -> None:
    """Call ``listener(hint)`` after each commit that concerns a session or a member, from whatever thread.

    A hint is ``("session", pk)`` (its log or its numbers changed) or ``("member", membership pk)`` (what they may do
    changed).
    """
    _listeners.append(listener)
    _hear_the_others()


def forget(listener: Listener) -> None:
    """Stop calling ``listener``."""
    if listener in _listeners:
        _listeners.remove(listener)


def ring(session_pk: int) -> None:
    """Ring for the session once the present transaction has committed."""
    transaction.on_commit(lambda: _tell(("session", session_pk)))


def recheck(membership_pk: int) -> None:
    """Have every hub look again, once the present transaction has committed, whether the member may stay."""
    transaction.on_commit(lambda: _tell(("member", membership_pk)))


def _tell(hint: Hint) -> None:
    _tell_here(hint)
    try:
        _between_processes().tell(hint)
    except Exception:  # what was committed stays, whoever could not be told
        log.exception("the other processes could not be told of %s %s", *hint)


def _tell_here(hint: Hint) -> None:
    for listener in list(_listeners):
        try:
            listener(hint)
        except Exception:
            log.exception("a listener could not be told of %s %s", *hint)
