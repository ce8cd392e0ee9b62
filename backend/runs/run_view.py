"""A stored run as responses show it."""

import json
from collections.abc import Sequence
from functools import lru_cache
from math import isfinite
from typing import cast

from sqlalchemy.orm import Session

from backend.db import experiments, listed_runs, runs
from backend.db.listed_runs import ListedRun
from backend.db.tables import Experiment
from backend.db.tables import Run as RunRow
from backend.db.waits import WaitingRun
from backend.errors import ConflictingChange, Unknown
from backend.groups.grouping import short_ids, told_apart
from backend.runs.schemas import Run, RunStatus, RunWarning
from backend.runs.status_words import status_word
from backend.spec.measures import Measures
from backend.verdict.warnings import warnings_of

# Measures change with an evaluation and at no other time.
WARNINGS_KEPT = 4_096


def listed_together(rows: Sequence[ListedRun]) -> list[Run]:
    """Runs of one list; those of one name say what tells them apart."""
    return [run_view(row, words) for row, words in zip(rows, twin_words(rows), strict=True)]


def twin_words(rows: Sequence[ListedRun | WaitingRun]) -> list[str]:
    """What stands behind the names of runs: nothing, or for equal ones the seed, then the id."""
    with_seeds = told_apart([row.name for row in rows], [f"seed {row.seed}" for row in rows])
    told = told_apart(with_seeds, short_ids([row.id for row in rows]))
    return [
        words.removeprefix(row.name).removeprefix(", ")
        for row, words in zip(rows, told, strict=True)
    ]


def run_view(row: ListedRun, apart: str) -> Run:
    """A run as lists show it."""
    return Run(
        id=row.id,
        experiment_id=row.experiment_id,
        experiment_name=row.experiment_name,
        name=row.name,
        told_apart=apart,
        status=cast("RunStatus", row.status),
        status_word=status_word(row),
        cancel_requested=row.cancel_requested_at is not None,
        environment=row.environment,
        version=row.version,
        improver=row.improver,
        rollout_length=row.rollout_length,
        start=row.start,
        seed=row.seed,
        tags=row.tags,
        env_steps=row.env_steps,
        total_steps=row.total_steps,
        progress=min(1.0, row.env_steps / row.total_steps),
        steps_per_second=row.steps_per_second,
        seconds_left=_seconds_left(row),
        phase=row.phase if row.status == "running" else None,
        stalled_since=row.stalled_since,
        real_return=_finite(row.real_return),
        model_return=_finite(row.model_return),
        warnings=list(_warnings(row.measures)),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        attempt=row.attempt,
        max_attempts=row.max_attempts,
        worker_id=row.worker_id,
        failure_reason=row.failure_reason,
        parent_id=row.parent_id,
        is_archived=row.is_archived,
        is_pinned=row.is_pinned,
        priority=row.priority,
        is_paused=row.paused_at is not None,
        deleted_at=row.deleted_at,
    )


@lru_cache(WARNINGS_KEPT)
def _warnings(measures: str | None) -> tuple[RunWarning, ...]:
    """What is wrong, by the text of the document that says it all."""
    found = warnings_of(Measures.stored(json.loads(measures) if measures else None))
    return tuple(RunWarning.model_validate(warned) for warned in found)


def _finite(value: float | None) -> float | None:
    """JSON has no infinity; a return that is none is shown as missing."""
    return value if value is not None and isfinite(value) else None


def _seconds_left(row: ListedRun) -> float | None:
    """None also after the last step: its evaluation takes a time that no rate of steps tells."""
    steps, rate = row.total_steps - row.env_steps, row.steps_per_second or 0.0
    return steps / rate if row.status == "running" and steps > 0 and rate > 0 else None


def run_views(session: Session, run_ids: Sequence[str]) -> list[Run]:
    """These runs as lists show them, each once."""
    return listed_together(listed_runs.get_many(session, run_ids))


def existing_run(session: Session, run_id: str) -> RunRow:
    """A run, deleted or not.

    Raises:
        Unknown: When it never was.
    """
    row = runs.get(session, run_id)
    if row is None:
        raise Unknown("run", run_id)
    return row


def open_experiment(session: Session, experiment_id: str) -> Experiment:
    """An experiment that runs can be put into.

    Raises:
        Unknown: When it never was.
        ConflictingChange: When it was deleted.
    """
    experiment = experiments.get(session, experiment_id)
    if experiment is None:
        raise Unknown("experiment", experiment_id)
    if experiment.deleted_at is not None:
        raise ConflictingChange(f"The experiment {experiment.name} was deleted. Restore it first.")
    return experiment
