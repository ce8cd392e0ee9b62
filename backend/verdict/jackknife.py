"""A number with its interval from the episodes that it was made from, by jackknife."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy

from backend.verdict.growth_laws import Floats

CONFIDENCE = 0.95
FEWEST_EPISODES = 3


@dataclass(frozen=True)
class Parameter:
    """A number with its 95 % interval, which is unknown with fewer than three episodes."""

    value: float
    low: float | None
    high: float | None


def jackknifed(
    estimates: Floats,
    shown: Callable[[Floats], Floats] = np.asarray,
    confidence: float = CONFIDENCE,
) -> Parameter:
    """The first estimate with the jackknife's interval from the others, on their scale."""
    count = len(estimates) - 1
    if count < FEWEST_EPISODES:
        return Parameter(float(shown(estimates[:1])[0]), None, None)
    pseudo = count * estimates[0] - (count - 1) * estimates[1:]
    error = float(np.std(pseudo, ddof=1)) / np.sqrt(count)
    half = float(scipy.special.stdtrit(count - 1, (1.0 + confidence) / 2.0)) * error
    value, low, high = shown(estimates[0] + np.array([0.0, -half, half])).tolist()
    return Parameter(value, low, high)
