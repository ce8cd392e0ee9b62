"""Runs: made in one transaction per launch, listed with filters, and what a worker reports."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now, new_id
from backend.db.errors import StaleClaim
from backend.db.listed_runs import IMPROVER
from backend.db.queue import Claim, fenced
from backend.db.status import Status
from backend.db.tables import Run
from backend.spec.algorithm import usual_improver
from backend.spec.rollout import AdaptiveLength, RolloutLength
from backend.spec.run import RunSpec

OLDEST_FIRST = (Run.created_at, Run.name, Run.id)


@dataclass(frozen=True)
class NewRun:
    """A run to be made.

    Attributes:
        name: What people call it.
        spec: What it does.
        tags: Words to find it by.
        parent_id: The run that it was relaunched from.
    """

    name: str
    spec: RunSpec
    tags: Sequence[str] = field(default_factory=tuple)
    parent_id: str | None = None


def length_label(length: RolloutLength) -> str:
    """A rollout length as lists show it: `5`, `1 to 15`, or `adaptive to 25`."""
    if isinstance(length, AdaptiveLength):
        return f"adaptive to {length.largest}"
    return str(length) if isinstance(length, int) else f"{length.start} to {length.end}"


def create(session: Session, experiment_id: str, new: Sequence[NewRun]) -> list[Run]:
    """Make runs and put them into the queue in their order."""
    now = database_now(session)
    # A microsecond apart, so that the queue and every list keep the launch's own order.
    runs = [
        _run(experiment_id, each, now + timedelta(microseconds=place))
        for place, each in enumerate(new)
    ]
    session.add_all(runs)
    session.flush()
    for run in runs:
        changes.record(session, "run", run.id, run.id)
    changes.record(session, "experiment", experiment_id)
    return runs


def _run(experiment_id: str, new: NewRun, now: datetime) -> Run:
    spec = new.spec
    return Run(
        id=new_id(),
        experiment_id=experiment_id,
        name=new.name,
        spec=spec.document(),
        environment=spec.environment.id,
        version=spec.algorithm.version,
        rollout_length=length_label(spec.rollout.length) if spec.algorithm.uses_model else "",
        start=spec.rollout.start if spec.chooses_starts else "",
        seed=spec.seed,
        total_steps=spec.training.env_steps,
        tags=list(new.tags),
        parent_id=new.parent_id,
        engine=spec.compute.engine,
        cores=spec.compute.cores,
        memory_mib=spec.compute.memory_mib,
        gpu=spec.compute.gpu,
        status=Status.QUEUED,
        created_at=now,
        queued_at=now,
    )


def get(session: Session, run_id: str) -> Run | None:
    """A run, deleted ones included; None when it never was."""
    return session.get(Run, run_id)


def get_many(session: Session, run_ids: Sequence[str]) -> dict[str, Run]:
    """Runs by id, deleted ones included. Ids that never were are missing."""
    return {run.id: run for run in session.scalars(select(Run).where(Run.id.in_(run_ids)))}


def left_of(session: Session, run_ids: Sequence[str]) -> set[str]:
    """Those of the ids whose runs are there and not deleted."""
    query = select(Run.id).where(Run.id.in_(run_ids), Run.deleted_at.is_(None))
    return set(session.scalars(query))


def ids_of_experiment(session: Session, experiment_id: str) -> Sequence[str]:
    """The ids of an experiment's runs, in the order of `of_experiment`."""
    query = select(Run.id).where(*_left_in(experiment_id))
    return session.scalars(query.order_by(*OLDEST_FIRST)).all()


def of_experiment(session: Session, experiment_id: str) -> Sequence[Run]:
    """The runs of an experiment that are not deleted, oldest first."""
    query = select(Run).where(*_left_in(experiment_id))
    return session.scalars(query.order_by(*OLDEST_FIRST)).all()


def _left_in(experiment_id: str) -> tuple[ColumnElement[bool], ...]:
    return (Run.experiment_id == experiment_id, Run.deleted_at.is_(None))


def mark_deleted(session: Session, run: Run, deleted_at: datetime | None) -> None:
    """Hide a run, or show it again with None."""
    run.deleted_at = deleted_at
    session.flush()
    changes.record(session, "run", run.id, run.id)
    changes.record(session, "experiment", run.experiment_id)


