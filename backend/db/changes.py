"""The feed of changes: ids only, so that a page that missed one refetches and is right again.

And tags of runs: what was computed from runs is still right while all of them have the same.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from sqlalchemy import Insert, delete, func, insert, select, text
from sqlalchemy.orm import Session

from backend.db.base import database_now, insert_of
from backend.db.kept_tables import RunTag
from backend.db.tables import ChangeRow, Run

ChangeKind = Literal[
    "run",
    "experiment",
    "series",
    "profiles",
    "logs",
    "share",
    "worker",
    "session",
    "view",
    "published",
]

CHANNEL = "branchpoint_changes"
KEPT = timedelta(hours=1)
TAG_BITS = 63


# Made once: what a statement is compiled by is computed once for each object.
_INSERT = insert(ChangeRow)


def record(session: Session, kind: ChangeKind, entity_id: str, run_id: str | None = None) -> None:
    """Note that an entity changed, in the transaction that changes it.

    A run that changed has another tag then; its log is no part of what is computed from it.
    On PostgreSQL listeners on `CHANNEL` are woken when the transaction commits.
    """
    at = database_now(session)
    session.add(ChangeRow(at=at, kind=kind, entity_id=entity_id, run_id=run_id))
    session.flush()
    if run_id is not None and kind != "logs":
        renew_tags(session, [run_id])
    _wake_listeners(session)


def record_measured(
    session: Session, run_id: str, kinds: Sequence[ChangeKind], at: datetime
) -> None:
    """Note that a run measured something, by two statements and waking nobody.

    The followers look again in 0.2 s at the latest. Transactions of PostgreSQL that wake somebody
    commit one after the other, each with its own wait for the disk, and runs do this every second.

    Args:
        session: The transaction that stores it.
        run_id: The run.
        kinds: What of it changed.
        at: The database's time.
    """
    rows = [{"at": at, "kind": kind, "entity_id": run_id, "run_id": run_id} for kind in kinds]
    session.connection().execute(_INSERT, rows)
    if any(kind != "logs" for kind in kinds):
        renew_tags(session, [run_id])


def record_runs(session: Session, run_ids: Sequence[str]) -> None:
    """Note that runs changed, by few statements however many they are."""
    if not run_ids:
        return
    at = database_now(session)
    rows = [{"at": at, "kind": "run", "entity_id": each, "run_id": each} for each in run_ids]
    session.execute(insert(ChangeRow), rows)
    # In one order, so that two who change the same runs wait for one another.
    renew_tags(session, sorted(run_ids))
    _wake_listeners(session)


def _wake_listeners(session: Session) -> None:
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


def renew_tags(session: Session, run_ids: Sequence[str]) -> None:
    """Give runs other tags, in the transaction that changes them.

    A number that is drawn, not counted: a store that was brought back from a copy and went on from
    there never comes to a tag that it had.
    """
    new = [{"run_id": run_id, "tag": secrets.randbits(TAG_BITS)} for run_id in run_ids]
    session.connection().execute(_new_tags(session.get_bind().dialect.name), new)


@cache
def _new_tags(dialect: str) -> Insert:
    new = insert_of(dialect, RunTag)
    return new.on_conflict_do_update(index_elements=["run_id"], set_={"tag": new.excluded.tag})


def tags(session: Session, run_ids: Sequence[str]) -> dict[str, int | None]:
    """The tag of each of these runs that is there; None of one that has not changed for long.

    Read before what they are tags of: what is read later may be newer than its tag, never older.
    """
    query = select(Run.id, RunTag.tag).outerjoin(RunTag, RunTag.run_id == Run.id)
    rows = session.execute(query.where(Run.id.in_(run_ids)))
    return {row.id: row.tag for row in rows}
