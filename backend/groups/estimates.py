"""Middles over seeds with their intervals, at one point and along a curve."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from backend.schemas import EstimateView
from backend.spec.diagnostic import Scale

Floats = NDArray[np.float64]
CONFIDENCE = 0.95
# Student's quantile for two values is 12.7: what it says is that nothing is known.
FEWEST_FOR_INTERVAL = 3
# Sizes whose squares are numbers, far from either end.
MOST_SQUARED = 1e100
# Of fifty rows as much as lies near the processor; a table as large as theirs is slow to get.
COLUMNS_AT_ONCE = 1_000
LOG_OF_LARGEST = float(np.log(np.finfo(float).max))


@dataclass(frozen=True)
class Estimate:
    """A mean over runs and its 95 % interval.

    Attributes:
        mean: The arithmetic mean; the geometric one on a log scale, of what has a logarithm. None
            when no run has a finite value. Of ranks also minus infinity: that of a run that
            diverged.
        low: The interval's lower end; None when fewer than three runs have a value. Likewise.
        high: Its upper end.
        n: Runs that it is over.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def view(self) -> EstimateView:
        """As the API answers it: what is not finite is no number of JSON."""
        mean, low, high = (
            None if each is None or np.isinf(each) else each
            for each in (self.mean, self.low, self.high)
        )
        return EstimateView(mean=mean, low=low, high=high, n=self.n)


NOT_KNOWN = Estimate(None, None, None, 0)


@dataclass(frozen=True)
class Band:
    """A mean curve with its 95 % interval; not a number where nothing is known.

    Attributes:
        mean: Mean over runs at each x; the geometric one on a log scale.
        low: The interval's lower end at each x; NaN where fewer than three runs have a value.
        high: Its upper end, likewise.
        n: Runs with a finite value at each x.
    """

    mean: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]


def t_quantile(n: int | NDArray[np.int64]) -> float | Floats:
    """Student's t quantile for a two-sided 95 % interval of a mean over n values, n > 1."""
    above = (1 + CONFIDENCE) / 2
    # The same few counts at thousands of places, and nearly always one.
    if isinstance(n, np.ndarray) and n.size and n.min() == n.max():
        return np.full(n.shape, scipy.special.stdtrit(max(int(n.flat[0]) - 1, 1), above))
    counts, place = np.unique(n, return_inverse=True)
    quantile: float | Floats = scipy.special.stdtrit(np.maximum(counts - 1, 1), above)[place]
    return quantile


def median_cut(n: int) -> int:
    """How many of n ordered values may be cut from either end for the rest to hold the median.

    In at least 95 %, by the binomial count of values below it; -1 where none may be.
    """
    below = scipy.special.bdtr(np.arange(n + 1), n, 0.5)
    return int(np.searchsorted(below, (1.0 - CONFIDENCE) / 2.0)) - 1


def estimate(values: Sequence[float], scale: Scale = "linear") -> Estimate:
    """Mean and interval of the finite values, as `band` has them."""
    return estimate_of(band(np.asarray(values, float).reshape(-1, 1), scale))


def estimate_of(curve: Band) -> Estimate:
    """What a band says at its only place."""
    mean, low, high = (
        float(each[0]) if np.isfinite(each[0]) else None
        for each in (curve.mean, curve.low, curve.high)
    )
    return Estimate(mean, low, high, int(curve.n[0]))


def band(curves: Floats, scale: Scale = "linear") -> Band:
    """Mean and Student's t interval of each column over the rows whose value is finite there.

    The interval assumes that seeds are independent and their values about normal; on a log scale,
    that their logarithms are. There the mean is the geometric one, which is the median of a
    log-normal quantity, and the interval is of it and not of the arithmetic mean. A
    value that is not positive has no logarithm: it is in no mean, and n says so. Where no value
    has one, the middle is their median, of zeros 0, without an interval.
    How often the intervals hold the truth: `backend/groups/coverage.py`.
    """
    if scale != "log":
        return _student(curves)
    finite = np.isfinite(curves)
    usable = finite & (curves > 0.0)
    is_none = ~usable.any(0)
    logs = _student(np.log(np.where(usable, curves, np.nan)))
    mean, low, high = (
        np.exp(np.minimum(each, LOG_OF_LARGEST)) for each in (logs.mean, logs.low, logs.high)
    )
    # The logarithm of a value of one run comes back with a rounding error.
    odd = (logs.n == 1) | (is_none & finite.any(0))
    mean[odd] = np.nanmedian(np.where(usable | (is_none & finite), curves, np.nan)[:, odd], 0)
    return Band(mean, low, high, np.where(is_none, finite.sum(0), logs.n))


def of_runs(found: Estimate, *, are_chosen: bool) -> Estimate:
    """Without its interval where the runs were chosen by their results: it tells of no others."""
    return replace(found, low=None, high=None) if are_chosen else found


