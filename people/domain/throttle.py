"""Counts of tries in the cache, so that nobody guesses codes by the thousand.

The counters live in the cache of the process (or in a shared one where the installation has it): a
restart forgets them, which costs a guesser a minute and nobody else anything.
"""

import hashlib

from django.core.cache import cache

from mobilize.kernel.refusal import Refused


def count(what: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one try of ``what`` by ``who``; after ``limit`` of them within ``seconds``: ``too_fast``."""
    key = _key(what, who)
    cache.add(key, 0, seconds)
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, seconds)
        tries = 1
    if tries > limit:
        raise Refused("too_fast")


def check(what: str, who: str, *, limit: int) -> None:
    """Refuse ``too_fast`` where ``limit`` tries are counted already, without counting one more."""
    if (cache.get(_key(what, who)) or 0) >= limit:
        raise Refused("too_fast")


def _key(what: str, who: str) -> str:
    return f"throttle:{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
