"""What the lines of groups have in common, whatever is on their axes."""

import numpy as np

from backend.figures.drawing import Floats
from backend.groups.estimates import Band


def hover_words(middle: Band) -> list[str]:
    """What pointing at each place of a mean says: the mean, its interval, and over how many."""
    return [
        f"{mean:.4g} ± {half:.2g} ({n} runs)" if np.isfinite(half) else f"{mean:.4g}"
        for mean, half, n in zip(middle.mean, middle.half_width, middle.n, strict=True)
    ]


def lowest_on_log(curves: Floats) -> float:
    """Where a band ends on a log axis, which has no place for zero: half the least positive value.

    0 where nothing is positive, and nothing can be drawn.
    """
    positive = curves[np.isfinite(curves) & (curves > 0)]
    return 0.5 * float(positive.min()) if len(positive) else 0.0
