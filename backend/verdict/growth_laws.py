"""Fits of growth laws to many curves at once, by least squares in the logarithm."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Adds = Literal["per step", "summed"]
Law = Literal["constant", "linear", "affine", "lipschitz", "geometric", "power", "free"]

FEWEST_STEPS = 5
# Growth per step is between e^-LARGEST_RATE, which is a constant, and e^LARGEST_RATE, a spike.
LARGEST_RATE = 6.0
# Rates of the first search; about a third of them are nearer to 0 than 1 / H.
RATES = 121
# A steady rise is between e^-LEAST_RISE of epsilon a step and epsilon, where its offset is 0.
LEAST_RISE = 9.0
# Where, between the neighbours of the best one, a finer search looks.
FRACTIONS = np.linspace(0.0, 1.0, 13)
# Relative: nearer than this to a curve every law is exact, and the simplest is chosen.
LEAST_DEVIATION = 1e-6
# Neighbouring steps of a mean over windows can be almost the same number.
LARGEST_CORRELATION = 0.98
MOST_PIECES = 7
LEVEL_OF_THE_TEST = 0.001


@dataclass(frozen=True)
class Noise:
    """What the episodes say about the noise of the curve's logarithm, up to its size.

    Attributes:
        correlation: Of neighbouring steps within an episode, its own level taken out.
        spread: Relative deviation of one episode at each step; ones where there is no telling.
        episodes: How many the curve is the mean of; 0 where there is no telling.
    """

    correlation: float
    spread: Floats
    episodes: int = 0

    @classmethod
    def of(cls, episodes: Floats) -> "Noise":
        """Estimated from episodes in units of their mean; even and independent without them."""
        steps = episodes.shape[1]
        if len(episodes) < 2:
            return cls(0.0, np.ones(steps))
        apart = episodes - episodes.mean(axis=0)
        apart = apart - apart.mean(axis=1, keepdims=True)
        variance = np.square(apart).sum(axis=0) / (len(episodes) - 1)
        if not np.isfinite(variance).all() or not (variance > 0.0).all():
            return cls(0.0, np.ones(steps))
        # A straight line through log variance over log h: that of each step alone, from five
        # episodes, is off by a factor of two.
        x = np.log(np.arange(1.0, steps + 1.0))
        slope, height = np.polyfit(x, np.log(variance), 1)
        spread = np.exp(0.5 * (height + slope * x))
        apart = apart / spread
        along = float((apart[:, 1:] * apart[:, :-1]).sum() / np.square(apart).sum())
        # Taking the level out makes it look smaller (Kendall 1954).
        corrected = along + (1.0 + 4.0 * along) / steps
        correlation = float(np.clip(corrected, 0.0, LARGEST_CORRELATION))
        return cls(correlation, spread * np.sqrt(steps / (steps - 1)), len(episodes))

    def rejects(self, whitened: Floats) -> bool:
        """Whether what a law leaves of the mean is more than the episodes' noise.

        Its variance over theirs is about F-distributed.
        """
        if self.episodes == 0:
            return False
        steps = len(whitened)
        explained = self.episodes / (1.0 - self.correlation**2)
        ratio = explained * float(np.square(whitened).mean())
        return ratio > float(
            scipy.special.fdtri(steps, (self.episodes - 1) * steps, 1.0 - LEVEL_OF_THE_TEST)
        )

    def beyond(self, left: Floats) -> float:
        """Deviation of what a law leaves of the mean's logarithm, the noise's share taken out."""
        noise = float(np.square(self.spread).mean()) / self.episodes if self.episodes else 0.0
        return float(np.sqrt(max(float(np.var(left)) - noise, 0.0)))

    def whitened(self, curves: Floats) -> Floats:
        """Curves (last axis: steps) in which this noise would be even and independent."""
        scaled = curves / self.spread
        rho = self.correlation
        out = np.empty_like(scaled)
        out[..., 0] = scaled[..., 0] * np.sqrt(1.0 - rho**2)
        out[..., 1:] = scaled[..., 1:] - rho * scaled[..., :-1]
        return out


@dataclass(frozen=True)
class Fit:
    """One law fitted to some curves.

    Attributes:
        level: Logarithm of epsilon, one for each curve.
        shape: log L, log c or p, one for each curve; empty where the law has none.
        left: What it leaves of each curve's logarithm at each step, one row a curve.
        whitened: The same of the first curve, as even and independent noise.
        aicc: Of the first curve; only differences mean something.
    """

    level: Floats
    shape: Floats
    left: Floats
    whitened: Floats
    aicc: float


def fit_laws(logs: Floats, noise: Noise, adds: Adds) -> dict[Law, Fit]:
    """Every law fitted to every curve.

    Args:
        logs: Logarithms of curves, one a row; the first is judged, the others only fitted.
        noise: Of the curves.
        adds: Whether they are errors of single steps or sums.
    """
    fitting = _Fitting(logs, noise, adds)
    return {
        "constant": fitting.fixed(-np.inf),
        "linear": fitting.fixed(0.0),
        "affine": fitting.searched("affine"),
        "lipschitz": fitting.searched("lipschitz"),
        "geometric": fitting.searched("geometric"),
        "power": fitting.power(),
        "free": fitting.free(),
    }


def own_shapes(law: Law, logs: Floats, adds: Adds) -> Floats:
    """One law's parameter of each curve by itself, by least squares in even noise."""
    even = Noise(0.0, np.ones(logs.shape[1]))
    return _Fitting(logs, even, adds).searched(law).shape


