"""A program beside ours that writes to a SQLite file and does not end."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_locked(file: Path) -> Iterator[None]:
    """Hold the one write lock of a database; a minute is waited for it."""
    connection = sqlite3.connect(file, timeout=60, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()
