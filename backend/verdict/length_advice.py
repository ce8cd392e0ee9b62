"""How long imagined rollouts should be by what was measured."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from backend.verdict.jackknife import CONFIDENCE, FEWEST_EPISODES

Limit = Literal["error", "gap", "horizon"]
"""What ends the advised rollout: the error, the return gap, or only what was measured."""

GapStanding = Literal["within", "exceeds", "unsure", "few", "short", "unmeasured", "unscaled"]
"""What is known of the return gap over the advised steps.

Surely `within` its tolerance; that it `exceeds` it at the next step; `unsure`, where chance leaves
both open; of too `few` episodes to judge; measured for fewer steps (`short`) or not at all
(`unmeasured`); without a scale to judge it by (`unscaled`).
"""

# Of what a real step earns at the latest evaluation: with more, returns are off by over a tenth.
GAP_SHARE = 0.1
# How far the advice is moved to see how much it hangs on its tolerances.
SENSITIVITY = 2.0


@dataclass(frozen=True)
class Measured:
    """What the length is advised from.

    Attributes:
        errors: Mean error under the current policy after 1, 2, ... steps, in the unit of
            `tolerance`.
        tolerance: The largest error that is tolerable; an error equal to it is.
        gaps: Return gap over the first 1, 2, ... steps, one row an episode; None without rows.
        gap_tolerance: The largest gap per step that is tolerable, reward; None where there is no
            scale to judge it by.
    """

    errors: Sequence[float]
    tolerance: float
    gaps: NDArray[np.float64] | None = None
    gap_tolerance: float | None = None


@dataclass(frozen=True)
class LengthAdvice:
    """The advised rollout length, to be shown beside the one that the run used.

    Attributes:
        length: The longest rollout whose error is within its tolerance at every step, and whose
            gap is not surely beyond its own; 0 where the first step already breaks one.
        limited_by: What the next step would break; `horizon` where no further one was measured.
        at_half: The length at half of both tolerances.
        at_twice: The length at twice both.
        is_finite: Whether what the next step would break is a finite number there.
        gap_standing: What is known of the return gap over these steps.
        gap_episodes: Episodes that it was measured in.
        gap_step: The step, of these, at which its interval reaches furthest; of an `unsure` gap.
        gap_size: Size of its mean there, reward per step.
        gap_reach: Far end of its 95 % interval there, reward per step.
    """

    length: int
    limited_by: Limit
    at_half: int
    at_twice: int
    is_finite: bool
    gap_standing: GapStanding
    gap_episodes: int
    gap_step: int | None = None
    gap_size: float | None = None
    gap_reach: float | None = None


@dataclass(frozen=True)
class GapPerStep:
    """Size of the mean gap over h steps divided by h, with its 95 % interval; reward per step."""

    mean: NDArray[np.float64]
    near: NDArray[np.float64]
    far: NDArray[np.float64]


def length_advice(measured: Measured) -> LengthAdvice:
    """The longest rollout whose error stays tolerable and whose gap is not surely beyond that."""
    length, limited_by = _longest(measured, 1.0)
    return LengthAdvice(
        length,
        limited_by,
        _longest(measured, 1.0 / SENSITIVITY)[0],
        _longest(measured, SENSITIVITY)[0],
        _is_finite(measured, length, limited_by),
        _gap_standing(measured, length, limited_by),
        0 if measured.gaps is None else len(measured.gaps),
        **_unsure(measured, length),
    )


def _is_finite(measured: Measured, length: int, limited_by: Limit) -> bool:
    if limited_by == "error":
        return math.isfinite(measured.errors[length])
    if limited_by == "gap" and measured.gaps is not None:
        return bool(np.isfinite(measured.gaps[:, length]).all())
    return True


def _gap_standing(measured: Measured, length: int, limited_by: Limit) -> GapStanding:
    gaps, tolerance = measured.gaps, measured.gap_tolerance
    if gaps is None or gaps.shape[1] == 0:
        return "unmeasured"
    if limited_by == "gap":
        return "exceeds"
    if len(gaps) < FEWEST_EPISODES:
        return "few"
    if tolerance is None:
        return "unscaled"
    if not (gap_per_step(gaps[:, :length]).far <= tolerance).all():
        return "unsure"
    return "short" if gaps.shape[1] < length else "within"


def _unsure(measured: Measured, length: int) -> dict[str, Any]:
    """Where the interval reaches furthest, if it reaches beyond the tolerance."""
    gaps, tolerance = measured.gaps, measured.gap_tolerance
    if gaps is None or tolerance is None or len(gaps) < FEWEST_EPISODES:
        return {}
    found = gap_per_step(gaps[:, :length])
    if not found.far.size or found.far.max() <= tolerance:
        return {}
    at = int(found.far.argmax())
    return {
        "gap_step": at + 1,
        "gap_size": float(found.mean[at]),
        "gap_reach": float(found.far[at]),
    }


def _longest(measured: Measured, factor: float) -> tuple[int, Limit]:
    """With both tolerances so many times as large; where both end it, the error is named."""
    by_error = _steps_within(measured.errors, factor * measured.tolerance)
    by_gap = len(measured.errors)
    if measured.gaps is not None and measured.gap_tolerance is not None:
        surely = least_gap_per_step(measured.gaps)
        by_gap = _steps_within(surely.tolist(), factor * measured.gap_tolerance)
        # The gap may be measured over fewer steps than the error: what is unknown ends nothing.
        by_gap = len(measured.errors) if by_gap == len(surely) else by_gap
    if min(by_error, by_gap) == len(measured.errors):
        return len(measured.errors), "horizon"
    return (by_error, "error") if by_error <= by_gap else (by_gap, "gap")


def gap_per_step(gaps: NDArray[np.float64]) -> GapPerStep:
    """How large the mean gap a step is, with Student's 95 % interval over at least two episodes.

    The near end is 0 where the interval holds 0: a gap that a handful of episodes cannot tell from
    none ends no rollout. That does not say that there is none: it may be as large as the far end.

    Args:
        gaps: Return gap over the first 1, 2, ... steps, one row an episode; reward.
    """
    count, steps = gaps.shape
    h = np.arange(1, steps + 1)
    half = (
        scipy.special.stdtrit(count - 1, (1.0 + CONFIDENCE) / 2.0)
        * gaps.std(axis=0, ddof=1)
        / count**0.5
    )
    size: NDArray[np.float64] = np.abs(gaps.mean(axis=0))
    return GapPerStep(size / h, np.maximum(size - half, 0.0) / h, (size + half) / h)


def least_gap_per_step(gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """The near end, which a rollout is ended by; with fewer than three episodes 0 where finite."""
    if len(gaps) < FEWEST_EPISODES:
        return np.where(np.isfinite(gaps).all(axis=0), 0.0, np.nan)
    return gap_per_step(gaps).near


def _steps_within(values: Sequence[float], limit: float) -> int:
    """Steps from the first on whose value is within `limit`; what is not a number is not."""
    for step, value in enumerate(values):
        if not value <= limit:
            return step
    return len(values)
