"""What the real returns of a run's evaluations say of learning, in a few numbers."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.db.series import Floats, Points

# Orders of the evaluations that are tried; the least chance told is one in a thousand.
ORDERS = 999
# Fewer cannot tell a change: no order of five is rare enough.
FEWEST = 6
# Rounding of a mean is no difference.
EXACT = 1.0 - 1e-12


def compared(evaluations: int) -> int:
    """Evaluations at either end that are compared: a quarter, of few evaluations three or two."""
    if evaluations < FEWEST:
        return 1
    return max(2 if evaluations == FEWEST else 3, evaluations // 4)


def learning_of(real: Points) -> dict[str, Any]:
    """What the real returns of the evaluations say of learning, as fields of `Measures`."""
    values, count = real.values, len(real.values)
    if not count:
        return {"evaluations": 0}
    is_number, each = np.isfinite(values), compared(count)
    found: dict[str, Any] = {
        "evaluations": count,
        "latest": int(real.steps[-1]),
        "compared": each,
        "early_finite": int(is_number[:each].sum()),
        "late_finite": int(is_number[-each:].sum()),
    }
    if is_number.any():
        found["best"] = float(values[is_number].max())
        found["worst"] = float(values[is_number].min())
    if not is_number[-1]:
        numbers = np.flatnonzero(is_number)
        found["not_finite_since"] = int(real.steps[numbers[-1] + 1 if len(numbers) else 0])
    with np.errstate(over="ignore", invalid="ignore"):
        found["area"] = _finite(area(real.steps.astype(float), values))
        return found | _ends(values, each) | _best_in_a_row(real, each)


def area(steps: Floats, values: Floats) -> float:
    """The mean height of the line through the evaluations, by the trapezoid rule.

    The area under it over the steps that it spans, so that it is in the unit of the values. NaN
    with fewer than two finite values, and where the last is not: a curve that diverged has no end.
    """
    finite = np.isfinite(values)
    if not finite[-1:].all():
        return math.nan
    x, y = steps[finite], values[finite]
    return float(np.trapezoid(y, x) / (x[-1] - x[0])) if len(x) > 1 else math.nan


def _ends(values: Floats, each: int) -> dict[str, Any]:
    early, late = values[:each], values[-each:]
    found = {"early": _finite(early.mean()), "late": _finite(late.mean())}
    if len(values) < FEWEST or None in found.values():
        return found
    return found | {
        "early_spread": _finite(early.std(ddof=1)),
        "late_spread": _finite(late.std(ddof=1)),
        "autocorrelation": _autocorrelation(early, late),
        "chance": _chance(values[np.isfinite(values)], each, late.mean() - early.mean()),
    }


def _autocorrelation(*groups: Floats) -> float | None:
    """Of neighbours within the groups, each about its own mean; None where nothing varies."""
    about = [group - group.mean() for group in groups]
    together = sum(float(each[1:] @ each[:-1]) for each in about)
    alone = sum(float(each @ each) for each in about)
    return _finite(together / alone) if alone > 0.0 else None


def _chance(values: Floats, each: int, change: float) -> float | None:
    """How often the ends differ by as much where the evaluations stand in any order.

    A permutation test, exact for evaluations that are independent and whose distribution, whatever
    it is, does not change. Source: Ernst 2004, Permutation methods: a basis for exact inference.
    """
    if not math.isfinite(change):
        return None
    first, last = _orders(len(values), each)
    others = np.abs(values[last].mean(axis=1) - values[first].mean(axis=1))
    return (1.0 + int((others >= abs(change) * EXACT).sum())) / (ORDERS + 1.0)


@lru_cache(maxsize=1)
def _orders(count: int, each: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places at both ends in orders drawn at random, the same ones at every call."""
    draws = np.random.default_rng(0)
    orders = [draws.permutation(count) for _ in range(ORDERS)]
    return np.stack([way[:each] for way in orders]), np.stack([way[-each:] for way in orders])


def _best_in_a_row(real: Points, each: int) -> dict[str, Any]:
    """The best evaluations in a row before those at the end; none where none are all finite."""
    before = real.values[:-each]
    if len(real.values) < FEWEST:
        return {}
    windows = np.lib.stride_tricks.sliding_window_view(before, each)
    means = np.where(np.isfinite(windows).all(axis=1), windows.mean(axis=1), -np.inf)
    at = int(means.argmax())
    if not math.isfinite(means[at]):
        return {}
    return {
        "best_mean": float(means[at]),
        "best_spread": _finite(windows[at].std(ddof=1)),
        "best_until": int(real.steps[at + each - 1]),
    }


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
