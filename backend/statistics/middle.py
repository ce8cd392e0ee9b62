"""The line of a group: the mean, the median or the interquartile mean over its runs, at each x."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from backend.groups.estimates import (
    CONFIDENCE,
    FEWEST_FOR_INTERVAL,
    LOG_OF_LARGEST,
    Band,
    Estimate,
    band,
    exponent_of,
    median_cut,
)
from backend.spec.diagnostic import Middle, Scale
from backend.statistics.location import TRIMMED, trimmed_mean

# Those in which a run that diverged takes part, as the worst.
OF_ORDER: frozenset[Middle] = frozenset({"median", "iqm"})
Floats = NDArray[np.float64]
Ends = tuple[Floats, Floats, Floats]


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
    of_column = _median if middle == "median" else _interquartile_mean
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
    of_one = middle_band(np.asarray(values, float).reshape(-1, 1), scale, middle)
    found = (of_one.mean, of_one.low, of_one.high)
    mean, low, high = (float(each[0]) if np.isfinite(each[0]) else None for each in found)
    return Estimate(mean, low, high, int(of_one.n[0]))


def _median(ordered: Floats) -> Ends:
    n = len(ordered)
    cut = median_cut(n)
    none = np.full(ordered.shape[1], np.nan)
    ends = (none, none) if cut < 0 else (ordered[cut], ordered[n - 1 - cut])
    return np.median(ordered, axis=0), *ends


def _interquartile_mean(ordered: Floats) -> Ends:
    n = len(ordered)
    cut = int(TRIMMED * n)
    kept = n - 2 * cut
    mean = trimmed_mean(ordered.T)
    if n < FEWEST_FOR_INTERVAL or kept < 2:
        none = np.full(ordered.shape[1], np.nan)
        return mean, none, none
    moved = np.clip(ordered, ordered[cut], ordered[n - 1 - cut])
    exponent = exponent_of(moved)
    deviation = np.ldexp(np.ldexp(moved, -exponent).std(axis=0, ddof=1), exponent)
    quantile = float(stdtrit(kept - 1, (1.0 + CONFIDENCE) / 2.0))
    half_width = quantile * deviation * np.sqrt(n) / kept
    return mean, mean - half_width, mean + half_width
