"""Median and interquartile mean over seeds: what one failed or lucky seed moves little.

A seed that diverged counts as the lowest (`diverged.py`).
"""

from collections.abc import Callable, Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from backend.groups.estimates import (
    CONFIDENCE,
    FEWEST_FOR_INTERVAL,
    NOT_KNOWN,
    Estimate,
    exponent_of,
    median_cut,
)
from backend.statistics.diverged import ranked

Floats = NDArray[np.float64]
# A middle of each column, and the ends of its interval.
Ends = tuple[Floats, Floats, Floats]
TRIMMED = 0.25


def median(values: Sequence[float]) -> Estimate:
    """The median, between two of the values that hold it in at least 95 %.

    Exact for any continuous truth, by the binomial count of values below it (David and Nagaraja
    2003, section 7.1). Even the least and the most of five hold it in 94 % alone, so there is no
    interval below six. Minus infinity where it, or the interval's lower end, is of a seed that
    diverged.
    """
    return _of_one(values, medians)


def interquartile_mean(values: Sequence[float]) -> Estimate:
    """The mean without the upper and the lower quarter of the values, rounded down.

    As Agarwal et al. 2021 recommend it; of three seeds it is the mean of all. The interval is Tukey
    and McLaughlin's (1963), Student's with the deviation of values whose quarters are moved to the
    nearest kept one. A percentile bootstrap, as theirs, holds the truth of few seeds less often
    (RESULTS.md). Minus infinity, without an interval, where more than a quarter of the seeds
    diverged.
    """
    return _of_one(values, interquartile_means)


def _of_one(values: Sequence[float], of_columns: Callable[[Floats], Ends]) -> Estimate:
    known = ranked(values)
    if len(known) == 0:
        return NOT_KNOWN
    middle, low, high = (float(each[0]) for each in of_columns(known.reshape(-1, 1)))
    has_interval = not np.isnan(low)
    return Estimate(
        middle, low if has_interval else None, high if has_interval else None, len(known)
    )


def medians(ordered: Floats) -> Ends:
    """The median of each column of ordered values and its interval; NaN where that is none."""
    n = len(ordered)
    # The most values that may be cut from either end.
    cut = median_cut(n)
    none = np.full(ordered.shape[1], np.nan)
    ends = (none, none) if cut < 0 else (ordered[cut], ordered[n - 1 - cut])
    return np.median(ordered, axis=0), *ends


def interquartile_means(ordered: Floats) -> Ends:
    """The same of the interquartile mean; of one that is not finite there is no interval."""
    n = len(ordered)
    cut = int(TRIMMED * n)
    kept = n - 2 * cut
    mean = trimmed_mean(ordered.T)
    if n < FEWEST_FOR_INTERVAL or kept < 2:
        none = np.full(ordered.shape[1], np.nan)
        return mean, none, none
    moved = np.clip(ordered, ordered[cut], ordered[n - 1 - cut])
    exponent = exponent_of(moved)
    with np.errstate(invalid="ignore"):
        deviation = np.ldexp(np.ldexp(moved, -exponent).std(axis=0, ddof=1), exponent)
    quantile = float(scipy.special.stdtrit(kept - 1, (1.0 + CONFIDENCE) / 2.0))
    half_width = quantile * deviation * np.sqrt(n) / kept
    return mean, mean - half_width, mean + half_width


def trimmed_mean(ordered: Floats) -> Floats:
    """The mean along the last axis without a quarter of the ordered values at either end."""
    n = ordered.shape[-1]
    cut = int(TRIMMED * n)
    kept = ordered[..., cut : n - cut]
    exponent = exponent_of(kept.reshape(-1))
    mean: Floats = np.ldexp(np.ldexp(kept, -exponent).mean(-1), exponent)
    return mean