def log_lipschitz(rates: Floats, steps: int, adds: Adds) -> Floats:
    """Log (L^h - 1) / (L - 1) for h = 1 .. steps, or of its sum, for each rate log L.

    Added along the last axis. It overflows for no rate; at 0 it is log h, at -inf it is 0.
    """
    horizon = np.arange(1.0, steps + 1.0)
    rate = np.clip(np.asarray(rates, float), -700.0, 700.0)[..., None]
    small = np.abs(rate) < 1e-9
    safe = np.where(small, 1.0, rate)
    # For L > 1 by its inverse: (L^h - 1) / (L - 1) = L^(h - 1) (1 - L^-h) / (1 - 1 / L).
    down = -np.abs(safe)
    ratio = np.log(np.expm1(down * horizon) / np.expm1(down))
    grown = ratio + np.maximum(safe, 0.0) * (horizon - 1.0)
    shape = np.where(small, np.log(horizon), grown)
    return shape if adds == "per step" else np.logaddexp.accumulate(shape, axis=-1)


def log_affine(rises: Floats, steps: int, adds: Adds) -> Floats:
    """Log 1 + c (h - 1) for h = 1 .. steps, or of its sum, for each log c; added as above."""
    later = np.arange(float(steps))
    shape = np.log1p(np.exp(np.asarray(rises, float))[..., None] * later)
    return shape if adds == "per step" else np.logaddexp.accumulate(shape, axis=-1)


def log_geometric(rates: Floats, steps: int, adds: Adds) -> Floats:
    """Log L^(h - 1) for h = 1 .. steps, or of its sum, for each rate log L; added as above."""
    shape = np.asarray(rates, float)[..., None] * np.arange(float(steps))
    return shape if adds == "per step" else np.logaddexp.accumulate(shape, axis=-1)


SHAPES: dict[Law, Callable[[Floats, int, Adds], Floats]] = {
    "affine": log_affine,
    "lipschitz": log_lipschitz,
    "geometric": log_geometric,
}


def local_shapes(law: Law, logs: Floats, adds: Adds) -> tuple[float, float]:
    """The law's parameter in the first and in the second half of log h alone: least and most."""
    steps = len(logs)
    half = max(3, min(round(math.sqrt(steps)), steps - 3))
    parts = (slice(0, half), slice(half, steps))
    if law == "power":
        x = np.log(np.arange(1.0, steps + 1.0))
        found = [float(np.polyfit(x[part], logs[part], 1)[0]) for part in parts]
    else:
        values, shapes = _grid(law, steps, adds)
        found = [float(values[np.argmin(np.var(logs[p] - shapes[:, p], axis=1))]) for p in parts]
    return min(found), max(found)


@lru_cache(maxsize=64)
def _grid(law: Law, steps: int, adds: Adds) -> tuple[Floats, Floats]:
    """A law's parameters, rates closer together near 0, and its shapes at them."""
    reach = np.arcsinh(LARGEST_RATE * steps)
    rates = np.sinh(np.linspace(0.0 if law == "geometric" else -reach, reach, RATES)) / steps
    values = np.linspace(-LEAST_RISE, 0.0, RATES) if law == "affine" else rates
    return values, SHAPES[law](values, steps, adds)


