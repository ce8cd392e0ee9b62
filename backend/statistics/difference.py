"""How much more the runs of one group come to than those of another."""

from collections.abc import Sequence

import numpy as np
import scipy

from backend.groups.estimates import CONFIDENCE, FEWEST_FOR_INTERVAL, NOT_KNOWN, Estimate
from backend.spec.diagnostic import Scale


def difference(first: Sequence[float], second: Sequence[float], scale: Scale) -> Estimate:
    """The difference of two means with Welch's 95 % interval; on a log scale their ratio.

    The runs are independent, and their values, there their logarithms, about normal, with a
    deviation of each group's own (Welch 1947; degrees of freedom by Satterthwaite 1946). What is
    not finite, or there not positive, is in neither mean. No interval below three values of each.
    """
    x, y = (_usable(each, scale) for each in (first, second))
    if not len(x) or not len(y):
        return NOT_KNOWN
    apart = float(x.mean() - y.mean())
    low, high = _ends(x, y, apart)
    if scale == "log":
        apart = float(np.exp(apart))
        low, high = (None if each is None else float(np.exp(each)) for each in (low, high))
    return Estimate(apart, low, high, min(len(x), len(y)))


def _usable(values: Sequence[float], scale: Scale) -> np.ndarray:
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    usable: np.ndarray = np.log(known[known > 0.0]) if scale == "log" else known
    return usable


def _ends(x: np.ndarray, y: np.ndarray, apart: float) -> tuple[float | None, float | None]:
    if min(len(x), len(y)) < FEWEST_FOR_INTERVAL:
        return None, None
    of_x, of_y = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    spread = of_x + of_y
    if spread == 0.0:
        return apart, apart
    freedom = spread**2 / (of_x**2 / (len(x) - 1) + of_y**2 / (len(y) - 1))
    half = float(scipy.special.stdtrit(freedom, (1.0 + CONFIDENCE) / 2.0) * np.sqrt(spread))
    return apart - half, apart + half
