"""Experiments: begun, renamed, deleted with their runs, and restored."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.authorisation import Principal, readable_experiment
from backend.db import asked, experiments, runs
from backend.db.base import database_now
from backend.db.queue import request_cancel
from backend.db.tables import Experiment as ExperimentRow
from backend.db.tables import Run as RunRow
from backend.errors import Unknown
from backend.experiment_view import experiment_view
from backend.experiments.schemas import ExperimentChange, Experiments, NewExperiment
from backend.schemas import Experiment


def newest(session: Session, limit: int) -> Experiments:
    """The experiments that are not deleted, the one that changed last first."""
    rows = experiments.list_all(session)
    summaries = experiments.summaries(session, rows)
    views = [experiment_view(row, summaries[row.id]) for row in rows]
    views.sort(key=lambda each: each.updated_at, reverse=True)
    return Experiments(items=views[:limit], total=len(views))


def create(session: Session, new: NewExperiment) -> Experiment:
    """Begin an experiment without runs."""
    return _view(session, experiments.create(session, new.name, new.description))


def read(session: Session, principal: Principal, experiment_id: str) -> Experiment:
    """One experiment, deleted or not.

    Raises:
        Unknown: When it is not there, or not what the asker's link shows.
    """
    return _view(session, readable_experiment(session, principal, experiment_id))


def edit(session: Session, experiment_id: str, changes: ExperimentChange) -> Experiment:
    """Rename or describe an experiment. What the request leaves out stays.

    Raises:
        Unknown: When it is not there.
    """
    row = _existing(session, experiment_id)
    if changes.name is not None:
        row.name = changes.name
    if changes.description is not None:
        row.description = changes.description
    if changes.max_running is not None:
        asked.limit_experiment(session, row, changes.max_running or None)
    experiments.touch(session, row)
    return _view(session, row)


def delete(session: Session, experiment_id: str) -> Experiment:
    """Delete an experiment and its runs, cancelling those that have not ended.

    The runs carry the experiment's own time of deletion, by which they are found again.

    Raises:
        Unknown: When it is not there.
    """
    row = _existing(session, experiment_id)
    if row.deleted_at is None:
        now = database_now(session)
        for run in runs.of_experiment(session, row.id):
            request_cancel(session, run.id)
            runs.mark_deleted(session, run, now)
        row.deleted_at = now
        experiments.touch(session, row)
    return _view(session, row)


def restore(session: Session, experiment_id: str) -> Experiment:
    """Undo a deletion: the experiment and the runs that were deleted with it.

    Raises:
        Unknown: When it is not there.
    """
    row = _existing(session, experiment_id)
    if row.deleted_at is not None:
        together = select(RunRow).where(
            RunRow.experiment_id == row.id, RunRow.deleted_at == row.deleted_at
        )
        for run in session.scalars(together).all():
            runs.mark_deleted(session, run, None)
        row.deleted_at = None
        experiments.touch(session, row)
    return _view(session, row)


def _existing(session: Session, experiment_id: str) -> ExperimentRow:
    row = experiments.get(session, experiment_id)
    if row is None:
        raise Unknown("experiment", experiment_id)
    return row


def _view(session: Session, row: ExperimentRow) -> Experiment:
    return experiment_view(row, experiments.summaries(session, [row])[row.id])
