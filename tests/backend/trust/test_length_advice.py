"""The advised length against closed forms, a case by hand and the bound written another way."""

import math
from fractions import Fraction
from statistics import NormalDist

import pytest

from backend.trust.length_advice import (
    branched_bound,
    least_total_variation,
    length_advice,
)

ERRORS = [0.1, 0.2, 0.3, 0.4]


def advice(errors=ERRORS, model_error=0.1, shift=0.2, discount=0.9, tolerance=1.0, largest=25):
    return length_advice(errors, model_error, shift, discount, tolerance, largest)


def test_the_bound_at_lengths_worked_out_by_hand():
    """gamma 1/2, e_pi 1, e_m' 1: (1/2)^(k+1) 4 + (1/2)^k 2 + 2 k, which is 4, 4, 5, 6.5."""
    assert [branched_bound(k, 1.0, 1.0, 0.5) for k in range(4)] == [4.0, 4.0, 5.0, 6.5]
    assert branched_bound(1, 0.0, 1.0, 0.5) == 2.0
    assert branched_bound(3, 1.0, 0.0, 0.5) == 6.0


@pytest.mark.parametrize("discount", ["1/10", "1/2", "9/10", "99/100"])
@pytest.mark.parametrize(("model_error", "shift"), [("1/50", "1/3"), ("1/10", "1/9"), ("1/2", "3")])
def test_the_bound_is_the_sum_that_the_theorem_bounds(discount, model_error, shift):
    """Term by term in fractions: e_pi over all later steps, each seen from gamma^k on.

    gamma^(k+1) / (1-gamma)^2 is the sum over t > k of (t - k) gamma^t, and gamma^k / (1-gamma)
    the sum over t >= k of gamma^t; together, the sum over t >= k of (t - k + 1) gamma^t.
    """
    gamma, e_m, e_pi = map(Fraction, (discount, model_error, shift))
    found = advice(model_error=float(e_m), shift=float(e_pi), discount=float(gamma))
    expected = []
    for k in range(26):
        tail = math.fsum(float(gamma) ** t * (t - k + 1) for t in range(k, k + 5_000))
        expected.append(tail * float(e_pi) + k * float(e_m / (1 - gamma)))
    assert found.bound == pytest.approx(expected, rel=1e-9)
    # A step more pays as long as gamma^k e_pi > e_m'.
    pays = [k for k in range(26) if gamma**k * e_pi <= e_m]
    assert found.by_bound == (pays[0] if pays else 25)


def test_a_perfect_model_is_followed_as_far_as_is_allowed():
    assert advice(model_error=0.0, largest=25).by_bound == 25
    assert advice(model_error=0.0, largest=0).by_bound == 0


def test_without_policy_shift_no_step_is_imagined():
    assert advice(shift=0.0).by_bound == 0
    assert advice(shift=0.0, model_error=0.0).by_bound == 0


def test_an_off_by_one_in_the_exponent_would_move_the_advice():
    """gamma 0.9: gamma^k e_pi <= e_m' first at k = 7 for a ratio of 1/2; gamma^k twice says 8."""
    assert advice(model_error=0.1, shift=0.2).by_bound == 7
    wrong = [0.9**k * 0.2 * (1 / 0.01 + 1 / 0.1) + k * 0.1 / 0.1 for k in range(26)]
    assert wrong.index(min(wrong)) == 8


def test_one_more_step_costs_the_shift_that_is_left_and_the_model_error():
    lengths = range(25)
    bound = advice(model_error=0.03, shift=0.4, discount=0.95).bound
    rises = [bound[k + 1] - bound[k] for k in lengths]
    assert rises == pytest.approx([(0.03 - 0.95**k * 0.4) / 0.05 for k in lengths])


def test_the_tolerance_is_kept_by_every_step_up_to_the_length():
    assert advice(tolerance=0.3).by_tolerance == 3
    assert advice(tolerance=0.29).by_tolerance == 2
    assert advice(tolerance=0.05).by_tolerance == 0
    assert advice(errors=[0.1, 0.5, 0.1], tolerance=0.3).by_tolerance == 1
    assert advice(errors=[0.1, math.nan, 0.1], tolerance=0.3).by_tolerance == 1
    assert advice(errors=[], tolerance=0.3).by_tolerance == 0


def test_both_lengths_stay_within_the_largest():
    found = advice(model_error=1e-6, tolerance=1.0, largest=2)
    assert (found.by_bound, found.by_tolerance, len(found.bound)) == (2, 2, 3)


@pytest.mark.parametrize(
    "broken",
    [
        {"discount": 1.0},
        {"discount": -0.1},
        {"discount": math.nan},
        {"model_error": math.nan},
        {"model_error": -1.0},
        {"shift": math.inf},
    ],
)
def test_an_undefined_bound_advises_nothing_and_the_tolerance_still_does(broken):
    found = advice(**broken, tolerance=0.2)
    assert (found.by_bound, found.bound, found.by_tolerance) == (None, (), 2)


@pytest.mark.parametrize("apart", [0.1, 0.5, 1.0, 2.0, 4.0])
def test_no_more_variation_is_claimed_than_the_best_classifier_of_two_normals_proves(apart):
    """Their total variation is 2 Phi(d / 2) - 1, and the best area Phi(d / sqrt 2)."""
    variation = 2.0 * NormalDist().cdf(apart / 2.0) - 1.0
    area = NormalDist().cdf(apart / math.sqrt(2.0))
    assert 0.3 * variation**2 < least_total_variation(area) <= variation
    assert 2.0 * area - 1.0 > variation, "what looks like a bound is none"


def test_the_variation_of_a_pair_that_meets_the_bound_is_found_exactly():
    """Uniform on [0, 1] and on [0.3, 1.3]: the curve is the line that no classifier passes."""
    assert least_total_variation(1.0 - 0.7**2 / 2.0) == pytest.approx(0.3)
    assert [least_total_variation(area) for area in (0.2, 0.5, 1.0)] == [0.0, 0.0, 1.0]
