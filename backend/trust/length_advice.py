"""How long imagined rollouts should be by what was measured."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LengthAdvice:
    """Two opinions on the rollout length k, to be shown beside the k that the run used.

    Attributes:
        by_bound: The k that minimises the bound; None where the bound is undefined.
        by_tolerance: The largest k up to which the error stays within the tolerance; 0 where the
            first step already exceeds it.
        bound: The bound for k = 0, 1, ..., without its factor 2 r_max; empty where undefined.
    """

    by_bound: int | None
    by_tolerance: int
    bound: tuple[float, ...]


def length_advice(
    errors: Sequence[float],
    model_error: float,
    policy_shift: float,
    discount: float,
    tolerance: float,
    largest: int,
) -> LengthAdvice:
    """What the bound and the tolerance advise, for k from 0 to `largest`.

    Ties between lengths go to the shorter one: with neither model error nor policy shift that is 0.
    The bound is undefined where the model error or the shift is negative or not finite, or where
    the discount is not in [0, 1).

    Args:
        errors: Mean error under the current policy after 1, 2, ... steps, in the unit of
            `tolerance`.
        model_error: e_m', the error of one step on the current policy's states.
        policy_shift: e_pi, how far the current policy is from the one that filled D.
        discount: Discount per step.
        tolerance: The largest error that is tolerable; an error equal to it is.
        largest: The longest rollout considered, at least 0.
    """
    within = min(_steps_within(errors, tolerance), largest)
    measured = (model_error, policy_shift)
    is_defined = all(math.isfinite(value) and value >= 0.0 for value in measured)
    if not (is_defined and 0.0 <= discount < 1.0):
        return LengthAdvice(None, within, ())
    bound = tuple(
        branched_bound(length, model_error, policy_shift, discount) for length in range(largest + 1)
    )
    return LengthAdvice(bound.index(min(bound)), within, bound)


def branched_bound(length: int, model_error: float, policy_shift: float, discount: float) -> float:
    """How much less than imagined a policy may earn, over 2 r_max, when rollouts branch off D.

    gamma^(k+1) e_pi / (1-gamma)^2 + gamma^k e_pi / (1-gamma) + k e_m' / (1-gamma). The first two
    are what following the old policy up to the branch costs, the last what the model costs after.

    Source: Janner et al. 2019 (MBPO), theorem 4.3. Dropped: the factor 2 r_max, which does not move
        the minimum. Departure: e_m' and e_pi are total variation distances there, the largest over
        time; ours are measured means in whatever unit the caller has, so only their ratio matters
        and the advice is loose.
    """
    left = 1.0 - discount
    by_shift = discount ** (length + 1) / left**2 + discount**length / left
    return by_shift * policy_shift + length * model_error / left


def least_total_variation(area: float) -> float:
    """The least total variation between two sets that a classifier with this AUC allows.

    At a variation d a classifier's rate of true positives is at most d above that of false ones,
    and at most 1, so that the area under its curve is at most 1 - (1 - d)^2 / 2. (2 AUC - 1 is no
    bound of d: the best classifier of two normals one deviation apart has 0.52, where d is 0.38.)
    """
    return max(1.0 - math.sqrt(2.0 * max(1.0 - area, 0.0)), 0.0)


def _steps_within(errors: Sequence[float], limit: float) -> int:
    """Steps from the first on whose error is within `limit`; what is not a number is not."""
    for step, error in enumerate(errors):
        if not error <= limit:
            return step
    return len(errors)
