"""One number over several tasks."""

from collections.abc import Sequence

import numpy as np

from backend.groups.estimates import FEWEST_FOR_INTERVAL, NOT_KNOWN, Estimate
from backend.statistics.diverged import ranked
from backend.statistics.location import trimmed_mean

RESAMPLES = 2_000
TAIL = 0.025


def pooled_iqm(tasks: Sequence[Sequence[float]]) -> Estimate:
    """The interquartile mean over all runs of all tasks.

    As Agarwal et al. 2021, section 4.3: every run counts once, and the interval is of the
    percentile bootstrap that draws seeds again within each task. Its random numbers are always the
    same. How often it holds the truth: `backend/groups/coverage.py`. Departure: a run that diverged
    counts as the lowest of all, and in each resample that draws it. Minus infinity, as the
    interval's lower end, where these are more than a quarter.

    Args:
        tasks: Normalised scores of each task's seeds, without those that have none yet.

    Returns:
        Without an interval where a task has fewer than three seeds.
    """
    known = [ranked(each) for each in tasks if len(each)]
    if not known:
        return NOT_KNOWN
    n = sum(map(len, known))
    middle = float(trimmed_mean(np.sort(np.concatenate(known))))
    if min(map(len, known)) < FEWEST_FOR_INTERVAL or np.isinf(middle):
        return Estimate(middle, None, None, n)
    random = np.random.default_rng(0)
    drawn = [each[random.integers(0, len(each), (RESAMPLES, len(each)))] for each in known]
    again = trimmed_mean(np.sort(np.concatenate(drawn, axis=1), axis=1))
    # Of the resamples themselves: between one and minus infinity there is no number.
    low, high = np.quantile(again, [TAIL, 1.0 - TAIL], method="inverted_cdf")
    return Estimate(middle, float(low), float(high), n)
