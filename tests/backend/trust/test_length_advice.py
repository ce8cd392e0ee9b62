"""The advised length against cases by hand: error, return gap, and what is beyond chance."""

import math
import statistics

import numpy as np
import pytest

from backend.trust.length_advice import Measured, least_gap_per_step, length_advice

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
