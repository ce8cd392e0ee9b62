"""What is told of a database that is busy, away or full, by errors that it really raised."""

import errno
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from backend.db import experiments, session
from backend.db.outage import Outage, is_away, outage
from backend.db.session import Database
from backend.db.settings import DatabaseSettings


@contextmanager
def impatient(settings, monkeypatch):
    """A database that waits a moment for a lock."""
    monkeypatch.setattr(session, "BUSY_MILLISECONDS", 100)
    database = Database(settings)
    yield database
    database.dispose()


def raised(work):
    with pytest.raises((SQLAlchemyError, OSError)) as caught:
        work()
    return caught.value


def write(database):
    with database.transaction() as session:
        experiments.create(session, "x")


def test_a_lock_that_is_held_too_long_is_busy(database, database_settings, monkeypatch):
    with impatient(database_settings, monkeypatch) as other, database.transaction() as held:
        if database.engine.dialect.name == "postgresql":
            held.execute(text("LOCK TABLE experiments IN ACCESS EXCLUSIVE MODE"))
        else:
            held.execute(text("SELECT 1"))
        error = raised(lambda: write(other))
    assert outage(error) is Outage.BUSY


def test_a_pool_without_a_free_connection_is_busy(tmp_path):
    engine = create_engine(
        f"sqlite:///{tmp_path}/x.db", pool_size=1, max_overflow=0, pool_timeout=0.1
    )
    with engine.connect():
        assert outage(raised(engine.connect)) is Outage.BUSY
    engine.dispose()


def test_a_database_file_that_may_not_grow_is_full(sqlite_settings):
    database = Database(sqlite_settings)

    def fill():
        with database.transaction() as session:
            pages = session.scalar(text("PRAGMA page_count"))
            session.execute(text(f"PRAGMA max_page_count = {pages}"))
            for _ in range(100):
                experiments.create(session, "x", "long " * 500)

    error = raised(fill)
    database.dispose()
    assert outage(error) is Outage.FULL


def test_a_file_that_cannot_be_opened_and_a_server_that_is_not_there_are_away(tmp_path):
    (tmp_path / "branchpoint.db").mkdir()
    for url in ("", "postgresql://nobody@127.0.0.1:1/branchpoint"):
        database = Database(DatabaseSettings(data=tmp_path, database_url=url))
        assert outage(raised(lambda: write(database))) is Outage.AWAY  # noqa: B023 - called at once
        database.dispose()


@pytest.mark.postgres
def test_a_connection_that_postgresql_ends_is_away(postgres_address, tmp_path):
    database = Database(DatabaseSettings(data=tmp_path, database_url=postgres_address))

    def cut_off():
        with database.transaction() as session, database.transaction() as other:
            process = session.scalar(text("SELECT pg_backend_pid()"))
            other.execute(text(f"SELECT pg_terminate_backend({process})"))
            session.execute(text("SELECT 1"))

    assert outage(raised(cut_off)) is Outage.AWAY
    database.dispose()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg.errors.TooManyConnections(), Outage.BUSY),
        (psycopg.errors.DeadlockDetected(), Outage.BUSY),
        (psycopg.errors.DiskFull(), Outage.FULL),
        (psycopg.errors.CannotConnectNow(), Outage.AWAY),
        (psycopg.InterfaceError("the connection is closed"), Outage.AWAY),
        (psycopg.errors.UndefinedTable(), None),
    ],
)
def test_postgresql_says_which_it_is(error, expected):
    assert outage(DBAPIError("SELECT 1", {}, error)) is expected


def test_a_full_disk_is_told_by_the_file_system_and_other_troubles_are_not_ours():
    assert outage(OSError(errno.ENOSPC, "no space")) is Outage.FULL
    assert outage(OSError(errno.EACCES, "no")) is None
    assert outage(ValueError("no")) is None


def test_a_mistake_of_ours_is_no_outage(database):
    def ask():
        with database.reading() as session:
            session.execute(text("SELECT * FROM nothing"))

    error = raised(ask)
    assert not is_away(error)
    assert isinstance(error, DBAPIError)
