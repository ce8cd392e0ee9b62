"""Spearman's rank correlation between two numbers of the same runs, with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import scipy

from backend.groups.estimates import CONFIDENCE

# With fewer, even a perfect order is found by chance more than once in a hundred.
FEWEST_RUNS = 6


@dataclass(frozen=True)
class Correlation:
    """A rank correlation with its 95 % interval.

    Attributes:
        rho: From -1 to 1; 1 where both numbers order the runs alike.
        low: The interval's lower end.
        high: Its upper end.
        n: Runs that have both numbers.
    """

    rho: float
    low: float
    high: float
    n: int


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> Correlation | None:
    """Spearman's correlation over the pairs without NaN; ties share their mean rank.

    None with fewer than six pairs or where either number is the same in all of them.

    The interval is Fisher's, on artanh, with the variance of Bonett and Wright 2000, equation 6,
    (1 + rho^2 / 2) / (n - 3). Departure: the end of a perfect order, at which artanh is infinite
    and the interval a point, is that of an order in which two neighbours have changed places.
    """
    x, y = (np.asarray(each, float) for each in (first, second))
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = x[known], y[known]
    if len(x) < FEWEST_RUNS or len(np.unique(x)) < 2 or len(np.unique(y)) < 2:
        return None
    # It takes half a second and 50 MB to load, and few pages ask for it.
    stats = import_module("scipy.stats")
    rho = float(np.clip(stats.spearmanr(x, y).statistic, -1.0, 1.0))
    low, high = _interval(rho, len(x))
    return Correlation(rho, low, high, len(x))


def _interval(rho: float, n: int) -> tuple[float, float]:
    nearly = 1.0 - 12.0 / (n * (n**2 - 1.0))
    middle = np.arctanh(np.clip(rho, -nearly, nearly))
    half_width = scipy.special.ndtri((1.0 + CONFIDENCE) / 2.0) * np.sqrt(
        (1.0 + rho**2 / 2.0) / (n - 3.0)
    )
    low, high = np.tanh([middle - half_width, middle + half_width])
    return min(float(low), rho), max(float(high), rho)
