"""Performance profiles and numbers over several tasks, against numbers written by hand."""

import math

import numpy as np
import pytest

from backend.groups.estimates import Estimate
from backend.statistics.pooled import pooled_iqm
from backend.statistics.profile import performance_profile

NAN = math.nan


def test_a_profile_is_the_share_of_runs_strictly_above_with_its_exact_interval():
    found = performance_profile([3.0, 1.0, 1.0, 2.0], np.array([0.0, 1.0, 2.0, 2.5, 3.0]))
    assert found.n == 4
    assert found.share.tolist() == [1.0, 0.5, 0.25, 0.25, 0.0]
    # Of none and of all: powers of 0.025. Of two of four, from tables of Clopper and Pearson.
    assert found.low[0] == pytest.approx(0.025**0.25)
    assert found.high[0] == 1.0
    assert (found.low[1], found.high[1]) == pytest.approx((0.0676, 0.9324), abs=1e-4)
    assert (found.low[4], found.high[4]) == pytest.approx((0.0, 1.0 - 0.025**0.25))


def test_a_run_that_diverged_is_above_nothing():
    # Two of four, not two of two.
    found = performance_profile([3.0, NAN, math.inf, 2.0], np.array([0.0, 2.0]))
    assert (found.n, found.share.tolist()) == (4, [0.5, 0.25])
    assert (found.low[0], found.high[0]) == pytest.approx((0.0676, 0.9324), abs=1e-4)
    assert performance_profile([NAN], np.array([0.0])).share.tolist() == [0.0]


def test_no_run_is_no_profile():
    assert performance_profile([], np.array([0.0])) is None


def test_every_run_of_every_task_counts_once_in_the_pooled_mean():
    # Of seven scores one is cut from either end: 1, 2, 10, 11, 12 stay.
    found = pooled_iqm([[0.0, 2.0, 1.0], [13.0, 10.0, 11.0, 12.0]])
    assert (found.mean, found.n) == (pytest.approx(36.0 / 5.0), 7)
    assert found.low < found.mean < found.high


def test_seeds_are_drawn_again_within_their_task():
    # However seeds are drawn, three are 1 and three are 3: between tasks there is no chance.
    assert pooled_iqm([[1.0] * 3, [3.0] * 3]) == Estimate(2.0, 2.0, 2.0, 6)


def test_quarters_are_cut_from_each_resample_in_its_order():
    # Of every draw three of the least and three of the most go: (0 + 4 * 4 + 8) / 6.
    tasks = [[0.0] * 4, [8.0] * 4, [4.0] * 4]
    assert pooled_iqm(tasks) == Estimate(4.0, 4.0, 4.0, 12)


def test_its_interval_is_that_of_all_possible_draws():
    # Three seeds each: of 3^6 draws each is as likely as another.
    tasks = [[0.0, 1.0, 2.0], [10.0, 11.0, 15.0]]
    places = np.array(np.meshgrid(*[range(3)] * 6)).reshape(6, -1)
    drawn = np.sort(
        np.array([tasks[row // 3][at] for row in range(6) for at in places[row]]).reshape(6, -1),
        axis=0,
    )
    low, high = np.quantile(drawn[1:5].mean(0), [0.025, 0.975])
    found = pooled_iqm(tasks)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.26)


def test_two_seeds_of_a_task_are_too_few_for_an_interval():
    assert pooled_iqm([[0.0, 1.0, 2.0], [3.0, 4.0]]) == Estimate(2.0, None, None, 5)
    assert pooled_iqm([[], []]) == Estimate(None, None, None, 0)


def test_a_run_that_diverged_is_the_lowest_of_all_tasks():
    # Of eight scores two are cut from either end: 1, 2, 10, 11 stay.
    found = pooled_iqm([[0.0, 2.0, 1.0], [13.0, 10.0, NAN, 11.0, 12.0]])
    assert (found.mean, found.n) == (6.0, 8)
    # More than two are drawn in far more than one of forty resamples.
    assert (found.low, found.view.low) == (-math.inf, None)
    assert 6.0 < found.high < 13.0
    many = pooled_iqm([[0.0, NAN, NAN], [13.0, NAN, 11.0, 12.0]])
    assert many == Estimate(-math.inf, None, None, 7)
