"""The database of this installation, with its troubles told in a sentence."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from backend.cli.terminal.failure import ExitCode, Failure
from backend.db import migrate, store_trouble
from backend.db.outage import Outage, outage
from backend.db.session import Database
from backend.db.settings import DatabaseSettings

ADVICE: Mapping[Outage | None, str] = {
    Outage.FULL: "There is no room left where the data lies; make room and try again.",
    Outage.BUSY: "Something else is using it; try again in a moment.",
}
OTHERWISE = (
    "Check BRANCHPOINT_DATABASE_URL, that its server runs, and that no newer version of "
    "Branchpoint has changed its tables."
)


@contextmanager
def troubles_told() -> Iterator[None]:
    """Turn what a database or an artifact store says into a failure that names the setting.

    Raises:
        Failure: When the one or the other cannot be reached or used.
    """
    try:
        with store_trouble.troubles_told():
            yield
    except store_trouble.StoreTrouble as error:
        raise Failure(f"{error}.", ExitCode.UNREACHABLE) from error
    except (SQLAlchemyError, CommandError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        advice = ADVICE.get(outage(error), OTHERWISE)
        raise Failure(
            f"the database cannot be used: {reason}\n{advice}", ExitCode.UNREACHABLE
        ) from error


def migrated(settings: DatabaseSettings) -> bool:
    """Bring the tables to this version; whether there was anything to do."""
    with troubles_told():
        is_behind = migrate.pending(settings)
        if is_behind:
            migrate.upgrade(settings)
        return is_behind


@contextmanager
def opened(settings: DatabaseSettings) -> Iterator[Database]:
    """The database, closed at the end."""
    with troubles_told():
        database = Database(settings)
        try:
            yield database
        finally:
            database.dispose()
