"""The line of a group, column by column: what the same statistic says of one column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.groups.estimates import band
from backend.statistics.location import interquartile_mean, median
from backend.statistics.middle import middle_band, middle_estimate

VALUES = st.lists(
    st.one_of(st.floats(-1e6, 1e6), st.just(float("-inf")), st.just(float("nan"))),
    min_size=1,
    max_size=24,
)
OF_ONE = {"median": median, "iqm": interquartile_mean}


def number(value):
    return None if value is None or not np.isfinite(value) else value


@pytest.mark.parametrize("middle", ["median", "iqm"])
@given(columns=st.lists(VALUES, min_size=1, max_size=5))
def test_each_column_is_what_the_table_says_of_it(middle, columns):
    rows = max(map(len, columns))
    curves = np.array([[*each, *[np.nan] * (rows - len(each))] for each in columns]).T
    drawn = middle_band(curves, "linear", middle)
    for place, column in enumerate(columns):
        known = [value for value in column if not np.isnan(value)]
        told = OF_ONE[middle](known)
        assert drawn.n[place] == told.n == len(known)
        assert number(drawn.mean[place]) == pytest.approx(number(told.mean), nan_ok=True)
        ends = (number(told.low), number(told.high))
        expected = ends if None not in ends else (None, None)
        if number(told.mean) is None:
            expected = (None, None)
        found = (number(drawn.low[place]), number(drawn.high[place]))
        assert found == pytest.approx(expected)


def test_a_median_of_six_lies_between_the_least_and_the_most():
    drawn = middle_band(np.array([[6.0], [1.0], [2.0], [5.0], [3.0], [4.0]]), "linear", "median")
    assert (drawn.mean[0], drawn.low[0], drawn.high[0]) == (3.5, 1.0, 6.0)
    of_five = middle_band(np.arange(5.0).reshape(-1, 1), "linear", "median")
    assert of_five.mean[0] == 2.0
    assert np.isnan(of_five.low[0])


def test_one_seed_that_diverged_is_the_lowest_and_two_of_three_leave_no_median():
    values = np.array([[3.0, 3.0], [1.0, -np.inf], [-np.inf, -np.inf]])
    drawn = middle_band(values, "linear", "median")
    assert drawn.mean[0] == 1.0
    assert np.isnan(drawn.mean[1])


def test_the_iqm_of_sizes_is_that_of_their_logarithms():
    drawn = middle_band(np.array([[1.0], [10.0], [100.0], [1e9]]), "log", "iqm")
    assert drawn.mean[0] == pytest.approx(np.sqrt(1000.0))


def test_the_mean_is_the_band_that_there_was():
    curves = np.array([[1.0, 2.0], [2.0, 4.0], [6.0, 9.0]])
    for scale in ("linear", "log"):
        for name in ("mean", "low", "high", "n"):
            one, other = (
                getattr(each, name)
                for each in (middle_band(curves, scale, "mean"), band(curves, scale))
            )
            np.testing.assert_array_equal(one, other)


def test_one_column_is_an_estimate():
    found = middle_estimate([1.0, 2.0, 9.0], "linear", "median")
    assert (found.mean, found.low, found.n) == (2.0, None, 3)
