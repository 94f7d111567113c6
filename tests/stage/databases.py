"""The test database: migrated once for a set of migrations, then only copied.

Migrating takes many seconds, a copy some milliseconds. So the migrated database is kept as a template (a file in
``.cache/testdb`` on SQLite, a database of the cluster on PostgreSQL) under a name made from all migrations. Every
worker plays on a copy. A test that commits is followed by a fresh copy instead of Django's flush, which would also
wipe what the migrations put there: the site, the languages, the root page.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import django
import pytest
from asgiref.sync import SyncToAsync
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / ".cache" / "testdb"


def fingerprint() -> str:
    """Return a short name for the migrations of all installed apps: another name, another template."""
    total = hashlib.sha256(f"{django.VERSION} {settings.INSTALLED_APPS}".encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            total.update(f"{app.label}/{path.name}\0".encode() + path.read_bytes())
    return total.hexdigest()[:16]


def migrate(**environment: str) -> None:
    """Migrate the database that ``environment`` names, in a process of its own."""
    words = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(words, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        pytest.exit(f"The test database cannot be migrated:\n{done.stdout}{done.stderr}", returncode=3)


@contextlib.contextmanager
def alone(name: str):
    """Let one process at a time build a template."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / f"{name}.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class SQLite:
    """Files: the kept template, this worker's template and this worker's database, all in ordinary WAL mode."""

    def __init__(self) -> None:
        self.database = Path(settings.DATABASES["default"]["NAME"])
        self.template = self.database.with_name("template.sqlite3")

    def open(self) -> None:
        # A copy of our own: whoever tidies the kept ones cannot pull the stage from under a run.
        self.prepare(lambda kept: shutil.copyfile(kept, self.template))
        self.close()
        shutil.copyfile(self.template, self.database)

    def prepare(self, use: Callable[[Path], object] = str) -> None:
        """Migrate the kept template if there is none, and ``use`` it before anybody else may tidy it away."""
        kept = KEPT / f"{fingerprint()}.sqlite3"
        with alone("sqlite"):
            if not kept.exists():
                self.build(kept)
            use(kept)

    def build(self, kept: Path) -> None:
        folder = KEPT / f"building-{os.getpid()}"
        migrate(MOBILIZE_DATA_DIR=str(folder))
        with contextlib.closing(sqlite3.connect(folder / self.database.name)) as handle:
            handle.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for old in sorted(KEPT.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-3]:
            old.unlink()
        os.replace(folder / self.database.name, kept)
        shutil.rmtree(folder)

    def restore(self) -> None:
        # SQLite's own copying: a connection that a thread still holds sees the restored rows, and one that still
        # writes makes this wait and then fail loudly. A file put in its place would do neither.
        with (
            contextlib.closing(sqlite3.connect(self.template)) as source,
            contextlib.closing(sqlite3.connect(self.database, timeout=20)) as target,
        ):
            target.execute("PRAGMA synchronous=OFF")
            source.backup(target)

    def close(self) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.database}{ending}").unlink(missing_ok=True)


class PostgreSQL:
    """Databases of one cluster: the template, and one for this worker."""

    def __init__(self) -> None:
        self.address = os.environ["MOBILIZE_DATABASE_URL"]
        self.template = f"mobilize_template_{fingerprint()}"
        self.database = f"mobilize_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"

    def url(self, database: str) -> str:
        return urlsplit(self.address)._replace(path=f"/{database}").geturl()

    def order(self, *statements: str) -> list:
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as cluster:
            rows = [cluster.execute(statement) for statement in statements]
            return rows[-1].fetchall() if rows[-1].description else []

    def prepare(self) -> None:
        """Migrate the template of this cluster if there is none."""
        with alone("postgresql"):
            if not self.order(f"SELECT 1 FROM pg_database WHERE datname = '{self.template}'"):
                building = f"{self.template}_building"
                self.order(f"DROP DATABASE IF EXISTS {building} WITH (FORCE)", f"CREATE DATABASE {building}")
                migrate(MOBILIZE_DATABASE_URL=self.url(building))
                self.order(f"ALTER DATABASE {building} RENAME TO {self.template}")

    def open(self) -> None:
        self.prepare()
        self.restore()
        connection.settings_dict["NAME"] = self.database
        # A pool would keep connections to a database that is dropped and made anew after each test.
        connection.settings_dict["OPTIONS"].pop("pool")
        os.environ["MOBILIZE_DATABASE_URL"] = self.url(self.database)

    def restore(self) -> None:
        drop = f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)"
        self.order(drop, f"CREATE DATABASE {self.database} TEMPLATE {self.template}")

    def close(self) -> None:
        self.order(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")


def the_stage() -> SQLite | PostgreSQL:
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Put this worker's copy of the migrated database in place (instead of pytest-django's migrating)."""
    stage = the_stage()

    def let_go() -> None:
        connections.close_all()
        # The thread in which asgiref runs what is not async keeps connections of its own.
        SyncToAsync.single_thread_executor.submit(connections.close_all).result(10)

    def restore(*_) -> None:
        let_go()
        stage.restore()

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        connections.close_all()
        stage.open()
        django_db_blocker.restore()
        yield stage
        django_db_blocker.unblock()
        let_go()
        stage.close()
