"""What a whole learning curve says in one number."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NAN = float("nan")


def mean_of_last(values: Floats, count: int) -> float:
    """The mean of the last evaluations; NaN where there are fewer, or one is not finite."""
    ended = values[-count:]
    if len(ended) < count or not np.isfinite(ended).all():
        return NAN
    return float((ended / count).sum())


def steps_to(steps: Floats, values: Floats, threshold: float) -> float:
    """The step of the first finite evaluation at or above a threshold; infinity where none is."""
    reached = np.flatnonzero(np.isfinite(values) & (values >= threshold))
    return float(steps[reached[0]]) if len(reached) else float("inf")
