"""Several runs changed by few statements, however many they are."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now
from backend.db.queue import request_cancel
from backend.db.status import Status
from backend.db.tables import Run


def known(session: Session, run_ids: Collection[str]) -> set[str]:
    """Those of the ids that are of runs, deleted or not."""
    return set(session.scalars(select(Run.id).where(Run.id.in_(run_ids))))


def tags_of(session: Session, run_ids: Sequence[str]) -> Mapping[str, list[str]]:
    """Of each run its tags, which nobody else changes until the transaction ends."""
    query = select(Run.id, Run.tags).where(Run.id.in_(run_ids))
    # In one order, so that two who do this wait for one another.
    rows = session.execute(query.order_by(Run.id).with_for_update())
    return {run_id: list(tags) for run_id, tags in rows}


def set_tags(session: Session, tags: Mapping[str, Sequence[str]]) -> None:
    """Give each run these tags in place of those that it has."""
    if tags:
        rows = [{"id": run_id, "tags": list(each)} for run_id, each in tags.items()]
        session.execute(update(Run), rows)
        changes.record_runs(session, list(tags))


def unfinished(session: Session, run_ids: Sequence[str]) -> Sequence[str]:
    """Those that wait or run, in the order in which workers take them."""
    active = Run.status.in_([Status.QUEUED, Status.RUNNING])
    query = select(Run.id).where(Run.id.in_(run_ids), active)
    return session.scalars(query.order_by(Run.queued_at, Run.id)).all()


def mark(
    session: Session,
    run_ids: Sequence[str],
    name: Literal["archived_at", "pinned_at"],
    *,
    is_on: bool,
) -> list[str]:
    """Archive or pin runs, or take that back; the ids of those that were otherwise."""
    return [row.id for row in _set(session, run_ids, name, is_on=is_on)]


def mark_deleted(session: Session, run_ids: Sequence[str]) -> list[str]:
    """Hide runs, cancelling those that have not ended; the ids of those that were in sight."""
    for run_id in unfinished(session, run_ids):
        request_cancel(session, run_id)
    return _set_deleted(session, run_ids, is_on=True)


def mark_restored(session: Session, run_ids: Sequence[str]) -> list[str]:
    """Show hidden runs again; the ids of those that were hidden."""
    return _set_deleted(session, run_ids, is_on=False)


def _set_deleted(session: Session, run_ids: Sequence[str], *, is_on: bool) -> list[str]:
    moved = _set(session, run_ids, "deleted_at", is_on=is_on)
    for experiment_id in sorted({row.experiment_id for row in moved}):
        changes.record(session, "experiment", experiment_id)
    return [row.id for row in moved]


def _set(
    session: Session, run_ids: Sequence[str], name: str, *, is_on: bool
) -> Sequence[Row[str, str]]:
    """Set a time to now, or to none; id and experiment of each run that was otherwise."""
    column = getattr(Run, name)
    moved = session.execute(
        update(Run)
        .where(Run.id.in_(run_ids), column.is_(None) if is_on else column.is_not(None))
        .values({name: database_now(session) if is_on else None})
        .returning(Run.id, Run.experiment_id)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    changes.record_runs(session, [row.id for row in moved])
    return moved
