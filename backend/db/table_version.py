"""Whether a database is newer or older than this code, told without Alembic, which loads slowly."""

from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

VERSIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"
TOO_OLD = (
    "a newer version of Branchpoint has changed the database's tables; this worker takes no more "
    "runs. Bring it to the same version and start it again"
)
NOT_MIGRATED = (
    "the database lacks this version's tables; this worker waits until `branchpoint migrate` or "
    "`branchpoint up` has made them"
)


def is_older(session: Session) -> bool:
    """Whether migrations of this code are still to be applied, or all of them."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return True
    applied = session.scalar(text("SELECT version_num FROM alembic_version"))
    return applied is None or int(applied) < newest_known()


def is_newer(session: Session) -> bool:
    """Whether migrations that this code does not know were applied."""
    applied = session.scalar(text("SELECT version_num FROM alembic_version"))
    return applied is not None and int(applied) > newest_known()


@cache
def newest_known() -> int:
    """The number of the last migration; files are named by their numbers."""
    return max(int(file.stem.split("_")[0]) for file in VERSIONS.glob("[0-9]*_*.py"))
