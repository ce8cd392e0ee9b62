"""Many who write to SQLite at once: each has its turn soon, and nobody is told of a lock."""

import multiprocessing
import sqlite3
import threading
import time
from contextlib import closing

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError, OperationalError

from backend.db import experiments, write_lock
from backend.db import session as sessions
from backend.db.session import Database

# As long as a report of a run takes to write, with a processor that others want too.
HELD_SECONDS = 0.004
REST_SECONDS = 0.05
WRITERS = 24
SECONDS = 4.0


@pytest.fixture
def database(sqlite_settings):
    database = Database(sqlite_settings)
    yield database
    database.dispose()


def longest_waits(database):
    """Of each writer the longest time that it waited, in seconds, while all write on and on."""
    waited, ends = [], time.monotonic() + SECONDS

    def write():
        longest = 0.0
        while time.monotonic() < ends:
            began = time.monotonic()
            with database.engine.begin():
                longest = max(longest, time.monotonic() - began)
                time.sleep(HELD_SECONDS)
            time.sleep(REST_SECONDS)
        waited.append(longest)

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return waited


def test_whoever_waits_longer_is_not_served_later(database):
    waited = longest_waits(database)
    assert len(waited) == WRITERS
    # All in turn: 0.1 to 0.3 s. SQLite's own wait: 2 to 5 s.
    assert max(waited) < 1.5


def test_whoever_has_waited_longer_looks_more_often():
    pauses = [write_lock.pause(tenths / 10) for tenths in range(10)]
    assert pauses == sorted(pauses, reverse=True)
    assert pauses[0] > 3 * pauses[-1]


def hold_and_die(settings, has_begun):
    database = Database(settings)
    with database.transaction() as session:
        experiments.create(session, "lost")
        has_begun.set()
        time.sleep(600)


def test_the_lock_of_one_who_is_killed_is_free_at_once(database, sqlite_settings):
    context = multiprocessing.get_context("spawn")
    has_begun = context.Event()
    holder = context.Process(target=hold_and_die, args=(sqlite_settings, has_begun))
    holder.start()
    assert has_begun.wait(60)
    threading.Timer(0.3, holder.kill).start()
    with database.transaction() as session:
        experiments.create(session, "kept")
    holder.join()
    with database.reading() as session:
        assert [each.name for each in experiments.list_all(session)] == ["kept"]


def test_a_lock_that_is_held_too_long_is_told_when_the_time_is_over(
    database, sqlite_settings, monkeypatch
):
    monkeypatch.setattr(sessions, "BUSY_MILLISECONDS", 300)
    with closing(sqlite3.connect(sqlite_settings.data / "branchpoint.db")) as another:
        another.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with (
            pytest.raises(OperationalError, match="database is locked"),
            database.transaction() as session,
        ):
            experiments.create(session, "late")
        assert 0.3 <= time.monotonic() - began < 12
        another.rollback()
    with database.transaction() as session:
        experiments.create(session, "on time")


def test_other_statements_still_wait_as_long_as_sqlite_lets_them(database):
    with database.engine.connect() as connection:
        assert (
            connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == sessions.BUSY_MILLISECONDS
        )


def test_what_else_is_in_the_way_is_told_at_once_in_the_same_words(tmp_path):
    file = tmp_path / "letters.db"
    file.write_text("no database " * 1_000)
    engine = create_engine(f"sqlite:///{file}")
    began = time.monotonic()
    with engine.connect() as connection, pytest.raises(DatabaseError, match="not a database"):
        write_lock.begin(connection, 60)
    assert time.monotonic() - began < 30
    engine.dispose()
