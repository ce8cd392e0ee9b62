"""What a database says is told with what can be done about it."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from backend.cli.instance.storage import troubles_told
from backend.cli.terminal.failure import ExitCode, Failure


def told(code, words):
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    with pytest.raises(Failure) as failure, troubles_told():
        raise OperationalError("INSERT", {}, error)
    assert failure.value.exit_code == ExitCode.UNREACHABLE
    return str(failure.value)


def test_a_full_disk_is_no_matter_of_the_address():
    words = told(sqlite3.SQLITE_FULL, "database or disk is full")
    assert "no room left" in words
    assert "BRANCHPOINT_DATABASE_URL" not in words


def test_a_locked_file_is_no_matter_of_the_address():
    words = told(sqlite3.SQLITE_BUSY, "database is locked")
    assert "try again in a moment" in words
    assert "BRANCHPOINT_DATABASE_URL" not in words


def test_a_database_of_another_version_names_the_address():
    assert "BRANCHPOINT_DATABASE_URL" in told(sqlite3.SQLITE_ERROR, "no such table: runs")
