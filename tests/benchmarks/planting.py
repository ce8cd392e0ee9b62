"""Runs that never trained, with results of one's own: through the product's own storage."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from backend.db import logs, measures, profiles, queue, runs, series, trajectories
from backend.db.session import Database
from backend.db.status import Status
from backend.spec.grid import parse

Floats = NDArray[np.float64]
EPISODES, STARTS = 8, 16
LEASE_SECONDS = 3_600.0
BEGAN = 1.7e9


@dataclass(frozen=True)
class Planted:
    """A run and what it is to have measured.

    Attributes:
        name: What people call it.
        spec: What its spec changes.
        steps: The real steps of its evaluations.
        series: Values at these steps, by key.
        curves: Means over the horizon, by kind and policy, the same at each evaluation but for
            the factor of `growth`.
        growth: By how much curves are multiplied at the first evaluation; it falls to 1.
        noise: Deviation of the logarithm between a curve's episodes.
        status: How it ends; a run that is running stays claimed.
        reason: Why it failed.
        tags: Words to find it by.
        log: What it said.
        has_trajectories: Whether its last evaluation recorded some.
    """

    name: str
    spec: Mapping[str, Any]
    steps: Sequence[int] = ()
    series: Mapping[str, Sequence[float]] = field(default_factory=dict)
    curves: Mapping[tuple[str, str], Floats] = field(default_factory=dict)
    growth: float = 1.0
    noise: float = 0.1
    status: Status = Status.SUCCEEDED
    reason: str | None = None
    tags: Sequence[str] = ()
    log: Sequence[tuple[logs.Level, str]] = ()
    has_trajectories: bool = False


def plant(database: Database, experiment_id: str, planted: Planted) -> str:
    """Store a run and its results; its id. Nothing else may wait in the queue."""
    spec = parse(dict(planted.spec))
    with database.transaction() as session:
        new = runs.NewRun(planted.name, spec, tags=planted.tags)
        (run,) = runs.create(session, experiment_id, [new])
        run_id = run.id
    if planted.status is Status.QUEUED:
        return run_id
    with database.transaction() as session:
        claim = queue.claim(session, "planted", LEASE_SECONDS)
        if claim is None or claim.run_id != run_id:
            raise RuntimeError("another run waits in the queue: plant those that wait last")
        _measure(session, claim, planted)
        if planted.status is not Status.RUNNING:
            queue.finish(session, claim, planted.status, planted.reason)
    return run_id


def _measure(session: Session, claim: queue.Claim, planted: Planted) -> None:
    steps = np.array(planted.steps, np.int64)
    draws = np.random.default_rng(claim.spec.seed)
    began = datetime.fromtimestamp(BEGAN, UTC)
    lines = [
        logs.LogLine(began + timedelta(seconds=place), level, message)
        for place, (level, message) in enumerate(planted.log)
    ]
    logs.append(session, claim, lines)
    if not len(steps):
        return
    series.append(
        session,
        claim,
        {
            key: series.Points(steps, np.array(values, float), BEGAN + 0.1 * steps)
            for key, values in planted.series.items()
        },
    )
    profiles.save(session, claim, [*_profiles(planted, draws)])
    if planted.has_trajectories:
        trajectories.save(session, claim, [_trajectories(int(steps[-1]), draws)])
    last = {
        name: float(planted.series[key][-1])
        for name, key in (("real_return", "return/real"), ("model_return", "return/model"))
        if key in planted.series
    }
    progress = runs.Progress(int(steps[-1]), 40.0, "fitting the model", last)
    runs.report_progress(session, claim, progress)
    measures.refresh(session, claim.run_id, claim.spec)


def _profiles(planted: Planted, draws: np.random.Generator) -> Iterator[profiles.StoredProfile]:
    factors = np.geomspace(planted.growth, 1.0, len(planted.steps))
    for step, factor in zip(planted.steps, factors, strict=True):
        for (kind, policy), mean in planted.curves.items():
            yield profile(kind, policy, step, mean * factor, planted.noise, draws)


def profile(
    kind: str, policy: str, step: int, mean: Floats, noise: float, draws: np.random.Generator
) -> profiles.StoredProfile:
    """A curve of that mean; its episodes are multiples of it."""
    horizon = np.arange(1, len(mean) + 1)
    factors = np.exp(noise * draws.standard_normal((EPISODES, 1)))
    episodes = mean * factors / factors.mean()
    low, middle, high = np.quantile(episodes, (0.1, 0.5, 0.9), axis=0)
    return profiles.StoredProfile(
        run_id="",
        kind=kind,
        policy=policy,
        env_step=step,
        propagation="mean",
        horizon=horizon,
        mean=mean,
        q10=low,
        q50=middle,
        q90=high,
        count=np.full(len(mean), EPISODES * STARTS),
        episodes=episodes,
        episode_starts=np.full(EPISODES, STARTS),
    )


def _trajectories(step: int, draws: np.random.Generator) -> trajectories.StoredTrajectories:
    """A pendulum that swings, and rollouts that leave it the further the longer they are."""
    length, branch = 120, 20

    def path(first: int, count: int, error: float) -> Floats:
        angle = 0.08 * np.arange(first, first + count + 1)
        drift = error * np.arange(count + 1) ** 1.3 * draws.choice([-1.0, 1.0])
        states = np.stack([np.cos(angle + drift), np.sin(angle + drift), np.sin(angle / 2)])
        return np.ascontiguousarray(states.T)

    rollouts = [
        trajectories.StoredRollout(0, path(0, length, 0.002), path(0, length, 0.0)),
        *(
            trajectories.StoredRollout(at, path(at, branch, 0.004), path(at, branch, 0.0))
            for at in range(10, length - branch, 25)
        ),
    ]
    dimensions, real = np.arange(3, dtype=np.int64), path(0, length, 0.0)
    return trajectories.StoredTrajectories("", step, branch, dimensions, real, rollouts)
