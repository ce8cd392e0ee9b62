"""From a run's latest curves and series to the rollout length that is advised."""

from dataclasses import dataclass

import numpy as np

from backend.db.profiles import StoredProfile
from backend.db.series import Floats, Points, Steps
from backend.spec.measures import TOLERANCE
from backend.spec.rollout import AdaptiveLength
from backend.spec.run import RunSpec
from backend.verdict.length_advice import GAP_SHARE, LengthAdvice, Measured, length_advice


@dataclass(frozen=True)
class AdvisedLength:
    """The advice, and the tolerances that it holds.

    Attributes:
        tolerance: The largest tolerable error, in standard deviations of the data.
        gap_tolerance: The largest tolerable gap per step, reward; None without a scale.
        advice: The length, and what ends it.
    """

    tolerance: float
    gap_tolerance: float | None
    advice: LengthAdvice


def advised_length(
    spec: RunSpec, error: StoredProfile, gap: StoredProfile | None, real: Points, lengths: Points
) -> AdvisedLength:
    """What is advised at the latest evaluation.

    Args:
        spec: The run's, which may name a tolerance.
        error: Open-loop error under the current policy.
        gap: The return gap, where it was measured.
        real: Real returns so far.
        lengths: Lengths of the episodes that they are of, steps.
    """
    wanted = spec.rollout.length
    tolerance = wanted.tolerance if isinstance(wanted, AdaptiveLength) else TOLERANCE
    earned = _earned_per_step(real, lengths)
    gap_tolerance = GAP_SHARE * earned if earned > 0.0 else None
    gaps = None if gap is None else gap.episodes
    measured = Measured(error.mean.tolist(), tolerance, gaps, gap_tolerance)
    return AdvisedLength(tolerance, gap_tolerance, length_advice(measured))


def _earned_per_step(real: Points, lengths: Points) -> float:
    """What a real step earns on average at the latest evaluation, in size; 0 before any.

    Not the most so far: where rewards are costs, that is what the worst policy paid.
    """
    _, returns, steps = together(real, lengths)
    lasting = np.flatnonzero(steps > 0)[-1:]
    return float(abs(returns[lasting[0]]) / steps[lasting[0]]) if len(lasting) else 0.0


def together(one: Points, other: Points) -> tuple[Steps, Floats, Floats]:
    """The steps at which both series have a finite value, in order, and the values there."""
    steps, one_value, other_value = one.steps, one.values, other.values
    if not np.array_equal(one.steps, other.steps):
        steps, ours, theirs = np.intersect1d(
            one.steps, other.steps, assume_unique=True, return_indices=True
        )
        one_value, other_value = one.values[ours], other.values[theirs]
    whole = np.isfinite(one_value) & np.isfinite(other_value)
    return steps[whole], one_value[whole], other_value[whole]
