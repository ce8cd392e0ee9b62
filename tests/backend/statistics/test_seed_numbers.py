"""Statistics of a group's seeds against numbers written by hand."""

import math

import numpy as np
import pytest

from backend.db.learning import area
from backend.groups.estimates import Estimate, estimate
from backend.statistics.improvement import improvement
from backend.statistics.learning import mean_of_last, steps_to
from backend.statistics.location import interquartile_mean, median
from backend.statistics.shares import share_reaching

NAN = math.nan


@pytest.mark.parametrize(
    ("values", "count", "low", "high"),
    [
        # Tables of Clopper and Pearson; the ends of none and of all are powers of 0.025.
        ([1.0, 2.0, 3.0, 4.0, 0.0], 4, 0.2836, 0.9949),
        ([1.0] * 5, 5, 0.025**0.2, 1.0),
        ([0.0] * 3, 0, 0.0, 1.0 - 0.025 ** (1 / 3)),
        ([1.0, 0.5], 1, 0.0126, 0.9874),
        # What diverged has not reached it: three of four, not three of three or four of four.
        ([1.0, 2.0, 3.0, NAN], 3, 0.1941, 0.9937),
        ([1.0, 2.0, 3.0, math.inf], 3, 0.1941, 0.9937),
    ],
)
def test_a_share_has_its_exact_interval(values, count, low, high):
    found = share_reaching(values, 1.0)
    assert found.count == count
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_no_seed_is_no_share():
    assert share_reaching([], 0.0) is None


def test_a_median_lies_between_two_seeds_from_six_on():
    # All six lie on one side of the median in 2 of 64; of nine, eight or more do in 20 of 512.
    assert median([5.0, 1.0, 2.0, 3.0, 4.0]) == Estimate(3.0, None, None, 5)
    assert median([6.0, 5.0, 1.0, 2.0, 3.0, 4.0]) == Estimate(3.5, 1.0, 6.0, 6)
    assert median(range(1, 10)) == Estimate(5.0, 2.0, 8.0, 9)
    assert median([]) == Estimate(None, None, None, 0)


def test_a_seed_that_diverged_is_the_lowest_of_the_median():
    # Left out, five good seeds would hide any number of those that diverged.
    assert median([5.0, 1.0, 2.0, 3.0, 4.0, NAN]) == Estimate(2.5, -math.inf, 5.0, 6)
    assert median([1.0, 2.0, 3.0, math.inf]) == Estimate(1.5, None, None, 4)
    # Of two that diverged and two that did not the middle is no number.
    assert median([1.0, 2.0, NAN, NAN]) == Estimate(-math.inf, None, None, 4)
    assert median([1.0, 2.0, NAN, NAN]).view.mean is None


def test_the_interquartile_mean_moves_its_quarters_for_the_interval():
    # Kept: 2, 3, 4. With the ends moved, 2, 2, 3, 4, 4: deviation 1. t = 4.3027 for three kept.
    found = interquartile_mean([100.0, 1.0, 2.0, 3.0, 4.0])
    assert found.mean == pytest.approx(3.0)
    assert found.high - 3.0 == pytest.approx(4.302653 * math.sqrt(5.0) / 3.0, rel=1e-6)
    assert 3.0 - found.low == pytest.approx(found.high - 3.0)
    assert interquartile_mean([1.0, 3.0]) == Estimate(2.0, None, None, 2)
    assert interquartile_mean([]) == Estimate(None, None, None, 0)


def test_the_interquartile_mean_of_three_seeds_is_their_mean():
    found, plain = interquartile_mean([1.0, 2.0, 6.0]), estimate([1.0, 2.0, 6.0])
    assert (found.mean, found.low) == pytest.approx((plain.mean, plain.low))


def test_a_seed_that_diverged_is_cut_from_the_interquartile_mean_as_the_lowest():
    # Of 1, 2, 3, 4 and the lowest, 1, 2, 3 are kept; moved: 1, 1, 2, 3, 3, with a deviation of 1.
    found = interquartile_mean([1.0, NAN, 2.0, 3.0, 4.0])
    assert found == interquartile_mean([1.0, -100.0, 2.0, 3.0, 4.0])
    assert (found.mean, found.n) == (pytest.approx(2.0), 5)
    assert interquartile_mean([1.0, NAN, NAN, 3.0, 4.0]) == Estimate(-math.inf, None, None, 5)


def test_the_interquartile_mean_of_huge_returns_has_a_finite_interval():
    small, huge = (interquartile_mean([size * each for each in (1.0, 2.0, 3.0, 4.0, 100.0)])
                   for size in (1.0, 2.0**1000))  # fmt: skip
    ends = [each / 2.0**1000 for each in (huge.mean, huge.low, huge.high)]
    assert ends == [small.mean, small.low, small.high]


def test_the_probability_of_improvement_counts_pairs_and_ties_half():
    # Of nine pairs five are won and one is tied.
    found = improvement([1.0, 2.0, 3.0], [0.0, 2.0, 2.5])
    assert found.probability == pytest.approx(5.5 / 9.0)
    # A seed that diverged loses against all three, and is even with another one.
    assert improvement([1.0, 2.0, 3.0, NAN], [0.0, 2.0, 2.5]).probability == 5.5 / 12.0
    assert improvement([1.0, 2.0, math.inf], [0.0, 1.5, NAN]).probability == 5.5 / 9.0
    back = improvement([0.0, 2.0, 2.5], [1.0, 2.0, 3.0])
    assert back.low == pytest.approx(1.0 - found.high)
    assert back.high == pytest.approx(1.0 - found.low)


def test_its_interval_is_newcombes():
    # The ends of {t: (p - t)^2 <= z^2 V(t)}, by a search over a fine grid of t.
    found = improvement([1.0, 2.0, 3.0], [0.0, 2.0, 2.5])
    assert (found.low, found.high) == pytest.approx((0.212136, 0.898762), abs=1e-5)
    apart = improvement(range(6, 11), range(5))
    assert apart.probability == apart.high == 1.0
    assert apart.low == pytest.approx(0.642703, abs=1e-5)


def test_two_seeds_have_no_probability_of_improvement():
    assert improvement([1.0, 2.0], [0.0, 1.0, 3.0]) is None
    assert improvement([5.0] * 5, [1.0]) is None
    assert (improvement([5.0] * 5, [1.0] * 3).m, improvement([5.0] * 5, [1.0] * 3).n) == (5, 3)


def test_a_curve_is_one_number():
    steps, values = np.array([100.0, 110.0, 120.0, 130.0]), np.array([0.0, 10.0, NAN, 10.0])
    # Triangle of 50 and rectangle of 200 over 30 steps: the gap is bridged.
    assert area(steps, values) == pytest.approx(250.0 / 30.0)
    assert math.isnan(area(steps[:1], values[:1]))
    assert mean_of_last(values[:2], 2) == 5.0
    assert math.isnan(mean_of_last(values[:2], 3))
    assert mean_of_last(np.full(3, 1e308), 3) == pytest.approx(1e308)
    assert steps_to(steps, values, 10.0) == 110.0
    assert steps_to(steps, values, 10.1) == math.inf


def test_a_curve_that_diverged_has_no_mean_of_its_end_and_reaches_nothing():
    steps, values = np.array([100.0, 110.0, 120.0]), np.array([0.0, 10.0, math.inf])
    assert math.isnan(mean_of_last(values, 2))
    assert math.isnan(area(steps, values))
    assert steps_to(steps, values, 10.1) == math.inf
