"""By which law an error curve grows with the horizon."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Law = Literal["linear", "quadratic", "exponential"]

FEWEST_STEPS = 3
# Relative to the largest error: below it a difference is rounding, and R^2 divides by it.
LEAST_SPREAD = 1e-12
# Growth per step is between e^-LARGEST_RATE and e^LARGEST_RATE: steeper is a spike, not a law.
LARGEST_RATE = 20.0
# Neighbouring rates differ by this factor: the residual changes on the scale of the rate itself.
RATE_RATIO = 1.1
# Of the curve's own time, 1 / H: slower growth is a constant to the precision of the fit.
SMALLEST_RATE = 1e-3
GOLDEN = (5.0**0.5 - 1.0) / 2.0
# Each shrinks the bracket by 0.618; 60 leave less of it than float64 resolves.
REFINEMENTS = 60


@dataclass(frozen=True)
class GrowthFit:
    """One law, fitted to one curve.

    Attributes:
        law: a h, a h^2 or a exp(b h), with h the horizon in steps, from 1.
        coefficient: a, in the unit of the errors.
        rate: b, per step; None unless the law is exponential.
        r_squared: Share of the curve's variance about its mean that the law explains. At most 1;
            below 0 where a level line would fit better.
    """

    law: Law
    coefficient: float
    rate: float | None
    r_squared: float


def fit_growth_laws(errors: Sequence[float] | Floats) -> tuple[GrowthFit, ...]:
    """The three laws fitted to the errors after 1, 2, ... steps, the best one first.

    Best is the highest R^2; ties go to the simpler law. All three are least squares in the error
    itself, not in its logarithm, so that their R^2 compare. The exponential has one parameter more:
    a narrow lead of it says little.

    Empty where there is no law to speak of: fewer than three steps, a value that is not finite, or
    a curve that is constant to rounding.

    Source: ours. The quadratic law is the epsilon T^2 of imitation (Ross and Bagnell 2010, theorem
    2.1), the exponential one the bound for a Lipschitz model (Asadi et al. 2018, theorem 1).
    """
    curve = np.asarray(errors, dtype=np.float64)
    if len(curve) < FEWEST_STEPS or not np.isfinite(curve).all():
        return ()
    # The fits are made in units of the largest error: squares of 1e200 would overflow.
    largest = float(np.abs(curve).max())
    if largest == 0.0 or float(np.ptp(curve / largest)) <= LEAST_SPREAD:
        return ()
    scaled = curve / largest
    horizon = np.arange(1.0, len(curve) + 1.0)
    rate = _best_rate(scaled, horizon)
    shape, log_peak = _exponential(horizon, np.array([rate]))
    peak = largest * float(np.exp(-log_peak[0]))
    fits = (
        _fit("linear", scaled, horizon, largest, None),
        _fit("quadratic", scaled, horizon**2, largest, None),
        _fit("exponential", scaled, shape[0], peak, rate),
    )
    return tuple(sorted(fits, key=lambda fit: -fit.r_squared))


def _fit(law: Law, curve: Floats, shape: Floats, unit: float, rate: float | None) -> GrowthFit:
    """Least squares of `curve` by a multiple of `shape`; `unit` is what a multiple of 1 means."""
    coefficient = float(curve @ shape / (shape @ shape))
    unexplained = float(np.square(curve - coefficient * shape).sum())
    total = float(np.square(curve - curve.mean()).sum())
    return GrowthFit(law, coefficient * unit, rate, 1.0 - unexplained / total)


def _exponential(horizon: Floats, rates: Floats) -> tuple[Floats, Floats]:
    """exp(b h) for each rate, divided by its largest value, and that value's logarithm."""
    exponents = rates[:, None] * horizon
    log_peaks = exponents.max(axis=1)
    return np.exp(exponents - log_peaks[:, None]), log_peaks


def _best_rate(curve: Floats, horizon: Floats) -> float:
    """The rate that leaves the least, each with its own best coefficient.

    That makes the fit a search in one dimension: over a grid, then by golden section between the
    neighbours of its best point. No start is needed, and a curve with zeros or negative values has
    an answer too.

    Source: variable projection, Golub and Pereyra 1973; golden section, Kiefer 1953.
    """
    slowest = SMALLEST_RATE / len(curve)
    steps = int(np.ceil(np.log(LARGEST_RATE / slowest) / np.log(RATE_RATIO)))
    growing = np.geomspace(slowest, LARGEST_RATE, steps + 1)
    grid = np.concatenate((-growing[::-1], [0.0], growing))
    best = int(np.argmin(_unexplained(curve, horizon, grid)))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    for _ in range(REFINEMENTS):
        inner = np.array([high - GOLDEN * (high - low), low + GOLDEN * (high - low)])
        left, right = _unexplained(curve, horizon, inner)
        low, high = (low, inner[1]) if left <= right else (inner[0], high)
    return float(0.5 * (low + high))


def _unexplained(curve: Floats, horizon: Floats, rates: Floats) -> Floats:
    """Sum of squares that each rate leaves with the coefficient that suits it best."""
    shapes, _ = _exponential(horizon, rates)
    coefficients = shapes @ curve / np.square(shapes).sum(axis=1)
    left: Floats = np.square(curve - coefficients[:, None] * shapes).sum(axis=1)
    return left
