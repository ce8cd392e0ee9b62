"""Fewer points with the same look, for a screen that could not show them all."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tsdownsample import MinMaxLTTBDownsampler

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def kept_indices(x: NDArray[np.generic], y: Floats, most: int) -> Indices:
    """Which points of a curve to show: all of them, or about `most` that keep the peaks.

    Points that are not finite cannot be ranked; where there are too many points they are left out
    here and counted by the caller.

    Args:
        x: Where the points are, ascending.
        y: Their values.
        most: How many to keep.

    Source: Steinarsson 2013 (LTTB) on min-max preselected points (Van Der Donckt et al. 2023), by
    tsdownsample.
    """
    finite = np.flatnonzero(np.isfinite(y))
    if len(x) <= most or len(finite) <= most:
        return np.arange(len(x)) if len(x) <= most else finite
    downsampler = MinMaxLTTBDownsampler()  # type: ignore[no-untyped-call] # has no annotations
    if len(finite) == len(x):
        # Copies only of what is not laid out as it must be.
        at, of = np.ascontiguousarray(x, np.float64), np.ascontiguousarray(y)
        of_all = downsampler.downsample(at, of, n_out=most)
        every: Indices = of_all.astype(np.int64)
        return every
    kept = downsampler.downsample(x[finite].astype(np.float64), y[finite], n_out=most)
    shown: Indices = finite[kept.astype(np.int64)]
    return shown


def drawn_indices(x: Floats, ys: Sequence[Floats], most: int) -> Indices:
    """Which points of lines on one x to draw: the peaks of each line, and a point of each gap.

    A curve that goes back in x is thinned along its length, by both coordinates.

    Args:
        x: Where the points are.
        ys: The values of each line there; what is not finite is a gap.
        most: How many to keep of each line.
    """
    if len(x) <= most:
        return np.arange(len(x))
    goes_right = bool((np.diff(x) >= 0).all())
    along = x if goes_right else np.arange(len(x), dtype=float)
    lines = [*ys] if goes_right else [*ys, x]
    kept = [part for y in lines for part in (kept_indices(along, y, most), _gaps(y, most))]
    return np.unique(np.concatenate(kept))


def _gaps(y: Floats, most: int) -> Indices:
    """The first point of each stretch that is not finite; of very many as many as can be shown."""
    lost = ~np.isfinite(y)
    begins: Indices = np.flatnonzero(lost & ~np.concatenate(([False], lost[:-1])))
    if len(begins) <= most:
        return begins
    shown: Indices = begins[np.linspace(0, len(begins) - 1, most).round().astype(int)]
    return shown


def spread_out(count: int, most: int) -> Indices:
    """Which of so many are shown, at most so many: evenly apart, the first and the last too."""
    if count <= most:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, most).round().astype(np.int64))


def spread_over(values: Floats, most: int, of_an_end: int = 0) -> Indices:
    """Which of some things are shown, at most so many: evenly apart in the order of their values.

    Args:
        values: A value of each; those that are not finite come last.
        most: How many are shown.
        of_an_end: How many of the least and of the greatest are shown in any case.
    """
    if len(values) <= most:
        return np.arange(len(values))
    order = np.argsort(np.where(np.isfinite(values), values, np.inf), kind="stable")
    known = int(np.isfinite(values).sum())
    end = min(of_an_end, known // 2, most // 2)
    ends = np.concatenate((order[:end], order[known - end : known]))
    between = np.concatenate((order[end : known - end], order[known:]))
    shown: Indices = np.sort(
        np.concatenate((ends, between[spread_out(len(between), most - 2 * end)]))
    )
    return shown
