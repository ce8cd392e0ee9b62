"""Whether anybody wrote to the database since it was last asked, which is cheaper than looking."""

import sqlite3
from contextlib import closing

from sqlalchemy import Engine, PoolProxiedConnection


class Written:
    """What somebody who looks again and again asks first.

    SQLite tells it from its index of the log, in microseconds; other databases are not asked, and
    anything may have been written there.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_told = engine.dialect.name == "sqlite"
        # It writes nothing itself, so that every change of the number is somebody else's commit.
        self._connection: PoolProxiedConnection | None = None
        self._version: int | None = None

    def again(self) -> bool:
        """Whether anything may have been committed since the last call; at the first, it may."""
        if not self._is_told:
            return True
        before, self._version = self._version, self._read()
        return self._version is None or self._version != before

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read(self) -> int | None:
        """A number that another one's commit changes; None where it cannot be had."""
        try:
            self._connection = self._connection or self._engine.raw_connection()
            with closing(self._connection.cursor()) as cursor:
                cursor.execute("PRAGMA data_version")
                row = cursor.fetchone()
        except sqlite3.Error:
            # Whoever looks for changes now meets the same trouble, and says so.
            self.close()
            return None
        return None if row is None else int(row[0])
