"""Whether the real return has changed from the first evaluations to the last, and by how much."""

from dataclasses import dataclass
from math import isfinite, sqrt

import scipy

from backend.spec.measures import Measures

LEVEL = 0.05
# Added to 1 / n in the correction of an autocorrelation, and the largest that is believed: of few
# evaluations it comes out too small. By simulation, so that one of .5 misleads in a tenth at most.
FEW_ADD, MOST_CORRELATED = 0.5, 0.6


@dataclass(frozen=True)
class Change:
    """A change of the mean real return.

    Attributes:
        by: Reward per episode.
        half_width: Half of its 95 % interval; None where nothing tells it.
    """

    by: float
    half_width: float | None

    @property
    def is_clear(self) -> bool:
        """Whether its interval leaves out zero."""
        return self.half_width is not None and abs(self.by) > self.half_width


def change_in(measures: Measures) -> Change | None:
    """From the first evaluations to the last; None where a mean of either is not finite.

    Two tests have to agree. One is Student's for two groups of their own variances (Welch 1947), of
    evaluations that hang together: variance and number are those of Zwiers and von Storch 1995
    (Taking serial correlation into account in tests of the mean), but the degrees of freedom are
    Welch's. The other is `Measures.chance`, which asks nothing of the distribution: rare failures
    and returns that are mostly the same. Where it finds no change, the interval is widened to zero.
    The two together are ours; how often they err: `python -m tests.benchmarks.statistics.change`.
    """
    early, late, each = measures.early, measures.late, measures.compared
    if early is None or late is None or not isfinite(late - early):
        return None
    by, chance = late - early, measures.chance
    width = None
    if measures.early_spread is not None and measures.late_spread is not None and each:
        spreads = measures.early_spread, measures.late_spread
        width = _half_width(by, spreads, each, measures.autocorrelation, LEVEL / 2.0)
    if width is None or chance is None:
        return Change(by, None)
    if chance > LEVEL:
        return Change(by, max(width, abs(by)))
    are_constant = measures.early_spread == measures.late_spread == 0.0
    return Change(by, _test_based(by, chance) if are_constant else width)


def _test_based(by: float, chance: float) -> float:
    """Half-width that has this test's level (Miettinen 1976): constant ends tell no spread."""
    return abs(by) * float(
        scipy.special.ndtri(1.0 - LEVEL / 2.0) / scipy.special.ndtri(1.0 - chance / 2.0)
    )


def has_fallen_back(measures: Measures) -> bool:
    """Whether the last evaluations are surely below the best in a row before them.

    The best of many is also the luckiest: the level is shared by as many as there are beside one
    another (Bonferroni).
    """
    best, late, each = measures.best_mean, measures.late, measures.compared
    if best is None or late is None or not each or best <= late:
        return False
    if measures.best_spread is None or measures.late_spread is None:
        return False
    spreads = measures.best_spread, measures.late_spread
    places = measures.evaluations // each - 1
    tail = LEVEL / 2.0 / places
    width = _half_width(best - late, spreads, each, measures.autocorrelation, tail)
    return width is not None and best - late > width


def _half_width(
    by: float, spreads: tuple[float, float], each: int, correlation: float | None, tail: float
) -> float | None:
    """Of the interval of a difference of two means, each of so many evaluations."""
    largest = max(*spreads, abs(by))
    if largest == 0.0:
        return 0.0
    first, second = ((spread / largest) ** 2 for spread in spreads)
    if first + second == 0.0:
        # All are the same, at either end: as if one of each had been as at the other end.
        first = second = 1.0 / each
    inflated = _inflation(each, correlation) / each
    freedom = (first + second) ** 2 / (first**2 + second**2) * (each - 1)
    width = (
        float(scipy.special.stdtrit(freedom, 1.0 - tail))
        * sqrt((first + second) * inflated)
        * largest
    )
    return width if isfinite(width) else None


def _inflation(each: int, correlation: float | None) -> float:
    """What autocorrelation makes of the variance of a mean, beside that told from the spread.

    The spread about a mean is too small as well, by the same correlation. That of a short series
    is too small by (1 + 4r) / n (Marriott and Pope 1954).
    """
    found = correlation or 0.0
    found += (1.0 + FEW_ADD + 4.0 * max(found, 0.0)) / each
    kept = min(max(found, 0.0), MOST_CORRELATED)
    lost = 1.0 + 2.0 * sum((1.0 - lag / each) * kept**lag for lag in range(1, each))
    return lost * (each - 1) / (each - lost)
