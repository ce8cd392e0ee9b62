"""What a whole learning curve says in one number."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mean_of_last(values: Floats, count: int) -> float:
    """The mean of the last finite evaluations; NaN where there are fewer than so many."""
    known = values[np.isfinite(values)]
    return float(known[-count:].mean()) if len(known) >= count else float("nan")


def area(steps: Floats, values: Floats) -> float:
    """The mean height of the line through the evaluations, by the trapezoid rule.

    The area under it over the steps that it spans, so that it is in the unit of the values. NaN
    with fewer than two finite values.
    """
    finite = np.isfinite(values)
    x, y = steps[finite], values[finite]
    return float(np.trapezoid(y, x) / (x[-1] - x[0])) if len(x) > 1 else float("nan")


def steps_to(steps: Floats, values: Floats, threshold: float) -> float:
    """The step of the first evaluation at or above a threshold; infinity where none is."""
    reached = np.flatnonzero(values >= threshold)
    return float(steps[reached[0]]) if len(reached) else float("inf")
