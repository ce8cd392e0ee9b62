"""Fewer points with the same look, for a screen that could not show them all."""

import numpy as np
from numpy.typing import NDArray
from tsdownsample import MinMaxLTTBDownsampler

from backend.db.series import Points

Indices = NDArray[np.int64]


def kept_indices(points: Points, most: int) -> Indices:
    """Which points to show: all of them, or about `most` that keep the peaks.

    Source: Steinarsson 2013 (LTTB) on min-max preselected points, by tsdownsample. Points that are
    not finite cannot be ranked; they are left out here and counted by the caller.
    """
    finite = np.flatnonzero(np.isfinite(points.values))
    if len(points.steps) <= most or len(finite) <= most:
        return np.arange(len(points.steps)) if len(points.steps) <= most else finite
    downsampler = MinMaxLTTBDownsampler()  # type: ignore[no-untyped-call] # has no annotations
    kept = downsampler.downsample(
        points.steps[finite].astype(np.float64), points.values[finite], n_out=most
    )
    shown: Indices = finite[kept.astype(np.int64)]
    return shown
