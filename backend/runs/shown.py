"""A stored run as responses show it."""

from collections.abc import Sequence
from math import isfinite

from sqlalchemy.orm import Session

from backend.db import experiments, runs
from backend.db.status import Status
from backend.db.tables import Run as RunRow
from backend.errors import Unknown
from backend.runs.schemas import Run, RunWarning
from backend.spec.measures import Measures
from backend.verdict.warnings import warnings_of


def _shown(row: RunRow, experiment_name: str, improver: str) -> Run:
    return Run(
        id=row.id,
        experiment_id=row.experiment_id,
        experiment_name=experiment_name,
        name=row.name,
        status=Status(row.status).value,
        cancel_requested=row.cancel_requested_at is not None,
        environment=row.environment,
        version=row.version,
        improver=improver,
        rollout_length=row.rollout_length,
        start=row.start,
        seed=row.seed,
        tags=list(row.tags),
        env_steps=row.env_steps,
        total_steps=row.total_steps,
        progress=min(1.0, row.env_steps / row.total_steps),
        steps_per_second=row.steps_per_second,
        seconds_left=_seconds_left(row),
        phase=row.phase if row.status == "running" else None,
        stalled_since=row.stalled_since,
        real_return=_finite(row.real_return),
        model_return=_finite(row.model_return),
        warnings=_warnings(row),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        attempt=row.attempt,
        max_attempts=row.max_attempts,
        worker_id=row.worker_id,
        failure_reason=row.failure_reason,
        parent_id=row.parent_id,
        deleted_at=row.deleted_at,
    )


def _warnings(row: RunRow) -> list[RunWarning]:
    found = warnings_of(Measures.stored(row.measures))
    return [RunWarning.model_validate(warned) for warned in found]


def _finite(value: float | None) -> float | None:
    """JSON has no infinity; a return that is none is shown as missing."""
    return value if value is not None and isfinite(value) else None


def _seconds_left(row: RunRow) -> float | None:
    if row.status != "running" or not row.steps_per_second:
        return None
    return (row.total_steps - row.env_steps) / row.steps_per_second


def shown_runs(session: Session, rows: Sequence[RunRow]) -> list[Run]:
    """Runs as lists show them."""
    names = experiments.names(session, list({row.experiment_id for row in rows}))
    improvers = runs.improvers(session, [row.id for row in rows])
    return [_shown(row, names[row.experiment_id], improvers[row.id]) for row in rows]


def existing_run(session: Session, run_id: str) -> RunRow:
    """A run, deleted or not.

    Raises:
        Unknown: When it never was.
    """
    row = runs.get(session, run_id)
    if row is None:
        raise Unknown("run", run_id)
    return row
