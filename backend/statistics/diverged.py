"""Seeds that diverged: each counts as one that pays less than all that did not."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ranked(values: Sequence[float] | Floats) -> Floats:
    """The values from the least on; what is not finite is minus infinity.

    A statistic of ranks then needs no number for a seed that has none. Left out, it would make a
    group look the better the more of its seeds diverge. Leave out the runs that have no value yet.
    """
    known = np.asarray(values, float)
    return np.sort(np.where(np.isfinite(known), known, -np.inf))
