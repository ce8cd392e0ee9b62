"""What can be done to runs that exist: cancel, delete, restore, rename, tag, move."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db import asked, experiments, runs
from backend.db.base import database_now
from backend.db.queue import request_cancel
from backend.db.status import Status
from backend.db.tables import Run as RunRow
from backend.errors import ConflictingChange, Unknown
from backend.runs.quota import refuse_more
from backend.runs.run_view import existing_run, open_experiment, run_views
from backend.runs.schemas import CancelledRuns, Run, RunChange


def cancel(session: Session, run_ids: Sequence[str]) -> list[Run]:
    """Cancel runs; the ended ones among them stay as they are.

    Raises:
        Unknown: When one of them is not there; then none is cancelled.
    """
    rows = _all_of(session, run_ids)
    for row in rows:
        request_cancel(session, row.id)
    return run_views(session, run_ids)


def cancel_queued(
    session: Session, experiment_id: str | None, among: Sequence[str] | None = None
) -> CancelledRuns:
    """Cancel all that waits, or all of an experiment, or among some runs; what runs goes on.

    Raises:
        Unknown: When there is no such experiment.
    """
    if experiment_id is not None and experiments.get(session, experiment_id) is None:
        raise Unknown("experiment", experiment_id)
    waiting = select(RunRow.id).where(RunRow.status == Status.QUEUED, RunRow.deleted_at.is_(None))
    if experiment_id is not None:
        waiting = waiting.where(RunRow.experiment_id == experiment_id)
    if among is not None:
        waiting = waiting.where(RunRow.id.in_(among))
    # In the order in which workers take them, so that two who do this wait for one another.
    run_ids = session.scalars(waiting.order_by(RunRow.queued_at, RunRow.id)).all()
    ends = [request_cancel(session, run_id, Status.QUEUED) for run_id in run_ids]
    return CancelledRuns(count=ends.count(Status.CANCELLED))


def cancel_one(session: Session, run_id: str) -> Run:
    """Cancel a run. Twice is as good as once: the first answer may have been lost.

    Raises:
        Unknown: When it is not there.
        ConflictingChange: When it has ended in another way.
    """
    row = existing_run(session, run_id)
    status = Status(row.status)
    if status.is_final and status is not Status.CANCELLED:
        raise ConflictingChange(f"The run {row.name} has ended already: it is {row.status}.")
    return cancel(session, [run_id])[0]


def retry(session: Session, run_ids: Sequence[str]) -> list[Run]:
    """Put failed and cancelled runs back into the queue; the others among them stay as they are.

    Raises:
        Unknown: When one of them is not there; then none is tried again.
        QuotaReached: When too many runs of one account would wait; then none is either.
    """
    rows = _all_of(session, run_ids)
    back = Counter(row.account_id for row in rows if asked.may_be_retried(row))
    for account_id in sorted(filter(None, back)):
        refuse_more(session, account_id, back[account_id])
    for row in rows:
        asked.retry(session, row.id)
    return run_views(session, run_ids)


def delete(session: Session, run_ids: Sequence[str]) -> list[Run]:
    """Delete runs, cancelling those that have not ended. They can be restored.

    Raises:
        Unknown: When one of them is not there; then none is deleted.
    """
    rows = _all_of(session, run_ids)
    now = database_now(session)
    for row in rows:
        request_cancel(session, row.id)
        if row.deleted_at is None:
            runs.mark_deleted(session, row, now)
    return run_views(session, run_ids)


def restore(session: Session, run_id: str) -> Run:
    """Undo the deletion of a run. A cancelled one stays cancelled.

    Raises:
        Unknown: When it is not there.
        ConflictingChange: When its experiment was deleted.
    """
    row = existing_run(session, run_id)
    if row.deleted_at is not None:
        open_experiment(session, row.experiment_id)
        runs.mark_deleted(session, row, None)
    return run_views(session, [row.id])[0]


def edit(session: Session, run_id: str, changes: RunChange) -> Run:
    """Rename, tag or move a run, or write its notes. What the request leaves out stays.

    Raises:
        Unknown: When the run or the experiment is not there.
        ConflictingChange: When the experiment was deleted, or the notes were changed meanwhile.
    """
    row = existing_run(session, run_id)
    if changes.notes is not None:
        _write_notes(session, row, changes.notes, changes.notes_version)
    if changes.experiment_id is not None:
        open_experiment(session, changes.experiment_id)
        row.experiment_id = changes.experiment_id
    if changes.name is not None:
        row.name = changes.name
    if changes.tags is not None:
        row.tags = list(dict.fromkeys(changes.tags))
    runs.touch(session, row)
    return run_views(session, [row.id])[0]


def _write_notes(session: Session, row: RunRow, notes: str, version: int | None) -> None:
    seen = row.notes_version if version is None else version
    if not runs.write_notes(session, row, notes, seen):
        raise ConflictingChange(
            f"The notes of {row.name} were changed meanwhile, so that yours were not saved."
        )


def _all_of(session: Session, run_ids: Sequence[str]) -> list[RunRow]:
    found = runs.get_many(session, run_ids)
    for run_id in run_ids:
        if run_id not in found:
            raise Unknown("run", run_id)
    return [found[run_id] for run_id in dict.fromkeys(run_ids)]
