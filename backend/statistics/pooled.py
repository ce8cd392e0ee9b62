"""One number over several tasks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import trim_mean

from backend.groups.estimates import FEWEST_FOR_INTERVAL, Estimate
from backend.statistics.location import TRIMMED

Floats = NDArray[np.float64]
RESAMPLES = 2_000
TAIL = 0.025


def pooled_iqm(tasks: Sequence[Sequence[float]]) -> Estimate:
    """The interquartile mean over all runs of all tasks, of the finite scores.

    As Agarwal et al. 2021, section 4.3: every run counts once, and the interval is of the
    percentile bootstrap that draws seeds again within each task. Its random numbers are always the
    same. How often it holds the truth: `backend/groups/coverage.py`.

    Args:
        tasks: Normalised scores of each task's seeds.

    Returns:
        Without an interval where a task has fewer than three seeds.
    """
    known = [_finite(each) for each in tasks]
    known = [each for each in known if len(each)]
    if not known:
        return Estimate(None, None, None, 0)
    n = sum(map(len, known))
    middle = float(trim_mean(np.concatenate(known), TRIMMED))
    if min(map(len, known)) < FEWEST_FOR_INTERVAL:
        return Estimate(middle, None, None, n)
    random = np.random.default_rng(0)
    drawn = [each[random.integers(0, len(each), (RESAMPLES, len(each)))] for each in known]
    again = trim_mean(np.concatenate(drawn, axis=1), TRIMMED, axis=1)
    low, high = np.quantile(again, [TAIL, 1.0 - TAIL])
    return Estimate(middle, float(low), float(high), n)


def _finite(values: Sequence[float]) -> Floats:
    known: Floats = np.asarray(values, float)
    return known[np.isfinite(known)]
