"""Means, intervals and growth against numbers written by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.groups.estimates import aligned, band, estimate

NAN = math.nan


def test_one_value_has_a_mean_and_no_interval():
    alone = estimate([3.0])
    assert (alone.mean, alone.half_width, alone.n) == (3.0, None, 1)


def test_no_value_has_neither():
    for nothing in ([], [NAN, math.inf]):
        found = estimate(nothing)
        assert (found.mean, found.half_width, found.n) == (None, None, 0)


def test_two_values_have_the_wide_interval_of_one_degree_of_freedom():
    # 12.7062 is the table's t for one degree of freedom; the deviation of 1 and 3 is the root of 2.
    found = estimate([1.0, 3.0])
    assert found.mean == 2.0
    assert found.half_width == pytest.approx(12.7062, abs=1e-4)


def test_five_values_have_students_interval():
    # Mean 3, deviation sqrt(2.5), t = 2.7764 for four degrees of freedom, divided by sqrt(5).
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (found.mean, found.n) == (3.0, 5)
    assert found.half_width == pytest.approx(2.7764 * math.sqrt(2.5) / math.sqrt(5), abs=1e-4)
    assert found.half_width == pytest.approx(1.9632, abs=1e-4)


def test_values_that_are_not_finite_are_left_out_and_not_counted():
    assert estimate([NAN, 1.0, math.inf, 3.0, -math.inf]) == estimate([1.0, 3.0])


def test_equal_values_have_an_interval_of_no_width():
    assert estimate([0.1] * 5).half_width == 0.0


def test_errors_of_a_diverged_model_have_a_finite_interval():
    found = estimate([1e200, 3e200])
    assert found.mean == pytest.approx(2e200)
    assert found.half_width == pytest.approx(12.7062e200, rel=1e-4)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=9), st.integers(-600, 600))
def test_an_interval_is_in_the_unit_of_its_values(values, power):
    unit = 2.0**power
    plain, scaled = estimate(values), estimate([value * unit for value in values])
    assert scaled.mean == pytest.approx(plain.mean * unit, rel=1e-9, abs=1e-300)
    assert scaled.half_width == pytest.approx(plain.half_width * unit, rel=1e-6, abs=1e-280)


def test_a_band_knows_at_each_place_what_each_place_knows():
    found = band(np.array([[1.0, 2.0, NAN, NAN], [3.0, NAN, math.inf, 7.0]]))
    assert found.n.tolist() == [2, 1, 0, 1]
    np.testing.assert_array_equal(found.mean, [2.0, 2.0, NAN, 7.0])
    assert found.half_width[0] == pytest.approx(12.7062, abs=1e-4)
    assert np.isnan(found.half_width[1:]).all()


def test_a_band_of_no_curves_knows_nothing():
    found = band(np.empty((0, 3)))
    assert found.n.tolist() == [0, 0, 0]
    assert np.isnan(found.mean).all()


def on(grid, *curves):
    pairs = [(np.array(x, float), np.array(y, float)) for x, y in curves]
    return aligned(pairs, np.array(grid, float))


def test_curves_are_linear_between_their_points():
    assert on([0, 5, 10], ([0, 10], [0, 20])).tolist() == [[0.0, 10.0, 20.0]]


def test_curves_are_not_continued_beyond_their_ends():
    rows = on([0, 10, 20, 30], ([10, 20], [1, 2]), ([0], [5]), ([], []))
    np.testing.assert_array_equal(
        rows, [[NAN, 1.0, 2.0, NAN], [5.0, NAN, NAN, NAN], [NAN, NAN, NAN, NAN]]
    )


@pytest.mark.parametrize("lost", [NAN, math.inf, -math.inf])
def test_a_gap_stays_a_gap_on_both_sides(lost):
    rows = on([0, 5, 10, 15, 20], ([0, 10, 20], [1, lost, 3]))
    np.testing.assert_array_equal(rows, [[1.0, NAN, NAN, NAN, 3.0]])


def test_no_curves_are_no_rows():
    assert on([1, 2]).shape == (0, 2)
