"""Series and profiles as tables, one row for each point, for CSV and Parquet."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from backend.db.profiles import Profile
from backend.db.series import Points


def series_table(series: Mapping[tuple[str, str], Points]) -> pa.Table:
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


def profile_table(profiles: Sequence[Profile]) -> pa.Table:
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


def _joined(parts: Sequence[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, dtype)
