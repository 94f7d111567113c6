"""What waits for a backup: the keys of polls that were counted since the last one.

A key outlives its poll until the count is in a copy: a disaster in between would leave sealed votes that nobody can
open. Afterwards it is destroyed; there is no second copy of it.
"""

from datetime import datetime

from forums.polls.domain import closing


def waiting() -> list[int]:
    """Return what is over already: ask before the copy begins, so that the copy holds it."""
    return closing.keys_left()


def confirm(ended: list[int], *, now: datetime) -> None:
    """The copy is whole and on the disk: what waited for it is done."""
    for poll in ended:
        closing.destroy_key(poll, now=now)
