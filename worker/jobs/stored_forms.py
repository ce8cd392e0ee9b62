"""What the core reports, in the forms in which the store takes it."""

from collections import defaultdict
from datetime import UTC, datetime

import numpy as np

from backend.db import logs, profiles, series, trajectories
from worker.mbrl.activity import FitProgress
from worker.mbrl.report import Profile, RecordedTrajectories, Scalar


def phase_words(phase: str, fit: FitProgress | None) -> str:
    """What a run does, with how far the fit is while there is one."""
    if fit is None:
        return phase
    return f"{phase}: epoch {fit.epochs:,}, held-out error {fit.error:.2g}"


def line(level: logs.Level, message: str) -> logs.LogLine:
    """A line of the log, of now."""
    return logs.LogLine(datetime.now(UTC), level, message)


def points_of(scalars: list[tuple[Scalar, float]]) -> dict[str, series.Points]:
    """Values and the Unix seconds at which they came, by the key of their series."""
    by_key: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for scalar, wall in scalars:
        by_key[scalar.key].append((scalar.env_step, scalar.value, wall))
    return {
        key: series.Points(
            np.array([step for step, _, _ in rows], np.int64),
            np.array([value for _, value, _ in rows], np.float64),
            np.array([wall for _, _, wall in rows], np.float64),
        )
        for key, rows in by_key.items()
    }


def stored_profile(run_id: str, profile: Profile) -> profiles.StoredProfile:
    """A curve of a run."""
    return profiles.StoredProfile(
        run_id=run_id,
        kind=profile.kind,
        policy=profile.policy,
        env_step=profile.env_step,
        propagation=profile.propagation,
        horizon=np.array(profile.horizon, np.int64),
        mean=np.array(profile.mean, np.float64),
        q10=np.array(profile.q10, np.float64),
        q50=np.array(profile.q50, np.float64),
        q90=np.array(profile.q90, np.float64),
        count=np.array(profile.count, np.int64),
        episodes=np.array(profile.episodes, np.float64).reshape(-1, max(len(profile.horizon), 1)),
        episode_starts=np.array(profile.episode_starts, np.int64),
    )


def stored_trajectories(
    run_id: str, recorded: RecordedTrajectories
) -> trajectories.StoredTrajectories:
    """Real and imagined trajectories of a run."""
    width = len(recorded.dimensions)

    def floats(rows: list[list[float]]) -> trajectories.Floats:
        return np.array(rows, np.float64).reshape(-1, width)

    return trajectories.StoredTrajectories(
        run_id=run_id,
        env_step=recorded.env_step,
        rollout_length=recorded.rollout_length,
        dimensions=np.array(recorded.dimensions, np.int64),
        real=floats(recorded.real),
        rollouts=[
            trajectories.StoredRollout(each.start, floats(each.imagined), floats(each.world))
            for each in recorded.rollouts
        ],
    )
