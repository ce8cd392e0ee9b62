"""Median and interquartile mean over seeds: what one failed or lucky seed moves little.

A seed that diverged counts as the lowest (`diverged.py`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

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
TRIMMED = 0.25


def median(values: Sequence[float]) -> Estimate:
    """The median, between two of the values that hold it in at least 95 %.

    Exact for any continuous truth, by the binomial count of values below it (David and Nagaraja
    2003, section 7.1). Even the least and the most of five hold it in 94 % alone, so there is no
    interval below six. Minus infinity where it, or the interval's lower end, is of a seed that
    diverged.
    """
    known = ranked(values)
    n = len(known)
    if n == 0:
        return NOT_KNOWN
    middle = float(np.median(known))
    # The most values that may be cut from either end.
    cut = median_cut(n)
    if cut < 0:
        return Estimate(middle, None, None, n)
    return Estimate(middle, float(known[cut]), float(known[n - 1 - cut]), n)


def interquartile_mean(values: Sequence[float]) -> Estimate:
    """The mean without the upper and the lower quarter of the values, rounded down.

    As Agarwal et al. 2021 recommend it; of three seeds it is the mean of all. The interval is Tukey
    and McLaughlin's (1963), Student's with the deviation of values whose quarters are moved to the
    nearest kept one. A percentile bootstrap, as theirs, holds the truth of few seeds less often
    (RESULTS.md). Minus infinity, without an interval, where more than a quarter of the seeds
    diverged.
    """
    known = ranked(values)
    n = len(known)
    if n == 0:
        return NOT_KNOWN
    middle = float(trimmed_mean(known))
    cut = int(TRIMMED * n)
    kept = n - 2 * cut
    if n < FEWEST_FOR_INTERVAL or kept < 2 or np.isinf(middle):
        return Estimate(middle, None, None, n)
    moved = np.clip(known, known[cut], known[n - 1 - cut])
    exponent = exponent_of(moved)
    deviation = float(np.ldexp(np.ldexp(moved, -exponent).std(ddof=1), exponent))
    quantile = float(stdtrit(kept - 1, (1.0 + CONFIDENCE) / 2.0))
    half_width = quantile * deviation * np.sqrt(n) / kept
    return Estimate(middle, middle - half_width, middle + half_width, n)


def trimmed_mean(ordered: Floats) -> Floats:
    """The mean along the last axis without a quarter of the ordered values at either end."""
    n = ordered.shape[-1]
    cut = int(TRIMMED * n)
    kept = ordered[..., cut : n - cut]
    exponent = exponent_of(kept.reshape(-1))
    mean: Floats = np.ldexp(np.ldexp(kept, -exponent).mean(-1), exponent)
    return mean
