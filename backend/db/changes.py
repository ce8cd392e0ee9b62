"""The feed of changes: ids only, so that a page that missed one refetches and is right again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from backend.db.base import database_now
from backend.db.tables import ChangeRow

ChangeKind = Literal[
    "run", "experiment", "series", "profiles", "logs", "share", "worker", "session"
]

CHANNEL = "branchpoint_changes"
KEPT = timedelta(hours=1)


def record(session: Session, kind: ChangeKind, entity_id: str, run_id: str | None = None) -> None:
    """Note that an entity changed, in the transaction that changes it.

    On PostgreSQL listeners on `CHANNEL` are woken when the transaction commits.
    """
    at = database_now(session)
    session.add(ChangeRow(at=at, kind=kind, entity_id=entity_id, run_id=run_id))
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


def since(session: Session, after_id: int, limit: int) -> Sequence[ChangeRow]:
    """The changes with an id above `after_id`, oldest first, at most `limit`.

    On PostgreSQL ids are drawn before transactions commit, so a smaller id can appear after a
    larger one was read. A follower asks again from a little before its last id and drops those it
    knows; a change overlooked all the same costs one late refetch, never a wrong picture.
    """
    query = select(ChangeRow).where(ChangeRow.id > after_id).order_by(ChangeRow.id).limit(limit)
    return session.scalars(query).all()


def latest_id(session: Session) -> int:
    """The newest change's id, 0 when there is none."""
    return session.scalar(select(func.max(ChangeRow.id))) or 0


def prune(session: Session) -> int:
    """Forget the changes older than an hour, but the newest; how many they were."""
    before = database_now(session) - KEPT
    newest = select(func.max(ChangeRow.id)).scalar_subquery()
    old = delete(ChangeRow).where(ChangeRow.at < before, ChangeRow.id < newest)
    return session.connection().execute(old).rowcount
