"""Copies of an SQLite database that people are writing to.

A single set is SQLite's own online copy. The live copy follows the database within seconds: two generations are
brought up to date in turn by the blocks that differ, and the manifest names the one that is whole. There is no history
between them: a row of changes, second by second, would tell by its times who wrote what.
"""

import contextlib
import fcntl
import logging
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from mobilize.operations import confirmation, disk, sets
from mobilize.operations.trouble import Trouble

log = logging.getLogger(__name__)

NAME = "database.sqlite3"
WINDOW = 5.0  # what a disaster may cost, in seconds


def snapshot(target: Path) -> dict:
    """Copy the database as it is at one moment into ``target``; return how many rows each table has.

    Whoever writes is not held up. Errors: ``broken`` if the copy is not sound.
    """
    target.unlink(missing_ok=True)
    with (
        contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        copy.execute("PRAGMA synchronous=OFF")
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        return counts(copy)


def counts(handle: sqlite3.Connection) -> dict:
    tables = handle.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {name: handle.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in tables}  # noqa: S608


def soundness(path: Path) -> dict:
    """Return the rows of each table. Errors: ``broken`` if SQLite finds a fault or a row that leads nowhere."""
    with contextlib.closing(sqlite3.connect(path)) as handle:
        said = [row[0] for row in handle.execute("PRAGMA integrity_check(3)")]
        if said != ["ok"]:
            raise Trouble("broken", f"The copy of the database is damaged: {said[0]}")
        lost = handle.execute("PRAGMA foreign_key_check").fetchone()
        if lost:
            raise Trouble("broken", f"A row of {lost[0]} in the copy leads to nothing in {lost[2]}.")
        return counts(handle)


def take(folder: Path, *, now: datetime) -> Path:
    """Write one set into ``folder`` and return it. It is whole and looked through, or it is not there."""
    ended = confirmation.waiting()
    draft, final = folder / f".{now:%Y-%m-%dT%H-%M-%S-%fZ}.draft", folder / f"{now:%Y-%m-%dT%H-%M-%S-%fZ}"
    draft.mkdir(parents=True, mode=0o700)
    try:
        rows = snapshot(draft / NAME)
        soundness(draft / NAME)
        disk.sync(draft / NAME)
        media = disk.mirror(Path(settings.MEDIA_ROOT), draft / "media")
        _describe(draft, NAME, disk.digest(draft / NAME), rows, media, now)
        draft.rename(final)
        disk.sync(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    confirmation.confirm(ended, now=now)
    return final


def _describe(folder: Path, name: str, sha256: str, rows: dict, media: dict, now: datetime) -> None:
    with contextlib.closing(sqlite3.connect(f"file:{folder / name}?mode=ro&immutable=1", uri=True)) as copy:
        applied = copy.execute("SELECT app, name FROM django_migrations").fetchall()
    about = {"file": name, "size": (folder / name).stat().st_size, "sha256": sha256, "rows": rows}
    sets.write(folder, made_at=now, vendor="sqlite", database=about, media=media, applied=applied)


class Follower:
    """Keeps the live copy. One at a time for each folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / sets.LIVE
        self.media: dict = {}
        self.turn = 0
        self._seen: object = None

    def follow(self, *, rest: float, clock: Callable[[], datetime], over: Callable[[], bool]) -> None:
        """Look every ``rest`` seconds, until ``over()``. Errors: ``followed_already``."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Trouble("followed_already", f"Somebody keeps {self.folder} already.") from None
            with contextlib.suppress(Trouble):
                about = sets.read(self.folder)
                self.media, self.turn = about["media"], int(about["database"]["file"] == "a.sqlite3")
            with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as watch:
                while not over():
                    self._look(watch, clock())
                    time.sleep(rest)

    def _look(self, watch: sqlite3.Connection, now: datetime) -> None:
        version = watch.execute("PRAGMA data_version").fetchone()[0]
        if version != self._seen or confirmation.waiting():
            began = time.monotonic()
            self.refresh(now=now)
            took = time.monotonic() - began
            if took > WINDOW / 2:
                log.warning("The live copy took %.1f s. For a database of this size use PostgreSQL.", took)
        else:
            (self.folder / sets.MANIFEST).touch()  # still true
        self._seen = version

    def refresh(self, *, now: datetime) -> None:
        """Bring the older generation up to date and make it the one that counts."""
        ended = confirmation.waiting()
        name = "ab"[self.turn] + ".sqlite3"
        with tempfile.TemporaryDirectory(prefix="mobilize-copy-", dir=scratch()) as aside:
            rows = snapshot(Path(aside) / NAME)
            sha256 = disk.patch(Path(aside) / NAME, self.folder / name)
        self.media = disk.mirror(Path(settings.MEDIA_ROOT), self.folder / "media", self.media)
        _describe(self.folder, name, sha256, rows, self.media, now)
        self.turn = 1 - self.turn
        confirmation.confirm(ended, now=now)


def scratch() -> Path | None:
    """Return a folder in memory that has room for the database, or None: nothing is worn by what is thrown away."""
    memory = Path("/dev/shm")  # noqa: S108
    size = Path(connection.settings_dict["NAME"]).stat().st_size
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 3 * size else None
