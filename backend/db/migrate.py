"""Migrations: bring a database to the tables of this version, from wherever the process stands."""

import sys
import time
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from backend.db.session import READ_ONLY, create_database_engine
from backend.db.settings import DatabaseSettings

SAY_SECONDS = 2.0
SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


def _config(settings: DatabaseSettings) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["settings"] = settings
    config.attributes["progress"] = Progress()
    return config


class Progress:
    """Says every few seconds how far long work on a store is; what is quick says nothing."""

    def __init__(self, doing: str = "migrating") -> None:
        self._doing = doing
        self._said_at = time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Note that so much of something is done."""
        if time.monotonic() - self._said_at < SAY_SECONDS:
            return
        self._said_at = time.monotonic()
        sys.stderr.write(f"{self._doing} {what}: {done:,} of {of:,} ({done / max(of, 1):.0%})\n")
        sys.stderr.flush()


def upgrade(settings: DatabaseSettings, revision: str = "head") -> None:
    """Apply the migrations up to a revision."""
    command.upgrade(_config(settings), revision)


def downgrade(settings: DatabaseSettings, revision: str) -> None:
    """Take migrations back to a revision, `base` for none. Data of dropped tables is lost."""
    command.downgrade(_config(settings), revision)


def pending(settings: DatabaseSettings) -> bool:
    """Whether the database is older than this version's tables, or not there yet."""
    engine = create_database_engine(settings)
    try:
        with engine.execution_options(**{READ_ONLY: True}).connect() as connection:
            return is_behind(connection)
    finally:
        engine.dispose()


def is_behind(connection: Connection) -> bool:
    """Whether the connection's database is older than this version's tables. Only reads."""
    return MigrationContext.configure(connection).get_current_revision() != _newest()


@cache
def _newest() -> str | None:
    """The last migration; reading all of them takes long enough to do it once."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()


def make_revision(settings: DatabaseSettings, name: str) -> None:
    """Write the next migration, from the difference between the tables and the database."""
    scripts = ScriptDirectory.from_config(_config(settings))
    number = sum(1 for _ in scripts.walk_revisions()) + 1
    command.revision(_config(settings), name, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] != "revision":
        sys.exit("usage: python -m backend.db.migrate revision NAME")
    make_revision(DatabaseSettings(), sys.argv[2])
