"""The line of a process's writers: SQLite lets one write at a time, and here each waits for its turn.

As rivals for the file they would sleep and look again, up to a tenth of a second each time, and whoever comes later
may well be first. In line each goes as soon as the one before is through. Other processes are still rivals.
"""

import os
import threading
from collections import deque


class WriterLine:
    """First come, first served. Whoever holds the turn is nobody's thread: it may be given back by another one."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def enter(self, *, seconds: float) -> bool:
        """Wait for the turn and take it; tell whether it came within ``seconds``."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return True
        with self._guard:
            if turn not in self._waiting:  # it came just now
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        """Give the turn to whoever came next."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_lines: dict[str, WriterLine] = {}


def line_of(file: str) -> WriterLine:
    """Return the line of this process for a database file."""
    return _lines.setdefault(file, WriterLine())


# A child that is forked off has none of the threads that hold or await a turn here.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_lines.clear)
