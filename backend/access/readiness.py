"""Whether this process can do its work."""

import os
from importlib import import_module
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from backend.access.schemas import Readiness
from backend.db.room import ROOM_BYTES
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.errors import NotReady
from backend.settings import WebSettings

# Loaded where it is asked for: Alembic takes as long as half of our own models.
MIGRATIONS = "backend.db.migrate"


def check(store: Database, settings: DatabaseSettings, web: WebSettings) -> Readiness:
    """What the process can work with. Only reads, so that no writer can hold it up.

    Raises:
        NotReady: When the database does not answer or lacks this version's tables, or when there
            is no room left where the data lies.
    """
    try:
        with store.reading() as session:
            behind = import_module(MIGRATIONS).is_behind(session.connection())
    except SQLAlchemyError as error:
        raise NotReady(f"The database does not answer: {type(error).__name__}.") from error
    if behind:
        raise NotReady("The database lacks this version's tables. Run `branchpoint migrate`.")
    _refuse_without_room(settings.data)
    return Readiness(
        status="ready",
        database="sqlite" if settings.url.startswith("sqlite") else "postgresql",
        page_built=(web.page / "index.html").is_file(),
    )


def _refuse_without_room(data: Path) -> None:
    """Checkpoints, the log and SQLite's file lie in the data folder."""
    try:
        found = os.statvfs(data)
    except OSError as error:
        raise NotReady(f"The data folder cannot be read: {error.strerror}.") from error
    if found.f_flag & os.ST_RDONLY:
        raise NotReady("The data folder lies on a disk that is mounted read-only.")
    room = found.f_bavail * found.f_frsize
    if room < ROOM_BYTES:
        raise NotReady(
            f"The disk of the data folder is full: {room / 2**20:.0f} MiB are free, and "
            f"{ROOM_BYTES / 2**20:.0f} MiB are needed."
        )
