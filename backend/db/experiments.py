"""Experiments: named sets of runs, and what their runs are doing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now, new_id
from backend.db.status import Status
from backend.db.tables import Experiment, Run


@dataclass(frozen=True)
class ExperimentSummary:
    """What a list says of an experiment's runs.

    Attributes:
        counts: Runs by status, every status named.
        environments: Their environments, each once, in alphabetical order.
        updated_at: When the newest of them was made or ended, or the experiment itself was made.
    """

    counts: dict[str, int]
    environments: list[str]
    updated_at: datetime


def create(session: Session, name: str, description: str = "") -> Experiment:
    """Begin an experiment."""
    now = database_now(session)
    experiment = Experiment(id=new_id(), name=name, description=description, created_at=now)
    session.add(experiment)
    touch(session, experiment)
    return experiment


def get(session: Session, experiment_id: str) -> Experiment | None:
    """An experiment, deleted ones included; None when it never was."""
    return session.get(Experiment, experiment_id)


def deleted_of_runs(session: Session, run_ids: Sequence[str]) -> str | None:
    """The name of a deleted experiment that one of the runs is in; None when none is."""
    homes = select(Run.experiment_id).where(Run.id.in_(run_ids))
    query = select(Experiment.name).where(
        Experiment.id.in_(homes), Experiment.deleted_at.is_not(None)
    )
    return session.scalars(query.order_by(Experiment.name).limit(1)).first()


def names_of(session: Session, run_ids: Sequence[str]) -> dict[str, str]:
    """Names of the experiments of runs by id, of deleted ones too, in order of their ids."""
    query = select(Experiment.id, Experiment.name).join(Run).where(Run.id.in_(run_ids)).distinct()
    return {row.id: row.name for row in session.execute(query.order_by(Experiment.id))}


def list_all(session: Session) -> Sequence[Experiment]:
    """The experiments that are not deleted, newest first."""
    query = select(Experiment).where(Experiment.deleted_at.is_(None))
    return session.scalars(query.order_by(Experiment.created_at.desc(), Experiment.id)).all()


def seen_of(session: Session, ids: Collection[str]) -> Sequence[str]:
    """Those of these ids that are experiments, as far as the session's asker sees them."""
    return session.scalars(select(Experiment.id).where(Experiment.id.in_(ids))).all()


def touch(session: Session, experiment: Experiment) -> None:
    """Tell the followers that an experiment changed."""
    session.flush()
    changes.record(session, "experiment", experiment.id)


def summaries(session: Session, experiments: Sequence[Experiment]) -> dict[str, ExperimentSummary]:
    """What the runs of each experiment are doing, by experiment id."""
    query = (
        select(
            Run.experiment_id,
            Run.status,
            Run.environment,
            func.count().label("runs"),
            func.max(Run.created_at).label("made"),
            func.max(Run.finished_at).label("ended"),
        )
        .where(Run.experiment_id.in_([each.id for each in experiments]), Run.deleted_at.is_(None))
        .group_by(Run.experiment_id, Run.status, Run.environment)
    )
    found = {
        each.id: ExperimentSummary({status.value: 0 for status in Status}, [], each.created_at)
        for each in experiments
    }
    for row in session.execute(query):
        old = found[row.experiment_id]
        times = [time for time in (old.updated_at, row.made, row.ended) if time is not None]
        found[row.experiment_id] = ExperimentSummary(
            old.counts | {row.status: old.counts[row.status] + row.runs},
            sorted({*old.environments, row.environment}),
            max(times),
        )
    return found
