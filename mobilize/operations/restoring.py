"""Bringing data back. Everything is looked at before anything is written, and again afterwards."""

import os
import pwd
import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from forums.live.domain import streams
from forums.polls.domain import poll_keys
from forums.polls.enums import PollState
from forums.polls.models import GoalPoll
from mobilize.operations import disk, postgres_copy, sets, sqlite_copy, wrapped_keys
from mobilize.operations.trouble import Trouble
from people.domain import seal


@dataclass(frozen=True)
class Restored:
    """What an operator must know afterwards."""

    made_at: str
    behind: bool  # manage.py migrate has work, and then manage.py restore --finish
    polls_without_key: int  # their votes are lost: each becomes void, with its reason on the page


def restore(source: Path, *, wrapped: Path | None = None, passphrase: str = "") -> Restored:
    """Bring an SQLite set back into MOBILIZE_DATA_DIR.

    Errors: ``not_a_backup``, ``wrong_version``, ``other_database``, ``target_not_empty``, ``broken``,
    ``keys_missing``, ``wrong_passphrase``, ``other_keys``.
    """
    folder, about = _looked_at(source)
    target = Path(connection.settings_dict["NAME"])
    for ending in ("", "-wal", "-shm"):
        _must_be_empty(Path(f"{target}{ending}"))
    _must_be_empty(Path(settings.MEDIA_ROOT))
    database = about["database"]
    sets.check_files(folder, {database["file"]: database})
    sets.check_files(folder / "media", about["media"])
    _keys_fit(about, wrapped, passphrase)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    try:
        shutil.copyfile(folder / database["file"], draft)
        if sqlite_copy.soundness(draft) != database["rows"]:
            raise Trouble("broken", "The copy does not hold the rows that its manifest tells of.")
        disk.sync(draft)
        _bring_media(folder)
        os.replace(draft, target)
        disk.sync(target.parent)
    except sqlite3.DatabaseError as error:
        raise Trouble("broken", f"The copy of the database cannot be read: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return finish(about["made_at"])


def restore_postgres(source: Path, data: Path, *, wrapped: Path | None = None, passphrase: str = "") -> None:
    """Lay a base backup and the way to the log into ``data``, for a PostgreSQL that is started there afterwards.

    Errors: as for :func:`restore`.
    """
    folder, about = _looked_at(source)
    _must_be_empty(data)
    _must_be_empty(Path(settings.MEDIA_ROOT))
    sets.check_files(folder, {about["database"]["file"]: about["database"]})
    sets.check_files(folder / "media", about["media"])
    postgres_copy.verify(folder / postgres_copy.BASE)
    _keys_fit(about, wrapped, passphrase)
    shutil.copytree(folder / postgres_copy.BASE, data, dirs_exist_ok=True)
    log = (folder.parent / postgres_copy.WAL).resolve()
    if log.is_dir():
        # The file that was being written when the disaster came has an ending of its own.
        command = f'cp "{log}/%f" "%p" || cp "{log}/%f.partial" "%p"'
        with (data / "postgresql.auto.conf").open("a") as file:
            file.write(f"restore_command = '{command}'\nrecovery_target_timeline = 'latest'\n")
        (data / "recovery.signal").touch()
    data.chmod(0o700)
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        for path in (data, *data.rglob("*")):
            os.chown(path, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
    _bring_media(folder, folder.parent / "media")


def finish(made_at: str = "") -> Restored:
    """Make data that came back fit for use: the keys open them, streams begin anew, and what is lost is said.

    Where the tables are of an older Mobilize, only that is said. Doing it twice does no harm. Errors: ``other_keys``.
    """
    _until_writable()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return Restored(made_at, behind=True, polls_without_key=0)
    if not seal.sound():
        raise Trouble(
            "other_keys", "The seal key in MOBILIZE_KEYS_DIR does not open the data. Find the right one."
        )
    streams.begin_anew()
    running = GoalPoll.objects.filter(state__in=[PollState.OPEN, PollState.CLOSING])
    lost = sum(poll_keys.read(poll) is None for poll in running)
    return Restored(made_at, behind=False, polls_without_key=lost)


def _looked_at(source: Path) -> tuple[Path, dict]:
    folder = sets.chosen(source)
    about = sets.read(folder)
    sets.check_version(about)
    if about["vendor"] != connection.vendor:
        raise Trouble(
            "other_database",
            f"The backup is of {about['vendor']}, but this Mobilize runs on {connection.vendor}.",
        )
    return folder, about


def _must_be_empty(path: Path) -> None:
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        raise Trouble(
            "target_not_empty", f"{path} is there already. Move it away first: nothing is overwritten."
        )


def _keys_fit(about: dict, wrapped: Path | None, passphrase: str) -> None:
    if wrapped:
        wrapped_keys.put_back(wrapped_keys.unwrap(wrapped, passphrase))
    try:
        mark = sets.key_mark()
    except ImproperlyConfigured:
        raise Trouble(
            "keys_missing", "The seal key is not in MOBILIZE_KEYS_DIR. Bring it back with --keys FILE."
        ) from None
    if mark != about["seal_key"]:
        raise Trouble("other_keys", "The seal key in MOBILIZE_KEYS_DIR is not the one that these data need.")


def _bring_media(folder: Path, newer: Path | None = None) -> None:
    source = newer if newer and newer.is_dir() else folder / "media"
    disk.mirror(source, Path(settings.MEDIA_ROOT))


def _until_writable() -> None:
    """Wait until a PostgreSQL that has just come back has read its log to the end: before, it only answers.

    Errors: ``still_recovering`` after a minute.
    """
    if connection.vendor != "postgresql":
        return
    for _ in range(240):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.25)
    raise Trouble(
        "still_recovering", "PostgreSQL still reads its log. Try again in a minute: restore --finish"
    )
