"""Seeds that diverged or failed: each counts as one that pays less than all that did not."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ranked(values: Sequence[float] | Floats) -> Floats:
    """The values from the least on; what is not finite is minus infinity.

    A statistic of ranks then needs no number for a seed that has none. Left out, it would make a
    group look the better the more of its seeds diverge. A seed that failed before its first
    evaluation is given as not a number; leave out those that wait or run without a value, or were
    cancelled.
    """
    known = np.asarray(values, float)
    return np.sort(np.where(np.isfinite(known), known, -np.inf))
