"""Copies of PostgreSQL: a base backup, and the log of all changes since, as it is written.

PostgreSQL's own programs do the work (pg_basebackup, pg_receivewal, pg_verifybackup). The log of changes tells by its
times who wrote what, as no copy at one moment does; so it is cut off at the oldest base that is kept, and the folder
deserves the care of the seal key.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from mobilize.operations import confirmation, disk, sets
from mobilize.operations.trouble import Trouble

SLOT = "mobilize_backup"
BASE, WAL = "base", "wal"
ALIVE = ".alive"


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, of the server's version where it is known.

    Errors: ``programs_missing``.
    """
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")  # Debian keeps them off the PATH
    newest = max(versions, key=lambda path: int(path.parts[4]), default=None)
    found = str(newest) if newest else shutil.which(name)
    if not found:
        raise Trouble("programs_missing", f"{name} is not here. Install PostgreSQL's own programs.")
    return found


def _reach() -> tuple[list[str], dict]:
    """Return the words and the environment by which the programs reach the server; no password among the words."""
    about = connection.settings_dict
    words = []
    for flag, name in (("-h", "HOST"), ("-p", "PORT"), ("-U", "USER")):
        if about[name]:
            words += [flag, str(about[name])]
    return words, {**os.environ, "PGPASSWORD": about["PASSWORD"] or ""}


def _run(name: str, *words: str, code: str = "copy_failed") -> None:
    reach, env = _reach()
    reach = [] if name in {"pg_verifybackup", "pg_archivecleanup"} else [*reach, "--no-password"]
    done = subprocess.run(
        [program(name), *reach, *words], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Trouble(code, f"{name} says: {done.stderr.strip()[-400:]}")


def verify(base: Path) -> None:
    """Errors: ``broken`` if a file of the base is missing or damaged."""
    _run("pg_verifybackup", "--quiet", str(base), code="broken")


def take(folder: Path, *, now: datetime) -> Path:
    """Write one set with a base backup into ``folder`` and return it: whole and looked through, or not there."""
    ended = confirmation.waiting()
    draft, final = folder / f".{now:%Y-%m-%dT%H-%M-%S-%fZ}.draft", folder / f"{now:%Y-%m-%dT%H-%M-%S-%fZ}"
    draft.mkdir(parents=True, mode=0o700)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = [list(row) for row in cursor.fetchall()]
        _run("pg_basebackup", "-D", str(draft / BASE), "-X", "stream", "-c", "fast")
        verify(draft / BASE)
        media = disk.mirror(Path(settings.MEDIA_ROOT), draft / "media")
        listed = draft / BASE / "backup_manifest"
        about = {
            "file": f"{BASE}/{listed.name}",
            "size": listed.stat().st_size,
            "sha256": disk.digest(listed),
        }
        sets.write(draft, made_at=now, vendor="postgresql", database=about, media=media, applied=applied)
        draft.rename(final)
        disk.sync(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    confirmation.confirm(ended, now=now)
    return final


def cut_log(folder: Path) -> None:
    """Delete the log before the oldest base: nobody can be restored to it, and it tells too much."""
    bases = [path / BASE / "backup_label" for path in sets.all_in(folder)]
    bases = [path for path in bases if path.is_file()]
    if bases and (folder / WAL).is_dir():
        first = bases[0].read_text().split("file ", 1)[1].split(")", 1)[0]
        _run("pg_archivecleanup", str(folder / WAL), first)


class Follower:
    """Receives the log as it is written and says when a moment is safely in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / WAL
        self._media: dict = {}
        self._pending: tuple[list[int], str] | None = None  # what is over, and how far the log had to come

    def follow(self, *, rest: float, clock: Callable[[], datetime], over: Callable[[], bool]) -> None:
        """Keep pg_receivewal running and look every ``rest`` seconds, until ``over()``."""
        self.log.mkdir(parents=True, exist_ok=True, mode=0o700)
        _run("pg_receivewal", "--slot", SLOT, "--create-slot", "--if-not-exists")
        receiving = self._receive()
        try:
            if not sets.all_in(self.folder):
                take(self.folder, now=clock())
            while not over():
                if receiving.poll() is not None:
                    receiving = self._receive()
                self._look(clock())
                time.sleep(rest)
        finally:
            receiving.terminate()
            receiving.wait(20)

    def _receive(self) -> subprocess.Popen:
        reach, env = _reach()
        words = ["-D", str(self.log), "--slot", SLOT, "--synchronous", "--no-loop", "--no-password"]
        return subprocess.Popen([program("pg_receivewal"), *reach, *words], env=env, stdin=subprocess.DEVNULL)

    def _look(self, now: datetime) -> None:
        # Media first: no row of the log leads to a file that is not there.
        self._media = disk.mirror(Path(settings.MEDIA_ROOT), self.folder / "media", self._media)
        if self._pending is None:
            ended = confirmation.waiting()
            self._pending = (ended, _ask("SELECT pg_current_wal_flush_lsn()")[0])
        ended, moment = self._pending
        if _ask(_RECEIVED, moment, SLOT):
            (self.log / ALIVE).touch()
            self._pending = None
            confirmation.confirm(ended, now=now)


_RECEIVED = (
    "SELECT 1 FROM pg_stat_replication line JOIN pg_replication_slots slot ON slot.active_pid = line.pid "
    "WHERE line.flush_lsn >= %s::pg_lsn AND slot.slot_name = %s"
)


def _ask(question: str, *words: str) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(question, words)
        return cursor.fetchone() or ()
