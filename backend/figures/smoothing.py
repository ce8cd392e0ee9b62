"""Smoothing over real steps: the same stretch of training for every run, however often measured."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def smoothed(x: Floats, y: Floats, window: float, grid: Floats) -> Floats:
    """The mean over the last `window` real steps of the line through a run's points.

    It is the integral of the linear interpolant over [t - window, t], divided by the window, so it
    is a property of the curve and not of how densely it was measured: a mean over points would
    weigh a run that is measured often by another stretch. No value is given before the window is
    full, or the first values would be means over less. A value that is not finite is a gap at its
    own place, and the stretches that touch it are no part of its neighbours' means.

    Args:
        x: Real steps of the points, strictly ascending.
        y: Their values.
        window: Length of the stretch, in real steps.
        grid: Where the mean is wanted.

    Returns:
        A value for each place of `grid`; NaN where there is none.
    """
    result = np.full(len(grid), np.nan)
    if len(x) < 2:
        return result
    full = (grid - window >= x[0]) & (grid <= x[-1])
    until = grid[full]
    since = until - window
    first = np.clip(np.searchsorted(x, since, "right") - 1, 0, len(x) - 2)
    last = np.clip(np.searchsorted(x, until, "left") - 1, 0, len(x) - 2)
    line = _Segments(x, y, window)
    ends = np.minimum(x[first + 1], until)
    begins = np.maximum(x[last], since)
    is_one = first == last
    area, covered = line.part(first, since, ends)
    for more in (
        line.part(last, np.where(is_one, until, begins), until),
        line.whole(first + 1, np.maximum(last - first - 1, 0)),
    ):
        area, covered = area + more[0], covered + more[1]
    known = (covered > 0) & ~_is_beside_gap(x, y, until)
    result[full] = np.where(known, area / np.where(known, covered, 1.0), np.nan)
    return result


class _Segments:
    """The straight parts of a line; those that touch a value that is not finite count as empty."""

    def __init__(self, x: Floats, y: Floats, window: float) -> None:
        finite = np.isfinite(y)
        self.x, self.y, self.window = x, np.where(finite, y, 0.0), window
        self.usable = finite[:-1] & finite[1:]
        self.lengths = np.where(self.usable, np.diff(x) / window, 0.0)
        self.areas = (self.y[:-1] / 2 + self.y[1:] / 2) * self.lengths

    def part(self, segment: np.ndarray, since: Floats, until: Floats) -> tuple[Floats, Floats]:
        """Area and length of [since, until] inside of one segment each, in windows."""
        left, right = self.x[segment], self.x[segment + 1]
        share = ((since + until) / 2 - left) / (right - left)
        height = self.y[segment] * (1 - share) + self.y[segment + 1] * share
        length = np.where(self.usable[segment], (until - since) / self.window, 0.0)
        return height * length, length

    def whole(self, first: np.ndarray, count: np.ndarray) -> tuple[Floats, Floats]:
        """Area and length of `count` segments from `first` on."""
        return _sums(self.areas, first, count), _sums(self.lengths, first, count)


def _sums(values: Floats, first: np.ndarray, count: np.ndarray) -> Floats:
    """The sum of `count` values from `first` on, at each place.

    Added up from sums over 1, 2, 4, ... values. The difference of two running sums would be
    quicker, but one huge value would leave its rounding error in every later sum.
    """
    total, at, width = np.zeros(len(first)), first.copy(), 1
    block = np.concatenate((values, np.zeros(1)))
    while width <= count.max(initial=0):
        wanted = (count & width) > 0
        total[wanted] += block[at[wanted]]
        at = at + np.where(wanted, width, 0)
        behind = np.concatenate((block[width:], np.zeros(min(width, len(block)))))
        block, width = block + behind, 2 * width
    return total


def _is_beside_gap(x: Floats, y: Floats, grid: Floats) -> np.ndarray:
    """Where the line has no value, because a value at an end of its segment is not finite."""
    beside: np.ndarray = np.interp(grid, x, (~np.isfinite(y)).astype(float)) > 0
    return beside