def within(found: Estimate, bounds: tuple[float, float]) -> Estimate:
    """With the ends of its interval within the bounds: beyond them no mean of such values lies."""
    if found.mean is None or found.low is None or found.high is None:
        return found
    mean, low, high = np.array([[found.mean], [found.low], [found.high]])
    low, high = _ends(mean, low, high, bounds)
    return replace(found, low=float(low[0]), high=float(high[0]))


def band_within(found: Band, bounds: tuple[float, float]) -> Band:
    """The same at each place of a curve."""
    low, high = _ends(found.mean, found.low, found.high, bounds)
    return replace(found, low=low, high=high)


def _ends(
    mean: Floats, low: Floats, high: Floats, bounds: tuple[float, float]
) -> tuple[Floats, Floats]:
    least, most = bounds
    # Where a mean itself is beyond them, they are not those of what was measured.
    holds = (mean >= least) & (mean <= most)
    return (
        # An end that is of a run that diverged is no value.
        np.where(holds & np.isfinite(low), np.maximum(low, least), low),
        np.where(holds, np.minimum(high, most), high),
    )


def exponent_of(values: Floats) -> NDArray[np.int32]:
    """Of the power of two just above all finite values along the first axis, or of a single one.

    In units of it, which change no digit, squares of a diverged model's errors are finite.
    """
    size = np.where(np.isfinite(values), np.abs(values), 0.0)
    exponent: NDArray[np.int32] = np.frexp(size.max(0, initial=0.0))[1]
    return exponent


def _student(curves: Floats) -> Band:
    n, mean, squares, exponent = _moments(curves)
    deviation = np.sqrt(squares / np.maximum(n - 1, 1))
    half_width = np.asarray(t_quantile(n)) * deviation / np.sqrt(np.maximum(n, 1))
    with np.errstate(over="ignore"):
        middle, low, high = (
            np.ldexp(each, exponent) for each in (mean, mean - half_width, mean + half_width)
        )
    is_enough = n >= FEWEST_FOR_INTERVAL
    return Band(
        np.where(n > 0, middle, np.nan),
        np.where(is_enough, low, np.nan),
        np.where(is_enough, high, np.nan),
        n,
    )


def _moments(curves: Floats) -> tuple[NDArray[np.int64], Floats, Floats, NDArray[np.int32]]:
    """Count, mean, sum of squares around it, and the power of two that these are in units of."""
    sizes = np.maximum(curves.max(0, initial=0.0), -curves.min(0, initial=0.0))
    if (
        len(curves)
        and ((sizes == 0.0) | ((sizes > 1 / MOST_SQUARED) & (sizes < MOST_SQUARED))).all()
    ):
        mean = curves.mean(0)
        squares = np.empty_like(mean)
        for first in range(0, len(mean), COLUMNS_AT_ONCE):
            part = slice(first, first + COLUMNS_AT_ONCE)
            apart = curves[:, part] - mean[part]
            squares[part] = np.square(apart, out=apart).sum(0)
        whole = np.full(curves.shape[1], len(curves))
        return whole, mean, squares, np.zeros(curves.shape[1], np.int32)
    finite = np.isfinite(curves)
    n = finite.sum(0)
    exponent = exponent_of(curves)
    known = np.ldexp(np.where(finite, curves, 0.0), -exponent)
    mean = known.sum(0) / np.maximum(n, 1)
    squares = np.where(finite, (known - mean) ** 2, 0.0).sum(0)
    return n, mean, squares, exponent


def aligned(curves: Sequence[tuple[Floats, Floats]], grid: Floats, lost: float = np.nan) -> Floats:
    """Curves (x, y) on a common grid: linear in between, NaN outside each curve's own range.

    A value that is not finite stays a gap around it instead of being bridged.

    Args:
        curves: Each x ascending.
        grid: Where values are wanted.
        lost: What stands in such a gap.
    """
    if curves and all(x is grid for x, _ in curves):
        values = np.stack([np.asarray(y, float) for _, y in curves])
        is_finite = np.isfinite(values)
        return values if is_finite.all() else np.where(is_finite, values, lost)
    rows = [_on_grid(np.asarray(x, float), np.asarray(y, float), grid, lost) for x, y in curves]
    return np.stack(rows) if rows else np.empty((0, len(grid)))


def _on_grid(x: Floats, y: Floats, grid: Floats, lost: float) -> Floats:
    if len(x) == 0:
        return np.full(len(grid), np.nan)
    if np.array_equal(x, grid):
        return np.where(np.isfinite(y), y, lost)
    infinite = ~np.isfinite(y)
    values: Floats = np.interp(grid, x, np.where(infinite, 0.0, y), left=np.nan, right=np.nan)
    touched = np.interp(grid, x, infinite.astype(float), left=0.0, right=0.0) > 0
    return np.where(touched, lost, values)
