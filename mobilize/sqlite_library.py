"""Put a safe SQLite in place of the system's before Django loads it.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that two connections write to
(https://www.sqlite.org/wal.html, "WAL-reset bug"); 3.51.3 fixed it. ``pysqlite3``
carries its own newer library, so it stands in for the standard module.
"""

import sys

SAFE_VERSION = (3, 51, 3)


def install() -> None:
    """Make ``import sqlite3`` mean ``pysqlite3`` where that package is installed."""
    if sys.modules.get("sqlite3") is not None and sys.modules["sqlite3"].__name__ == "pysqlite3":
        return
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def complaint() -> str:
    """Return the sentence that says why this SQLite is unsafe, or an empty string."""
    import sqlite3

    if sqlite3.sqlite_version_info >= SAFE_VERSION:
        return ""
    return (
        f"SQLite {sqlite3.sqlite_version} can damage the database when two connections write. "
        "Install the package pysqlite3 (or SQLite 3.51.3 or newer), "
        "or set MOBILIZE_DATABASE_URL to a PostgreSQL database."
    )
