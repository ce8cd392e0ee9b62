"""Series and profiles as tables, one row for each point, for CSV and Parquet."""

from collections.abc import Mapping, Sequence

import numpy as np

from backend import arrow as pa
from backend.db.profiles import StoredProfile
from backend.db.series import Points
from backend.db.trajectories import StoredTrajectories

ROLLOUT_COLUMNS: Mapping[str, type] = {
    "run": np.str_,
    **dict.fromkeys(("env_step", "rollout", "start", "step", "dimension"), np.int64),
    **dict.fromkeys(("real", "imagined", "world"), np.float64),
}


def series_table(series: Mapping[tuple[str, str], Points]) -> "pa.Table":
    """Columns run, key, env_step, value, wall_time (Unix seconds), at full resolution."""
    lengths = [len(points.steps) for points in series.values()]
    return pa.table(
        {
            "run": np.repeat([run_id for run_id, _ in series] or [""], lengths or [0]),
            "key": np.repeat([key for _, key in series] or [""], lengths or [0]),
            "env_step": _joined([points.steps for points in series.values()], np.int64),
            "value": _joined([points.values for points in series.values()], np.float64),
            "wall_time": _joined([points.walls for points in series.values()], np.float64),
        }
    )


def profile_table(profiles: Sequence[StoredProfile]) -> "pa.Table":
    """Columns run, env_step, policy, horizon, mean, q10, q50, q90, count."""
    lengths = [len(profile.horizon) for profile in profiles]
    return pa.table(
        {
            "run": np.repeat([profile.run_id for profile in profiles] or [""], lengths or [0]),
            "env_step": np.repeat([p.env_step for p in profiles] or [0], lengths or [0]),
            "policy": np.repeat([profile.policy for profile in profiles] or [""], lengths or [0]),
            "horizon": _joined([profile.horizon for profile in profiles], np.int64),
            **{
                name: _joined([getattr(profile, name) for profile in profiles], np.float64)
                for name in ("mean", "q10", "q50", "q90")
            },
            "count": _joined([profile.count for profile in profiles], np.int64),
        }
    )


def trajectories_table(recorded: Sequence[StoredTrajectories]) -> "pa.Table":
    """One row for each step of a rollout and each dimension.

    Columns run, env_step, rollout (0 over the whole episode, then the branches), start, step (of
    the episode), dimension, real, imagined, world; what does not exist at a step is not a number.
    """
    parts = [_rollout_rows(each, n) for each in recorded for n in range(len(each.rollouts))]
    columns: dict[str, list[np.ndarray]] = {name: [] for name in ROLLOUT_COLUMNS}
    for part in parts:
        for name, values in part.items():
            columns[name].append(values)
    return pa.table(
        {name: _joined(columns[name], dtype) for name, dtype in ROLLOUT_COLUMNS.items()}
    )


def _rollout_rows(recorded: StoredTrajectories, number: int) -> dict[str, np.ndarray]:
    rollout, dims = recorded.rollouts[number], len(recorded.dimensions)
    steps = max(len(rollout.imagined), len(rollout.world))
    rows = steps * dims
    real = recorded.real[rollout.start : rollout.start + steps]
    return {
        "run": np.full(rows, recorded.run_id),
        "env_step": np.full(rows, recorded.env_step),
        "rollout": np.full(rows, number),
        "start": np.full(rows, rollout.start),
        "step": np.repeat(rollout.start + np.arange(steps), dims),
        "dimension": np.tile(recorded.dimensions, steps),
        "real": _filled(real, steps),
        "imagined": _filled(rollout.imagined, steps),
        "world": _filled(rollout.world, steps),
    }


def _filled(rows: np.ndarray, steps: int) -> np.ndarray:
    missing = np.full((steps - len(rows), rows.shape[1]), np.nan)
    return np.concatenate((rows, missing)).ravel()


def _joined(parts: Sequence[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, dtype)
