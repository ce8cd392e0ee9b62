"""Why the database could not do something that was all right to ask for.

The question is not at fault: it can be asked again, soon or when somebody has made room. SQLite
tells by its result code, PostgreSQL by its SQLSTATE, a full file system by errno.
"""

import errno
import sqlite3
import sys
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

if TYPE_CHECKING:
    import psycopg

_FULL_ERRNO = frozenset({errno.ENOSPC, errno.EDQUOT})
# The second: it cannot enlarge the file that readers and writers share beside the database.
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_AWAY = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR})
_FULL_STATE = "53100"
_BUSY_STATES = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock
        "53300",  # too many connections
        "55P03",  # lock timeout
        "57014",  # statement timeout
    }
)


class Outage(Enum):
    """What is wrong with the database for now."""

    BUSY = "busy"
    AWAY = "away"
    FULL = "full"


def is_away(error: BaseException) -> bool:
    """Whether the database is busy, full or away, so that the same may succeed later."""
    return outage(error) is not None


def outage(error: BaseException) -> Outage | None:
    """What is wrong with the database by this error.

    None where the mistake is ours, such as a missing table: SQLite calls that an operational error
    too, so its own code decides.
    """
    if isinstance(error, NoConnectionFree):
        return Outage.BUSY
    if isinstance(error, OSError):
        return Outage.FULL if error.errno in _FULL_ERRNO else None
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig)
    # An error of its driver is none where that was never loaded.
    psycopg = sys.modules.get("psycopg")
    if psycopg and isinstance(error.orig, psycopg.OperationalError | psycopg.InterfaceError):
        return _of_postgresql(error.orig)
    return Outage.AWAY if error.connection_invalidated else None


def _of_sqlite(error: sqlite3.Error) -> Outage | None:
    # An error of Python's driver, and not of SQLite, has no code.
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code in _FULL:
        return Outage.FULL
    primary = code & 0xFF
    if primary in _BUSY:
        return Outage.BUSY
    return Outage.AWAY if primary in _AWAY else None


def _of_postgresql(error: "psycopg.Error") -> Outage:
    # A connection that fails or breaks off has no SQLSTATE.
    if error.sqlstate == _FULL_STATE:
        return Outage.FULL
    return Outage.BUSY if error.sqlstate in _BUSY_STATES else Outage.AWAY