@lru_cache(maxsize=64)
def _pieces(steps: int) -> Floats:
    """Columns whose sums are broken lines over log h, their level apart: one a row."""
    count = min(MOST_PIECES, max(2, steps // 3))
    x = np.log(np.arange(1.0, steps + 1.0))
    breaks = np.log(np.geomspace(2.0, steps, count + 1)[:-1])
    return np.vstack([x, *(np.maximum(x - at, 0.0) for at in breaks[: count - 1])])


class _Fitting:
    """Some curves, and their least squares under one noise."""

    def __init__(self, logs: Floats, noise: Noise, adds: Adds) -> None:
        self._noise = noise
        self._adds = adds
        self._logs = logs
        self._steps = int(logs.shape[1])
        self._one = noise.whitened(np.ones(self._steps))
        self._one_square = float(self._one @ self._one)
        self._curves = noise.whitened(logs)

    def _centred(self, whitened: Floats) -> Floats:
        return whitened - (whitened @ self._one)[..., None] / self._one_square * self._one

    def _fit(self, shapes: Floats, parameters: Floats, count: int) -> Fit:
        """With these shapes, one a curve, and the level that suits each best."""
        left = self._curves - self._noise.whitened(shapes)
        level = (left @ self._one) / self._one_square
        apart = left[0] - level[0] * self._one
        missed = self._logs - shapes - level[:, None]
        return Fit(level, parameters, missed, apart, self._aicc(apart, count))

    def _aicc(self, left: Floats, count: int) -> float:
        n, k = self._steps, count + 1
        least = LEAST_DEVIATION**2 * float(np.square(self._one).mean())
        unexplained = max(float(left @ left) / n, least)
        if n - k - 1 <= 0:
            return math.inf
        penalty = 2.0 * k + 2.0 * k * (k + 1) / (n - k - 1)
        return n * math.log(unexplained) + penalty

    def fixed(self, rate: float) -> Fit:
        """The law with one rate for all: constant or linear."""
        shape = log_lipschitz(np.array([rate]), self._steps, self._adds)
        shapes = np.broadcast_to(shape, self._logs.shape)
        return self._fit(shapes, np.empty(0), 1)

    def searched(self, law: Law) -> Fit:
        """The parameter of each curve: a grid, a finer one around its best, a parabola there."""
        values, shapes = _grid(law, self._steps, self._adds)
        curves = self._centred(self._curves)
        candidates = self._centred(self._noise.whitened(shapes))
        missed = np.square(candidates).sum(axis=1) - 2.0 * curves @ candidates.T
        best = np.argmin(missed, axis=1)
        low = values[np.maximum(best - 1, 0)]
        high = values[np.minimum(best + 1, len(values) - 1)]
        value = self._between(law, curves, low, high)
        return self._fit(SHAPES[law](value, self._steps, self._adds), value, 2)

    def _between(self, law: Law, curves: Floats, low: Floats, high: Floats) -> Floats:
        """Where between two values each curve is missed least."""
        between = low[:, None] + (high - low)[:, None] * FRACTIONS
        shapes = SHAPES[law](between, self._steps, self._adds)
        left = curves[:, None] - self._centred(self._noise.whitened(shapes))
        missed = np.square(left).sum(axis=2)
        rows, best = np.arange(len(curves)), np.argmin(missed, axis=1)
        middle = np.clip(best, 1, len(FRACTIONS) - 2)
        before, here, after = (missed[rows, middle + by] for by in (-1, 0, 1))
        bend = before - 2.0 * here + after
        is_inside = (best == middle) & (bend > 0.0)
        apart = 0.5 * (before - after) / np.where(is_inside, bend, 1.0)
        step = (high - low) / (len(FRACTIONS) - 1)
        found: Floats = between[rows, best] + np.where(is_inside, apart, 0.0) * step
        return found

    def power(self) -> Fit:
        """The exponent of each curve: a straight line over log h."""
        x = np.log(np.arange(1.0, self._steps + 1.0))
        along = self._centred(self._noise.whitened(x))
        exponent = self._centred(self._curves) @ along / float(along @ along)
        return self._fit(exponent[:, None] * x, exponent, 2)

    def free(self) -> Fit:
        """A broken line over log h: what any smooth law comes near to."""
        pieces = _pieces(self._steps)
        along = self._centred(self._noise.whitened(pieces))
        weights = np.linalg.lstsq(along.T, self._centred(self._curves[:1]).T, rcond=None)[0]
        shapes = np.broadcast_to(weights.T @ pieces, self._logs.shape)
        return self._fit(shapes, np.empty(0), len(pieces) + 1)
