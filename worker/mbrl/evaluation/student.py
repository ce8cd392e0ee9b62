"""Student's quantiles, which torch does not have."""

import math
from functools import cache

CONFIDENCE = 0.95


@cache
def student_quantile(degrees: int) -> float:
    """By how many standard errors a 95 % interval reaches to either side, by bisection."""
    low, high = 0.0, 1e3
    while high - low > 1e-12 * high:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _within(middle, degrees) < CONFIDENCE else (low, middle)
    return high


def _within(reach: float, degrees: int) -> float:
    """Probability that Student's t is within +- `reach`.

    Source: Abramowitz and Stegun 1964, 26.7.3 and 26.7.4.
    """
    angle = math.atan2(reach, math.sqrt(degrees))
    is_odd = degrees % 2
    term, total = math.cos(angle) ** is_odd, 0.0
    for step in range(1 + is_odd, degrees, 2):
        total += term
        term *= math.cos(angle) ** 2 * step / (step + 1)
    inside = math.sin(angle) * total
    return 2.0 / math.pi * (angle + inside) if is_odd else inside