def touch(session: Session, run: Run) -> None:
    """Tell the followers that a run's own fields (name, tags, experiment) changed."""
    session.flush()
    changes.record(session, "run", run.id, run.id)


def write_notes(session: Session, run: Run, notes: str, seen_version: int) -> bool:
    """Write notes over those of a version; False where there is a later one."""
    written = session.execute(
        update(Run)
        .where(Run.id == run.id, Run.notes_version == seen_version)
        .values(notes=notes, notes_version=seen_version + 1)
        .returning(Run.id)
    ).one_or_none()
    session.refresh(run)
    return written is not None


Returns = Mapping[Literal["real_return", "model_return"], float]


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes:
        env_steps: Real steps so far.
        steps_per_second: Recent rate, real steps per second; None while unknown.
        phase: What it is doing, a few words.
        returns: The returns of the latest evaluation, where there was one.
    """

    env_steps: int
    steps_per_second: float | None
    phase: str
    returns: Returns = field(default_factory=dict)


def progress_row(progress: Progress) -> dict[str, Any]:
    """What progress changes on a run's row but the time; returns that are not finite are not."""
    return {
        "env_steps": progress.env_steps,
        "steps_per_second": progress.steps_per_second,
        "phase": progress.phase,
        "stalled_since": None,
    } | {name: each for name, each in progress.returns.items() if math.isfinite(each)}


def report_progress(session: Session, claim: Claim, progress: Progress) -> None:
    """Store how far a claimed run is: whatever stood still moves again.

    Returns that are not finite are left to the series.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    row = progress_row(progress)
    _write(session, claim, {**row, "progressed_at": database_now(session)})


def note_stall(session: Session, claim: Claim, since: datetime) -> None:
    """Store since when a claimed run stands still; its next progress takes that back.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    _write(session, claim, {"stalled_since": since})


def set_provenance(session: Session, claim: Claim, provenance: Mapping[str, Any]) -> None:
    """Store what a run was made with: code and package versions, device.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    _write(session, claim, {"provenance": dict(provenance)})


def _write(session: Session, claim: Claim, values: Mapping[str, Any]) -> None:
    written = session.execute(fenced(claim, update(Run).values(**values)).returning(Run.id))
    if written.one_or_none() is None:
        raise StaleClaim(claim.run_id, claim.attempt)
    changes.record(session, "run", claim.run_id, claim.run_id)


def queue_counts(session: Session) -> dict[str, int]:
    """How many runs that are not deleted are in each status; of those queued, the paused apart."""
    is_paused = (Run.status == Status.QUEUED) & Run.paused_at.is_not(None)
    query = (
        select(Run.status, func.count().label("runs"), func.sum(case((is_paused, 1), else_=0)))
        .where(Run.deleted_at.is_(None))
        .group_by(Run.status)
    )
    found = {status: (runs, paused) for status, runs, paused in session.execute(query)}
    counts = {status.value: found.get(status.value, (0, 0))[0] for status in Status}
    paused = int(found.get(Status.QUEUED.value, (0, 0))[1])
    return counts | {"queued": counts["queued"] - paused, "paused": paused}


@dataclass(frozen=True)
class FinishedRun:
    """A run that finished without being resumed: what it was to do, and how long it took."""

    id: str
    spec: RunSpec
    seconds: float


def finished_runs(session: Session, like: RunSpec, limit: int = 50) -> list[FinishedRun]:
    """The latest finished runs of the same learner; resumed ones left out.

    The same learner is the same environment, version and improver.
    """
    names: set[str] = {like.improver}
    if like.improver == usual_improver(like.algorithm.version, like.info.actions):
        names.add("auto")
    query = (
        select(Run.id, Run.spec, Run.started_at, Run.finished_at)
        .where(
            Run.status == Status.SUCCEEDED,
            Run.attempt == 1,
            Run.environment == like.environment.id,
            Run.version == like.algorithm.version,
            IMPROVER.in_(names),
        )
        .order_by(Run.finished_at.desc())
        .limit(limit)
    )
    rows = session.execute(query)
    return [
        FinishedRun(run_id, RunSpec.model_validate(spec), (end - start).total_seconds())
        for run_id, spec, start, end in rows
        if start and end
    ]
