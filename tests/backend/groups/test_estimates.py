"""Means, intervals and growth against numbers written by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.groups.estimates import Estimate, aligned, band, estimate

NAN = math.nan


def test_one_value_and_two_have_a_mean_and_no_interval():
    for scale in ("linear", "log"):
        assert estimate([3.0], scale) == Estimate(3.0, None, None, 1)
    assert estimate([1.0, 3.0]) == Estimate(2.0, None, None, 2)


def test_no_value_has_neither():
    for nothing in ([], [NAN, math.inf]):
        for scale in ("linear", "log"):
            assert estimate(nothing, scale) == Estimate(None, None, None, 0)


def test_five_values_have_students_interval():
    # Mean 3, deviation sqrt(2.5), t = 2.7764 for four degrees of freedom, divided by sqrt(5).
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (found.mean, found.n) == (3.0, 5)
    assert found.low == pytest.approx(3.0 - 1.9632, abs=1e-4)
    assert found.high == pytest.approx(3.0 + 1.9632, abs=1e-4)


def test_on_a_log_scale_the_interval_is_of_the_geometric_mean():
    # Logarithms to base 10 of -3, -2, -1: deviation 1, t = 4.3027 for two degrees of freedom, so
    # 2.4842 decades on either side of 0.01.
    found = estimate([0.1, 0.001, 0.01], "log")
    assert found.mean == pytest.approx(0.01)
    assert found.low == pytest.approx(10.0 ** (-2.0 - 2.48416), rel=1e-4)
    assert found.high == pytest.approx(10.0 ** (-2.0 + 2.48416), rel=1e-4)


@pytest.mark.parametrize("least", [0.0, -1.0])
def test_a_value_without_a_logarithm_is_in_no_geometric_mean(least):
    found = estimate([4.0, least, 1.0], "log")
    assert (found.mean, found.low, found.n) == (pytest.approx(2.0), None, 2)
    more = estimate([4.0, 2.0, least, 1.0], "log")
    assert (more.mean, more.n) == (pytest.approx(2.0), 3)
    assert more.low < 2.0 < more.high
    assert estimate([least, least, np.nan], "log") == Estimate(least, None, None, 2)
    assert estimate([least], "log") == Estimate(least, None, None, 1)


@given(st.lists(st.floats(1e-9, 1e9), min_size=3, max_size=9))
def test_an_interval_on_a_log_scale_is_positive_and_holds_its_mean(values):
    found = estimate(values, "log")
    assert 0.0 < found.low <= found.mean * (1 + 1e-9)
    assert found.mean <= found.high * (1 + 1e-9)


def test_values_that_are_not_finite_are_left_out_and_not_counted():
    for scale in ("linear", "log"):
        odd = estimate([NAN, 1.0, math.inf, 3.0, -math.inf, 4.0], scale)
        assert odd == estimate([1.0, 3.0, 4.0], scale)


def test_equal_values_have_an_interval_of_no_width():
    assert estimate([0.1] * 5) == Estimate(
        pytest.approx(0.1), pytest.approx(0.1), pytest.approx(0.1), 5
    )


def test_errors_of_a_diverged_model_have_a_finite_interval():
    # Deviation 1, t = 4.3027, divided by the root of three.
    found = estimate([1e200, 2e200, 3e200])
    assert found.mean == pytest.approx(2e200)
    assert found.high == pytest.approx(4.484138e200, rel=1e-6)
    assert estimate([1.0, 1e300, 1e300], "log").high == pytest.approx(1.797e308, rel=1e-3)


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=9), st.integers(-600, 600))
def test_an_interval_is_in_the_unit_of_its_values(values, power):
    unit = 2.0**power
    plain, scaled = estimate(values), estimate([value * unit for value in values])
    for name in ("mean", "low", "high"):
        expected = getattr(plain, name) * unit
        assert getattr(scaled, name) == pytest.approx(expected, rel=1e-6, abs=1e-280)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_band_knows_at_each_place_what_each_place_knows(scale):
    rows = [[1.0, 2.0, NAN, NAN], [2.0, 4.0, math.inf, 7.0], [4.0, NAN, NAN, NAN]]
    found = band(np.array(rows), scale)
    assert found.n.tolist() == [3, 2, 0, 1]
    middle = [7 / 3, 3.0] if scale == "linear" else [2.0, math.sqrt(8.0)]
    np.testing.assert_allclose(found.mean, [*middle, NAN, 7.0])
    assert found.low[0] < middle[0] < found.high[0]
    assert np.isnan(found.low[1:]).all()
    assert np.isnan(found.high[1:]).all()


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_band_of_no_curves_knows_nothing(scale):
    found = band(np.empty((0, 3)), scale)
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
