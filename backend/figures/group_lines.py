"""What the lines of groups have in common, whatever is on their axes."""

import numpy as np

from backend.figures.drawing import Floats
from backend.groups.estimates import Band
from backend.spec.diagnostic import Scale
from backend.thinning import Indices


def hover_words(middle: Band, places: Indices) -> list[str]:
    """What pointing at some places of a mean says: the mean, its interval, and over how many."""
    shown = (middle.mean[places], middle.half_width[places], middle.n[places])
    return [
        f"{mean:.4g} ± {half:.2g} ({n} runs)" if np.isfinite(half) else f"{mean:.4g}"
        for mean, half, n in zip(*shown, strict=True)
    ]


def lowest_on(scale: Scale, curves: Floats) -> float:
    """Where a band ends below: on a log axis, which has no place for zero, half the least value.

    Minus infinity on the others, also where a log axis is a symmetric one for its values.
    """
    known = curves[np.isfinite(curves)]
    if scale == "linear" or len(known) == 0 or (known <= 0).any():
        return -np.inf
    return 0.5 * float(known.min())
