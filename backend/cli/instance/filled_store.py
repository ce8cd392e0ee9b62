"""An empty PostgreSQL database, filled with a store that was a SQLite file."""

from backend.cli.instance.storage import opened
from backend.cli.terminal.failure import Failure
from backend.db import copied_store, migrate
from backend.db.settings import DatabaseSettings


def fill_postgresql(source: DatabaseSettings, target: DatabaseSettings) -> dict[str, int]:
    """Copy a SQLite store into an empty PostgreSQL database and compare both: all or nothing.

    Returns:
        The rows of each table.

    Raises:
        Failure: When a worker is at work, the target is not empty, or the copy differs.
    """
    refuse_full(target)
    patient = target.model_copy(update={"statement_seconds": 0.0})
    with opened(patient) as into:
        migrate.upgrade(patient)
        # Nobody writes to the file meanwhile: its transaction has the only write lock.
        with (
            opened(source) as store,
            store.engine.begin() as reading,
            into.engine.begin() as writing,
        ):
            try:
                copied = copied_store.copy(reading, writing)
            except (copied_store.NotEmpty, copied_store.Differs) as error:
                raise Failure(f"nothing was copied: {error}.") from error
    return {name: each.rows for name, each in copied.items()}


def refuse_full(target: DatabaseSettings) -> None:
    """Before tables are made: a database that is somebody else's is left as it is.

    Raises:
        Failure: When there is anything in it.
    """
    try:
        with opened(target) as into, into.engine.connect() as connection:
            copied_store.refuse_what_is_there(connection)
    except copied_store.NotEmpty as error:
        raise Failure(f"the target is not empty: {error}. Make a new database.") from error
