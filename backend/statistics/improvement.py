"""How likely a seed of one group pays more than a seed of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import scipy

from backend.groups.estimates import CONFIDENCE, FEWEST_FOR_INTERVAL
from backend.statistics.diverged import ranked

NEAR = 1e-12


@dataclass(frozen=True)
class Improvement:
    """The probability of improvement with its 95 % interval.

    Attributes:
        probability: Of a seed of the first group paying more than one of the second; ties half.
        low: The interval's lower end.
        high: Its upper end.
        m: Seeds of the first group.
        n: Seeds of the second.
    """

    probability: float
    low: float
    high: float
    m: int
    n: int


def improvement(first: Sequence[float], second: Sequence[float]) -> Improvement | None:
    """P(X > Y) + P(X = Y) / 2 over the pairs of values; None where a group has fewer than three.

    What is not finite has diverged, and pays less than all that has not. Leave out the runs that
    have no value yet.

    Mann and Whitney's U over all pairs, as in Agarwal et al. 2021, section 4.3. The interval is
    method 5 of Newcombe 2006 (part 2), Wilson's for this statistic: unlike a bootstrap it has a
    width where no seed of one group reaches the other.
    """
    x, y = ranked(first), ranked(second)
    if min(len(x), len(y)) < FEWEST_FOR_INTERVAL:
        return None
    m, n = len(x), len(y)
    # How many of the second are less than each of the first, and how many at most as much.
    less, at_most = (np.searchsorted(np.sort(y), x, side) for side in ("left", "right"))
    found = float((less + at_most).sum()) / (2.0 * m * n)
    return Improvement(found, _end(found, 0.0, m, n), _end(found, 1.0, m, n), m, n)


def _end(found: float, bound: float, m: int, n: int) -> float:
    """Where the distance from what was found is as large as chance explains, towards a bound."""
    if found == bound:
        return bound
    z = float(scipy.special.ndtri((1.0 + CONFIDENCE) / 2.0))
    more = (m + n) / 2.0 - 1.0

    def beyond(truth: float) -> float:
        spread = 1.0 + more * ((1.0 - truth) / (2.0 - truth) + truth / (1.0 + truth))
        return (found - truth) ** 2 - z**2 * truth * (1.0 - truth) * spread / (m * n)

    # Below zero just beside the value that was found, above it at the bound.
    beside = found + (bound - found) * NEAR if 0.0 < found < 1.0 else found - (found - 0.5) * NEAR
    if beyond(beside) >= 0.0:
        return found
    # Loaded where it is needed, as few pages do: it takes longer than what it does.
    optimize = import_module("scipy.optimize")
    return float(optimize.brentq(beyond, *sorted((beside, bound))))
