"""The advised length against cases by hand: error, return gap, and what is beyond chance."""

import math
import statistics

import numpy as np
import pytest

from backend.verdict.length_advice import Measured, gap_per_step, least_gap_per_step, length_advice

ERRORS = [0.1, 0.2, 0.3, 0.4]


def advice(errors=ERRORS, tolerance=1.0, gaps=None, gap_tolerance=None):
    rows = None if gaps is None else np.array(gaps, dtype=float)
    return length_advice(Measured(errors, tolerance, rows, gap_tolerance))


def steady(per_step, steps=4, episodes=3):
    """A gap that is the same in every episode and grows by `per_step` each step."""
    return np.tile(per_step * np.arange(1, steps + 1), (episodes, 1))


@pytest.mark.parametrize(
    ("errors", "tolerance", "length", "limited_by"),
    [
        (ERRORS, 0.3, 3, "error"),
        (ERRORS, 0.29, 2, "error"),
        (ERRORS, 0.05, 0, "error"),
        (ERRORS, 0.4, 4, "horizon"),
        ([0.1, 0.5, 0.1], 0.3, 1, "error"),
        ([0.1, math.nan, 0.1], 0.3, 1, "error"),
        ([], 0.3, 0, "horizon"),
    ],
)
def test_the_tolerance_is_kept_by_every_step_up_to_the_length(
    errors, tolerance, length, limited_by
):
    found = advice(errors, tolerance)
    assert (found.length, found.limited_by) == (length, limited_by)


def test_how_much_the_advice_hangs_on_the_tolerance_is_said():
    found = advice([0.05 * h for h in range(1, 31)], 0.5)
    assert (found.at_half, found.length, found.at_twice) == (5, 10, 20)
    assert advice([0.05 * h for h in range(1, 31)], 1.0).at_twice == 30


def test_a_gap_that_costs_too_much_ends_the_rollout_earlier():
    """The gap is 0.2 a step for two steps, then 1 more at each: 1.2 / 3 = 0.4 a step, 2.2 / 4."""
    gaps = np.tile([0.2, 0.4, 1.2, 2.2], (3, 1))
    assert advice(gaps=gaps, gap_tolerance=0.3).length == 2
    found = advice(gaps=-gaps, gap_tolerance=0.3)
    assert (found.length, found.limited_by) == (2, "gap")
    assert (found.at_half, found.at_twice) == (0, 4)
    assert advice(tolerance=0.1, gaps=gaps, gap_tolerance=0.3).limited_by == "error"
    assert advice(tolerance=0.2, gaps=gaps, gap_tolerance=0.3).limited_by == "error"


def test_without_a_scale_or_episodes_the_gap_ends_nothing():
    assert advice(gaps=steady(9.0)).limited_by == "horizon"
    assert advice(gaps=np.empty((0, 4)), gap_tolerance=0.1).limited_by == "horizon"
    assert advice(gaps=steady(9.0, episodes=2), gap_tolerance=0.1).limited_by == "horizon"


def test_steps_whose_gap_was_not_measured_are_not_held_against_the_model():
    assert advice(gaps=steady(0.1, steps=2), gap_tolerance=0.2).limited_by == "horizon"
    assert advice(gaps=steady(0.3, steps=2), gap_tolerance=0.2).length == 0


def test_of_a_gap_only_what_is_beyond_chance_counts():
    """Student's 97.5 % quantile for four episodes is 3.1824."""
    ends = [2.0, 2.5, 2.5, 3.0]
    half = 3.182446 * statistics.stdev(ends) / 2.0
    found = least_gap_per_step(np.array([[end, 10.0 * end] for end in ends]))
    assert found.tolist() == pytest.approx([max(2.5 - half, 0.0), 10.0 * max(2.5 - half, 0.0) / 2])
    assert found[0] > 0.0
    assert least_gap_per_step(-np.array([[end] for end in ends])).tolist() == [found[0]]
    mixed = np.array([[-1.0], [1.0], [0.5], [0.2]])
    assert least_gap_per_step(mixed).tolist() == [0.0]


def test_a_gap_that_is_not_a_number_ends_the_rollout():
    gaps = steady(0.0)
    gaps[0, 2] = math.nan
    assert advice(gaps=gaps, gap_tolerance=0.1).length == 2


def test_a_gap_of_too_few_episodes_ends_the_rollout_where_it_is_not_finite():
    gaps = steady(0.0, episodes=2)
    gaps[1, 3] = math.inf
    found = advice(gaps=gaps, gap_tolerance=0.1)
    assert (found.length, found.limited_by, found.is_finite) == (3, "gap", False)


def test_the_interval_of_a_gap_has_a_near_and_a_far_end():
    """Student's 97.5 % quantile for four episodes is 3.1824."""
    ends = [2.0, 2.5, 2.5, 3.0]
    half = 3.182446 * statistics.stdev(ends) / 2.0
    found = gap_per_step(-np.array([[each, 2.0 * each] for each in ends]))
    assert found.mean.tolist() == pytest.approx([2.5, 2.5])
    assert found.far.tolist() == pytest.approx([2.5 + half, 2.5 + half])


WILD = [[-8.0, -8.0, -8.0, -8.0], [12.0, 12.0, 12.0, 12.0], [8.0, 8.0, 8.0, 8.0]]


@pytest.mark.parametrize(
    ("gaps", "tolerance", "standing", "episodes"),
    [
        (None, 0.2, "unmeasured", 0),
        (np.empty((0, 4)), 0.2, "few", 0),
        (steady(9.0, episodes=2), 0.2, "few", 2),
        (WILD, 0.2, "unsure", 3),
        (steady(0.1), None, "unscaled", 3),
        (steady(0.1, steps=2), 0.2, "short", 3),
        (steady(0.1), 0.2, "within", 3),
        (-steady(0.25), 0.25, "within", 3),
        (steady(0.3), 0.2, "exceeds", 3),
    ],
)
def test_a_gap_is_within_its_tolerance_only_where_its_interval_is(
    gaps, tolerance, standing, episodes
):
    found = advice(gaps=gaps, gap_tolerance=tolerance)
    assert (found.gap_standing, found.gap_episodes) == (standing, episodes)
    assert (found.gap_reach is None) == (standing != "unsure")


def test_of_an_unclear_gap_its_size_and_reach_are_kept_where_it_reaches_furthest():
    """Mean 4 after the first step; Student's quantile for three episodes is 4.3027."""
    found = advice(gaps=WILD, gap_tolerance=0.2)
    reach = 4.0 + 4.302653 * statistics.stdev([-8.0, 12.0, 8.0]) / 3**0.5
    assert (found.length, found.gap_step, found.gap_size) == (4, 1, 4.0)
    assert found.gap_reach == pytest.approx(reach)


def test_an_error_that_is_not_finite_is_no_tolerance_exceeded():
    assert not advice([0.1, math.nan]).is_finite
    assert not advice([0.1, math.inf]).is_finite
    assert advice([0.1, 2.0]).is_finite
    assert advice([0.1, 0.2]).is_finite
