"""The real return that a run ends at, or had come to at a real step."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import numpy as np
from sqlalchemy.orm import Session

from backend.batches import batches
from backend.db import series
from backend.db.series import Points
from backend.db.status import Status
from backend.db.tables import Run
from backend.groups.evaluations import first_evaluation

KEY = "return/real"


def returns_until(
    session: Session, run_ids: Sequence[str], env_step: int | None
) -> Iterator[tuple[str, Points]]:
    """The real returns of each run up to a real step; None is all of them.

    One run after the other, for those of thousands would not lie in memory at once.
    """
    for part in batches(run_ids):
        found = series.read(session, part, [KEY])
        for run_id in part:
            yield run_id, until(found.get((run_id, KEY), series.EMPTY), env_step)


def last_returns(
    session: Session, run_ids: Sequence[str], env_step: int | None
) -> dict[str, Points]:
    """The latest of them alone, of each run; nothing before the first."""
    found = latest_at(session, run_ids, [KEY], env_step)
    return {run_id: found.get((run_id, KEY), series.EMPTY) for run_id in run_ids}


def failed_unmeasured(
    runs: Iterable[Run], measured: Container[str], env_step: int | None
) -> frozenset[str]:
    """The runs that failed before their first evaluation: they count as those that diverged.

    Left out, they would make a group look the better the more of its seeds fail. A run that is
    queued, running or cancelled without an evaluation is counted nowhere.

    Args:
        runs: The runs.
        measured: The ids of those that have a real return up to the step.
        env_step: Real step that is looked at; None is the latest. Before the first evaluation is
            due, no run has failed to reach it.
    """
    return frozenset(
        run.id
        for run in runs
        if run.status == Status.FAILED
        and run.id not in measured
        and (env_step is None or env_step >= first_evaluation(run))
    )


def latest_at(
    session: Session, run_ids: Sequence[str], keys: Sequence[str], env_step: int | None
) -> dict[tuple[str, str], Points]:
    """Each run's last point of each series up to a real step, as a series of at most that one."""
    if env_step is None:
        return series.latest(session, run_ids, keys)
    return {
        place: _tail(until(points, env_step))
        for part in batches(run_ids)
        for place, points in series.read(session, part, keys).items()
    }


def _tail(points: Points) -> Points:
    # Copies: a part of an array keeps all of it in memory.
    return Points(points.steps[-1:].copy(), points.values[-1:].copy(), points.walls[-1:].copy())


def having_returns(curves: Mapping[str, Points]) -> frozenset[str]:
    """The runs that have any of these points."""
    return frozenset(run_id for run_id, points in curves.items() if len(points.values))


def last(points: Points) -> float:
    """The latest; NaN before the first."""
    return float(points.values[-1]) if len(points.values) else float("nan")


def step_of_last(points: Points) -> int | None:
    """The real step of the latest; None before the first."""
    return int(points.steps[-1]) if len(points.steps) else None


def until(points: Points, env_step: int | None) -> Points:
    """Those up to a real step; None is all of them."""
    if env_step is None:
        return points
    end = int(np.searchsorted(points.steps, env_step, "right"))
    return Points(points.steps[:end], points.values[:end], points.walls[:end])
