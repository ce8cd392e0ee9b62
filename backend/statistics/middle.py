"""The line of a group: the mean, the median or the interquartile mean over its runs, at each x."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backend.groups.estimates import LOG_OF_LARGEST, Band, Estimate, band, estimate_of
from backend.spec.diagnostic import Middle, Scale
from backend.statistics.location import interquartile_means, medians

# Those in which a run that diverged takes part, as the worst.
OF_ORDER: frozenset[Middle] = frozenset({"median", "iqm"})
Floats = NDArray[np.float64]


def middle_band(curves: Floats, scale: Scale, middle: Middle) -> Band:
    """The middle of each column with its 95 % interval, as `location.py` has it of one column.

    The mean is `band`'s. Of the others, a run that diverged takes part as minus or plus infinity,
    whichever is worse; NaN is a run without a value. Where the middle itself is of such a run there
    is no number, and where an end of the interval is, no interval. The interquartile mean on a log
    scale is that of the logarithms, as the mean there is; a median is the same on both.

    Args:
        curves: A row for each run.
        scale: That on which means are made.
        middle: Which; where only single runs are drawn, what their label stands at: the mean.
    """
    if middle in ("mean", "seeds"):
        return band(curves, scale)
    is_log = scale == "log" and middle == "iqm"
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(np.maximum(curves, 0.0)) if is_log else curves
    ordered, n = np.sort(values, axis=0), (~np.isnan(values)).sum(0)
    found = np.full((3, curves.shape[1]), np.nan)
    of_column = medians if middle == "median" else interquartile_means
    for count in np.unique(n[n > 0]):
        columns = n == count
        with np.errstate(invalid="ignore"):
            found[:, columns] = of_column(ordered[:count, columns])
    found[~np.isfinite(found)] = np.nan
    if is_log:
        found = np.exp(np.minimum(found, LOG_OF_LARGEST))
    has_interval = np.isfinite(found[1] + found[2])
    found[1:, ~has_interval] = np.nan
    return Band(found[0], found[1], found[2], n)


def middle_estimate(values: Sequence[float], scale: Scale, middle: Middle) -> Estimate:
    """The same of one column."""
    return estimate_of(middle_band(np.asarray(values, float).reshape(-1, 1), scale, middle))
