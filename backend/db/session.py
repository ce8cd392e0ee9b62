"""Sessions on the database: one transaction, committed where it was opened."""

import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from pydantic_core import from_json
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from backend.db import write_lock
from backend.db.kept_answers import MOST_WAITING_ANSWERS, WAITING_ANSWERS, WaitingAnswers
from backend.db.run_summaries import MOST_WAITING, WAITING, Waiting
from backend.db.settings import DatabaseSettings

if TYPE_CHECKING:
    import psycopg

BUSY_MILLISECONDS = 15_000
CONNECT_SECONDS = 5
READ_ONLY = "branchpoint_read_only"


class Pool(TypedDict):
    """How many connections a process may have. They are opened as they are needed."""

    pool_size: int
    max_overflow: int
    pool_timeout: float


class Habits(TypedDict):
    """What sessions of a database have in common."""

    expire_on_commit: bool
    info: dict[object, object]


def _pool(settings: DatabaseSettings) -> Pool:
    return Pool(
        pool_size=settings.database_connections,
        max_overflow=0,
        pool_timeout=settings.connection_wait_seconds,
    )


def create_database_engine(settings: DatabaseSettings) -> Engine:
    """An engine with this project's habits for the database that the settings name."""
    url = make_url(settings.url)
    if url.get_backend_name() != "sqlite":
        return _postgresql_engine(url, settings)
    if url.database and url.database != ":memory:":
        _make_private(Path(url.database))
    waits = {"timeout": BUSY_MILLISECONDS / 1000}
    pool = _pool(settings)
    engine = create_engine(url, connect_args=waits, json_deserializer=from_json, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql_engine(url: URL, settings: DatabaseSettings) -> Engine:
    # A server that is cut off answers nothing at all; the address may ask for another wait.
    waits = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    engine = create_engine(
        url, pool_pre_ping=True, connect_args=waits, json_deserializer=from_json, **_pool(settings)
    )
    limits = {
        "lock_timeout": BUSY_MILLISECONDS,
        "statement_timeout": round(1_000 * settings.statement_seconds),
    }

    def prepare(connection: "psycopg.Connection", _: object) -> None:
        for name, milliseconds in limits.items():
            connection.execute(f"SET {name} = {milliseconds}")
        connection.commit()

    event.listen(engine, "connect", prepare)
    return engine


def _make_private(file: Path) -> None:
    """Make the file, where it is missing, for this user alone. SQLite's other files follow it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What stands in the way here stands in SQLite's, whose error says what may be done.
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # The driver's own BEGIN comes too late and is deferred; ours is sent by `_begin_sqlite`.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own knows ASCII alone, so that a search for "über" would not find "Über".
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once unless only reading.

    A deferred transaction that reads first and then writes fails with "database is locked" when
    another writer came in between, and no timeout helps.
    """
    if connection.get_execution_options().get(READ_ONLY, False):
        connection.exec_driver_sql("BEGIN")
    else:
        write_lock.begin(connection, BUSY_MILLISECONDS / 1000)


class Database:
    """The store of an instance.

    Attributes:
        settings: Where it lies.
        engine: The pool of connections.
        waiting_summaries: What was made of runs by those who only read, until it is stored.
        waiting_answers: What they were answered, likewise.
    """

    def __init__(self, settings: DatabaseSettings) -> None:
        self.settings = settings
        self.engine = create_database_engine(settings)
        self.waiting_summaries: Waiting = deque(maxlen=MOST_WAITING)
        self.waiting_answers: WaitingAnswers = deque(maxlen=MOST_WAITING_ANSWERS)
        habits: Habits = {
            "expire_on_commit": False,
            "info": {WAITING: self.waiting_summaries, WAITING_ANSWERS: self.waiting_answers},
        }
        self._sessions = sessionmaker(self.engine, **habits)
        reading = self.engine.execution_options(**{READ_ONLY: True})
        self._reading = sessionmaker(reading, **habits)

    def session(self, *, is_reading: bool) -> Session:
        """A session without a connection yet: it takes one at its first query."""
        return self._reading() if is_reading else self._sessions()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction that may write: committed at the end, rolled back on an error."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view that writes nothing, and on SQLite holds no writer up."""
        with self._reading() as session:
            yield session

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()
