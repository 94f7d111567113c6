"""The writers of one process stand in line for SQLite's file: first come, first served, and nobody stays for ever."""

import threading
import time

import pytest
from django.db import OperationalError, connections

from mobilize.kernel.sqlite import base
from mobilize.kernel.sqlite.line import WriterLine, line_of


@pytest.fixture
def database(tmp_path, django_db_blocker):
    """A way to open connections to a file of its own, each as a thread of a server has it."""
    opened = []

    def connect(timeout: float = 20):
        settings = {
            **connections["default"].settings_dict,
            "ENGINE": "mobilize.kernel.sqlite", "NAME": tmp_path / "lines.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": timeout},
        }  # fmt: skip
        made = base.DatabaseWrapper(settings)
        made.inc_thread_sharing()
        opened.append(made)
        return made

    with django_db_blocker.unblock():
        with connect().cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, who INTEGER)")
        connect.line = line_of(str(tmp_path / "lines.sqlite3"))
        yield connect
        for made in opened:
            made.close()


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection, *, by):
    by()
    connection.set_autocommit(True)


def test_a_turn_is_given_in_the_order_of_coming():
    line, order = WriterLine(), []
    assert line.enter(seconds=0)

    def wait(number):
        assert line.enter(seconds=30)
        order.append(number)
        line.leave()

    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(line._waiting) <= number:
            time.sleep(0.001)
    line.leave()
    for thread in threads:
        thread.join(30)
    assert order == list(range(6))
    assert line.enter(seconds=0)


def test_whoever_waits_too_long_leaves_the_line_and_it_goes_on():
    line = WriterLine()
    assert line.enter(seconds=0)
    assert not line.enter(seconds=0.01)
    line.leave()
    assert line.enter(seconds=0)


@pytest.mark.parametrize("way", ["commit", "rollback", "close"])
def test_the_turn_ends_with_the_transaction_however_it_ends(database, way):
    one, other = database(), database(timeout=0.05)
    begin(one)
    with pytest.raises(OperationalError, match="locked"):
        begin(other)
    if way == "close":
        one.close()
    else:
        end(one, by=getattr(one, way))
    begin(other)
    end(other, by=other.commit)


def test_a_begin_that_fails_gives_the_turn_back(database, tmp_path):
    import sqlite3

    outside = sqlite3.connect(tmp_path / "lines.sqlite3", isolation_level=None)  # as another process
    outside.execute("BEGIN IMMEDIATE")
    one = database(timeout=0.05)
    with pytest.raises(OperationalError, match="locked"):
        begin(one)
    assert database.line.enter(seconds=0)
    database.line.leave()
    outside.execute("COMMIT")
    outside.close()


def test_readers_stand_in_no_line(database):
    one, other = database(), database(timeout=0.05)
    begin(one)
    with other.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM rows")
        assert cursor.fetchone() == (0,)
    end(one, by=one.rollback)


def test_eight_writers_at_once_lose_nothing(database):
    faults = []

    def work(who):
        try:
            connection = database()
            for _ in range(20):
                begin(connection)
                with connection.cursor() as cursor:
                    cursor.execute("INSERT INTO rows (who) VALUES (%s)", [who])
                end(connection, by=connection.commit)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert faults == []
    with database().cursor() as cursor:
        cursor.execute("SELECT who, COUNT(*) FROM rows GROUP BY who")
        assert cursor.fetchall() == [(who, 20) for who in range(8)]


def test_the_house_itself_uses_the_line():
    connection = connections["default"]
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL puts its writers in line by itself")
    assert isinstance(connection, base.DatabaseWrapper)
