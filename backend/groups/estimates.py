"""Means over seeds with their intervals, at one point and along a curve."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean over runs and half the width of its 95 % interval.

    Attributes:
        mean: None when no run has a finite value.
        half_width: None when fewer than two have.
        n: Runs with a finite value.
    """

    mean: float | None
    half_width: float | None
    n: int


@dataclass(frozen=True)
class Band:
    """A mean curve with its 95 % interval; not a number where nothing is known.

    Attributes:
        mean: Mean over runs at each x.
        half_width: Half the interval's width at each x; NaN where fewer than two runs have a value.
        n: Runs with a finite value at each x.
    """

    mean: Floats
    half_width: Floats
    n: NDArray[np.int64]


def t_quantile(n: int | NDArray[np.int64]) -> float | Floats:
    """Student's t quantile for a two-sided 95 % interval of a mean over n values, n > 1."""
    quantile: float | Floats = stdtrit(np.maximum(np.asarray(n) - 1, 1), (1 + CONFIDENCE) / 2)
    return quantile


def estimate(values: Sequence[float]) -> Estimate:
    """Mean and Student's t interval of the finite values.

    The interval assumes that runs with different seeds are independent and their mean is about
    normal; with five seeds it is wide, and honestly so.
    """
    curve = band(np.asarray(values, float).reshape(-1, 1))
    n = int(curve.n[0])
    mean = float(curve.mean[0]) if n else None
    return Estimate(mean, float(curve.half_width[0]) if n > 1 else None, n)


def band(curves: Floats) -> Band:
    """Mean and interval of each column over the rows whose value is finite there."""
    finite = np.isfinite(curves)
    n = finite.sum(0)
    # In units of a power of two, which changes no digit: squares of a diverged model's errors
    # would not be finite.
    exponent = np.frexp(np.where(finite, np.abs(curves), 0.0).max(0, initial=0.0))[1]
    known = np.ldexp(np.where(finite, curves, 0.0), -exponent)
    mean = known.sum(0) / np.maximum(n, 1)
    squares = np.where(finite, (known - mean) ** 2, 0.0).sum(0)
    deviation = np.sqrt(squares / np.maximum(n - 1, 1))
    half_width = np.asarray(t_quantile(n)) * deviation / np.sqrt(np.maximum(n, 1))
    return Band(
        np.where(n > 0, np.ldexp(mean, exponent), np.nan),
        np.where(n > 1, np.ldexp(half_width, exponent), np.nan),
        n,
    )


def aligned(curves: Sequence[tuple[Floats, Floats]], grid: Floats) -> Floats:
    """Curves (x, y) on a common grid: linear in between, NaN outside each curve's own range.

    A value that is not finite stays a gap around it instead of being bridged.
    """
    rows = [_on_grid(np.asarray(x, float), np.asarray(y, float), grid) for x, y in curves]
    return np.stack(rows) if rows else np.empty((0, len(grid)))


def _on_grid(x: Floats, y: Floats, grid: Floats) -> Floats:
    if len(x) == 0:
        return np.full(len(grid), np.nan)
    infinite = ~np.isfinite(y)
    values: Floats = np.interp(grid, x, np.where(infinite, 0.0, y), left=np.nan, right=np.nan)
    touched = np.interp(grid, x, infinite.astype(float), left=0.0, right=0.0) > 0
    return np.where(touched, np.nan, values)
