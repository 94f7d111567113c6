"""How often a member may do what, counted in this process over all their tabs. A bucket fills by itself.

The limits of the domain (as many messages in as many seconds) hold across processes and stand beside these.
"""

import threading
import time

#: What may come at once, and how many more each second.
LIMITS: dict[str, tuple[float, float]] = {
    "say": (10, 1.0),
    "withdraw": (10, 1.0),
    "rule": (30, 5.0),
    "hand": (10, 1.0),  # by its door
    "hello": (10, 1.0),
    "since": (20, 2.0),
    "pong": (10, 0.5),
    "leave": (10, 1.0),
}
MANY = 20_000  # full buckets are thrown away beyond that number

_lock = threading.Lock()
_left: dict[tuple, tuple[float, float]] = {}  # (tokens, when that was)


def take(session_pk: int, membership_pk: int, kind: str) -> float:
    """Take one token. Return 0, or the seconds until there is one again."""
    most, per_second = LIMITS[kind]
    now, key = time.monotonic(), (session_pk, membership_pk, kind)
    with _lock:
        tokens, since = _left.get(key, (most, now))
        tokens = min(most, tokens + (now - since) * per_second)
        granted = tokens >= 1
        _left[key] = (tokens - granted, now)
        if len(_left) > MANY:
            _throw_away_full(now)
    return 0.0 if granted else (1 - tokens) / per_second


def forget() -> None:
    """Begin with full buckets."""
    with _lock:
        _left.clear()


def _throw_away_full(now: float) -> None:
    for key, (tokens, since) in list(_left.items()):
        most, per_second = LIMITS[key[2]]
        if tokens + (now - since) * per_second >= most:
            del _left[key]


class Flood:
    """The frames of one socket, whatever they are: nobody needs fifty a second."""

    __slots__ = ("_since", "_tokens")
    BURST, PER_SECOND = 200.0, 50.0

    def __init__(self) -> None:
        self._tokens, self._since = self.BURST, time.monotonic()

    def over(self) -> bool:
        """Count one frame; tell whether it is far too many by now."""
        now = time.monotonic()
        self._tokens = min(self.BURST, self._tokens + (now - self._since) * self.PER_SECOND) - 1
        self._since = now
        return self._tokens < 0
