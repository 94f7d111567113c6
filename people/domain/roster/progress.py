"""How far a list has come, for whoever waits for it.

All of a list is one transaction, of which nobody sees anything before its end; so it is told beside the database, in a
small file of two numbers in the data folder. Where no file can be written or read, a page says that it goes on, and
not how far.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Progress:
    done: int
    of: int


def _place(run: str) -> Path:
    return Path(settings.DATA_DIR) / "rosters" / f"{run}.progress"


def note(run: str, done: int, of: int) -> None:
    """Write down how many of how many people of the list with this public id are done."""
    place = _place(run)
    with contextlib.suppress(OSError):  # a bar that stands still stops no list
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_suffix(".new")
        beside.write_text(f"{done} {of}")
        beside.replace(place)


def read(run: str) -> Progress | None:
    with contextlib.suppress(OSError, ValueError):
        done, of = _place(run).read_text().split()
        return Progress(int(done), int(of))
    return None


def clear(run: str) -> None:
    with contextlib.suppress(OSError):
        _place(run).unlink(missing_ok=True)
