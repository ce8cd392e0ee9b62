"""SQLite's only write lock: the longer somebody waits for it, the sooner it is theirs.

SQLite itself sleeps the longer the longer it waits, up to 0.1 s at a time. Whoever came last looks
most often and is served first, and where many write some wait until they are told that the
database is locked. Here it is the other way round: there is no line in which all would stand, but
whoever has waited looks more often than who has just come.
"""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from sqlalchemy import Connection

FIRST_PAUSE_SECONDS = 0.006
SHORTEST_PAUSE_SECONDS = 0.001
# Pauses are half as long after such a wait.
HALVED_SECONDS = 0.04
# Who writes for longer than this stores no report of a run: looking often would be no use.
LONG_SECONDS = 1.0
LONG_PAUSE_SECONDS = 0.02

# Not all are to look at one moment.
_pauses = secrets.SystemRandom()


def begin(connection: Connection, seconds: float) -> None:
    """Begin a transaction that may write as soon as no other does, waiting for that so long.

    Raises:
        sqlalchemy.exc.DatabaseError: When that did not come, or something else is in the way.
    """
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    began = time.monotonic()
    with _without_its_own_wait(driver):
        while _is_taken(driver) and (waited := time.monotonic() - began) < seconds:
            time.sleep(pause(waited) * _pauses.uniform(0.5, 1.5))
        if not driver.in_transaction:
            # What is in the way is told as everything else is that the database says.
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def pause(waited: float) -> float:
    """How long to sleep before looking again, in seconds, after so long a wait."""
    if waited > LONG_SECONDS:
        return LONG_PAUSE_SECONDS
    return max(SHORTEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS / (1 + waited / HALVED_SECONDS))


def _is_taken(driver: sqlite3.Connection) -> bool:
    """Whether another has the lock; if not, the transaction has begun, or cannot at all."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.DatabaseError as error:
        # The lowest byte says what it is, the others in which place.
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False


@contextmanager
def _without_its_own_wait(connection: sqlite3.Connection) -> Iterator[None]:
    ((before,),) = connection.execute("PRAGMA busy_timeout")
    connection.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={before}")
