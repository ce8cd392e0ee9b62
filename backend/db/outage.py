"""Why the database could not do something that was all right to ask for.

Rows are not at fault here: what failed can be asked for again, at once or when somebody has made
room. SQLite tells by its result code, PostgreSQL by its SQLSTATE, and a full file system by errno.
"""

import errno
import sqlite3
from enum import Enum

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

_FULL_ERRNO = frozenset({errno.ENOSPC, errno.EDQUOT})
# The second: it cannot enlarge the file that readers and writers share beside the database.
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BUSY_STATES = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock
        "53300",  # too many connections
        "55P03",  # lock timeout
        "57014",  # statement timeout
    }
)
_FULL_STATES = frozenset({"53100"})
# Connections (08), shutdowns and starts (57P), and a database that is not there (3D000).
_AWAY_STATES = ("08", "57P", "3D000")


class Outage(Enum):
    """What is wrong with the database for now."""

    BUSY = "busy"
    AWAY = "away"
    FULL = "full"


def outage(error: BaseException) -> Outage | None:
    """What is wrong with the database by this error; None where the database is well."""
    if isinstance(error, NoConnectionFree):
        return Outage.BUSY
    if isinstance(error, OSError):
        return Outage.FULL if error.errno in _FULL_ERRNO else None
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig)
    if isinstance(error.orig, psycopg.Error):
        return _of_postgresql(error.orig, is_cut_off=error.connection_invalidated)
    return None


def _of_sqlite(error: sqlite3.Error) -> Outage | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code in _FULL:
        return Outage.FULL
    if code & 0xFF == sqlite3.SQLITE_CANTOPEN:
        return Outage.AWAY
    return Outage.BUSY if code & 0xFF in _BUSY else None


def _of_postgresql(error: psycopg.Error, *, is_cut_off: bool) -> Outage | None:
    state = error.sqlstate
    if state in _FULL_STATES:
        return Outage.FULL
    if state in _BUSY_STATES:
        return Outage.BUSY
    # An attempt to connect that fails has no SQLSTATE.
    is_unanswered = state is None and isinstance(error, psycopg.OperationalError)
    is_away = state is not None and state.startswith(_AWAY_STATES)
    return Outage.AWAY if is_cut_off or is_unanswered or is_away else None
