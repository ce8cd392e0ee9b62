"""How long imagined rollouts should be by what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from backend.verdict.growth import CONFIDENCE, FEWEST_EPISODES

Limit = Literal["error", "gap", "horizon"]
"""What ends the advised rollout: the error, the return gap, or only what was measured."""

# Of the most that a step has earned: with more the model misjudges returns by what a clearly
# better or worse policy would change them by.
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
        length: The longest rollout that keeps within both tolerances at every step; 0 where the
            first step already does not.
        limited_by: What the next step would break; `horizon` where no further one was measured.
        at_half: The length at half of both tolerances.
        at_twice: The length at twice both.
    """

    length: int
    limited_by: Limit
    at_half: int
    at_twice: int


def length_advice(measured: Measured) -> LengthAdvice:
    """The longest rollout whose error and return gap stay within their tolerances."""
    length, limited_by = _longest(measured, 1.0)
    return LengthAdvice(
        length,
        limited_by,
        _longest(measured, 1.0 / SENSITIVITY)[0],
        _longest(measured, SENSITIVITY)[0],
    )


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


def least_gap_per_step(gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """The size of the mean gap over h steps that is beyond chance, divided by h.

    It is the near end of Student's 95 % interval over episodes, 0 where the interval holds 0: a
    gap that a handful of episodes cannot tell from none ends no rollout. Zeros with fewer than
    three episodes.

    Units: reward per step.
    """
    count, steps = gaps.shape
    if count < FEWEST_EPISODES:
        return np.zeros(steps)
    half = stdtrit(count - 1, (1.0 + CONFIDENCE) / 2.0) * gaps.std(axis=0, ddof=1) / count**0.5
    size: NDArray[np.float64] = np.maximum(np.abs(gaps.mean(axis=0)) - half, 0.0)
    return size / np.arange(1, steps + 1)


def _steps_within(values: Sequence[float], limit: float) -> int:
    """Steps from the first on whose value is within `limit`; what is not a number is not."""
    for step, value in enumerate(values):
        if not value <= limit:
            return step
    return len(values)
