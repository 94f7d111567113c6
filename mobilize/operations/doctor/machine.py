"""The ground: libraries, disk, clock, keys, database, Redis."""

import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from mobilize import sqlite_library
from mobilize.kernel import encrypted, keys, renewal
from mobilize.kernel.models import AuditEntry
from mobilize.operations import wrapped_keys
from mobilize.operations.doctor.findings import Said, bad, check, note
from people.domain import seal

LITTLE_SPACE = 1 << 30
NO_SPACE = 200 << 20


@check("database", "answers, and keeps what it said yes to")
def database(now: datetime) -> Iterator[Said]:
    try:
        yield from _promises()
    except OperationalError:
        yield bad(
            "it does not answer",
            "Look at MOBILIZE_DATABASE_URL, whether PostgreSQL runs, and for SQLite at MOBILIZE_DATA_DIR.",
        )


def _promises() -> Iterator[Said]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                cursor.execute("SELECT current_setting(%s)", [name])
                if cursor.fetchone()[0] == "off":
                    yield bad(
                        f"PostgreSQL runs with {name}=off", f"Set {name}=on, or a power cut loses votes."
                    )
            return
        if complaint := sqlite_library.complaint():
            yield bad("the SQLite library is unsafe", complaint)
        for name, wanted, hint in (
            ("journal_mode", "wal", "People who read would wait for people who write."),
            ("synchronous", 2, "A power cut could lose what was accepted."),
            ("foreign_keys", 1, "Rows could lead to nothing."),
            ("secure_delete", 1, "What was deleted would stay in the file."),
        ):
            cursor.execute(f"PRAGMA {name}")
            if (found := cursor.fetchone()[0]) != wanted:
                yield bad(f"SQLite runs with {name}={found}, not {wanted}", hint)


@check("slots", "the log is kept for nobody who is gone")
def idle_slots(now: datetime) -> Iterator[Said]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot_name, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), wal_status "
            "FROM pg_replication_slots WHERE NOT active ORDER BY slot_name"
        )
        idle = cursor.fetchall()
    for name, behind, status in idle:
        drop = f"drop it: SELECT pg_drop_replication_slot('{name}')."
        if status == "lost":
            yield bad(
                f"PostgreSQL kept no more log for the slot {name}",
                f"What read it must begin anew. First {drop} Then manage.py backup --follow.",
            )
            continue
        kept = int(behind or 0)
        level = bad if kept >= LITTLE_SPACE else note
        yield level(
            f"nobody reads the slot {name}, and PostgreSQL keeps {kept >> 20} MB of log for it",
            f"Start manage.py backup --follow again, before the disk is full. Or give it up and {drop}",
        )


@check("migrations", "the tables fit the program")
def migrations(now: datetime) -> Iterator[Said]:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield bad(f"{len(plan)} migrations wait", "Run manage.py migrate.")


@check("keys", "are there, closed to others, and open the data")
def keys_here(now: datetime) -> Iterator[Said]:
    folder = Path(settings.KEYS_DIR)
    if keys.SEAL_KEY not in wrapped_keys.here():
        yield bad(
            f"there is no {keys.SEAL_KEY} in MOBILIZE_KEYS_DIR",
            "Bring it back from the wrapped keys: manage.py restore --keys FILE. A new place: found_community.",
        )
        return
    for path in (folder, *sorted(folder.rglob("*"))):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield bad(f"others may read {path.name or folder}", f"chmod go-rwx {path}")
    for name in (keys.SEAL_KEY, encrypted.KEY):
        if keys.is_being_renewed(name):
            yield note(
                f"a change of {name} was not finished",
                f"Call it again: manage.py rotate_keys {name.removesuffix('.key')}.",
            )
    if not seal.sound():
        yield bad(
            "the seal key does not open the data",
            "It is the key of another installation: find the right one.",
        )


@check("fields", "what is encrypted opens with the keys that are here")
def encrypted_fields(now: datetime) -> Iterator[Said]:
    away, damaged = renewal.unopened()
    for key, fields in away.items():
        yield bad(
            f"the key {key} is away, and without it nobody can read {_listed(fields)}",
            "Bring it back from the wrapped keys, before anything else: manage.py restore --keys FILE. "
            "What was written since then stays readable too.",
        )
    for field in damaged:
        yield bad(
            f"a value of {field} does not open, although its key is here",
            "Somebody changed it outside the program: look for the value in a backup.",
        )


def _listed(names: list[str]) -> str:
    return ", ".join(sorted(names)[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


@check("disk", "has room")
def disk_space(now: datetime) -> Iterator[Said]:
    for name, place in (("data", settings.DATA_DIR), ("backups", settings.BACKUP_DIR)):
        if place and Path(place).is_dir():
            free = shutil.disk_usage(place).free
            if free < LITTLE_SPACE:
                level = bad if free < NO_SPACE else note
                yield level(
                    f"{free >> 20} MB are free for the {name}", "Make room: a full disk stops every post."
                )


@check("clock", "goes forward")
def clock(now: datetime) -> Iterator[Said]:
    newest = AuditEntry.objects.order_by("-id").values_list("at", flat=True).first()
    if newest and newest > now + timedelta(minutes=1):
        yield bad(
            f"the last act is dated {newest:%Y-%m-%d %H:%M}, which is still to come", "Set the clock (NTP)."
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs((cursor.fetchone()[0] - now).total_seconds())
        if apart > 5:
            yield bad(
                f"the database's clock is {apart:.0f} s apart", "Let both machines use the same NTP server."
            )


@check("redis", "answers where it is used")
def shared_memory(now: datetime) -> Iterator[Said]:
    if not settings.REDIS_URL:
        return
    line = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3, socket_connect_timeout=3)
    try:
        line.ping()
    except redis.RedisError as error:
        yield bad(
            f"Redis does not answer ({type(error).__name__})",
            "The site goes on, but live pages of several processes lag by seconds. Look at MOBILIZE_REDIS_URL.",
        )
    finally:
        line.close()
