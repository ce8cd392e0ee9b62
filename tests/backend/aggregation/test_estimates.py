"""Means, intervals, common grids and growth, against numbers worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.aggregation.estimates import aligned, band, estimate, growth_exponent


def test_the_interval_over_five_seeds_is_students():
    """Mean 3, deviation sqrt(2.5), t(0.975, 4) = 2.776445."""
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (found.mean, found.n) == (3.0, 5)
    assert found.half_width == pytest.approx(2.776445 * math.sqrt(2.5 / 5), rel=1e-6)


def test_one_seed_has_a_mean_and_no_interval():
    found = estimate([4.0])
    assert (found.mean, found.half_width, found.n) == (4.0, None, 1)


def test_no_seed_has_neither():
    assert estimate([]).mean is None
    assert estimate([math.nan, math.inf]).n == 0


def test_values_that_are_not_finite_are_left_out_of_mean_and_count():
    found = estimate([1.0, math.nan, 3.0, math.inf])
    assert (found.mean, found.n) == (2.0, 2)


def test_a_band_counts_the_runs_at_every_point():
    curves = np.array([[1.0, 2.0, np.nan], [3.0, np.nan, np.nan]])
    found = band(curves)
    assert found.n.tolist() == [2, 1, 0]
    assert found.mean[:2].tolist() == [2.0, 2.0]
    assert np.isnan(found.mean[2])
    assert np.isfinite(found.half_width).tolist() == [True, False, False]


def test_a_curve_is_not_continued_beyond_its_own_range():
    grid = np.array([0.0, 1.0, 1.5, 2.0, 3.0])
    (found,) = aligned([(np.array([1.0, 2.0]), np.array([10.0, 20.0]))], grid)
    assert np.isnan(found[[0, 4]]).all()
    assert found[1:4].tolist() == [10.0, 15.0, 20.0]


def test_a_gap_is_not_bridged():
    x, y = np.array([0.0, 1.0, 2.0]), np.array([0.0, np.nan, 2.0])
    (found,) = aligned([(x, y)], np.array([0.0, 0.5, 1.0, 1.5, 2.0]))
    assert np.isnan(found).tolist() == [False, True, True, True, False]


@given(st.floats(0.0, 3.0), st.floats(1e-6, 1e3))
def test_a_planted_power_law_is_found(exponent, epsilon):
    horizon = np.arange(1.0, 51.0)
    assert growth_exponent(horizon, epsilon * horizon**exponent) == pytest.approx(
        exponent, abs=1e-9
    )


def test_growth_is_unknown_from_a_single_point():
    assert math.isnan(growth_exponent(np.array([1.0, 2.0]), np.array([0.1, np.nan])))
