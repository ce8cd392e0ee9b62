"""The numbers from which a change of the return is told."""

import math

import numpy as np
import pytest

from backend.db.learning import compared, learning_of
from backend.db.series import Points

NAN = math.nan


def numbers(*values):
    steps = np.arange(1, len(values) + 1) * 100
    return learning_of(Points(steps, np.array(values, float), np.zeros(len(values))))


def test_a_quarter_is_compared_and_of_few_evaluations_three_or_two():
    counts = (1, 5, 6, 7, 12, 15, 16, 60)
    assert [compared(count) for count in counts] == [1, 1, 2, 3, 3, 3, 4, 15]


def test_both_ends_have_a_mean_a_spread_and_one_autocorrelation():
    found = numbers(1.0, 2.0, 6.0, 0.0, 0.0, 0.0, 11.0, 14.0, 14.0)
    assert (found["early"], found["late"]) == (3.0, 13.0)
    assert (found["early_spread"], found["late_spread"]) == pytest.approx((7.0**0.5, 3.0**0.5))
    # (2 - 3 and -2 + 1) over (4 + 1 + 9 and 4 + 1 + 1).
    assert found["autocorrelation"] == pytest.approx((-1.0 - 1.0) / 20.0)
    assert found["latest"] == 900
    assert numbers(*[5.0] * 9)["autocorrelation"] is None


def test_chance_is_the_share_of_orders_that_part_the_ends_as_far():
    # Of 6! orders 8 put 1 and 2 at one end and 5 and 6 at the other, times 2 of the middle: 16.
    assert numbers(1, 2, 3, 4, 5, 6)["chance"] == pytest.approx(16.0 / 720.0, abs=0.01)
    assert numbers(*[4.0] * 8)["chance"] == 1.0
    assert numbers(*[0.0] * 4, *[9.0] * 12)["chance"] == pytest.approx(0.0006, abs=0.003)
    assert "chance" not in numbers(1, 2, 3, 4, 5)


def test_one_failure_among_equals_is_chance():
    assert numbers(500, 60, *[500] * 18)["chance"] > 0.4


def test_the_numbers_of_the_same_run_are_the_same():
    assert numbers(*range(30)) == numbers(*range(30))


def test_ends_are_those_of_all_evaluations():
    """Of 20 the last ten are not finite: none of the last five is."""
    found = numbers(*np.linspace(-1_333, -267, 10), *[NAN] * 10)
    assert (found["early_finite"], found["late_finite"]) == (5, 0)
    assert (found["late"], found["not_finite_since"], found["latest"]) == (None, 1_100, 2_000)
    assert numbers(NAN, math.inf)["not_finite_since"] == 100
    assert "not_finite_since" not in numbers(1.0, NAN, 3.0)


def test_the_best_are_as_many_in_a_row_and_before_the_last():
    found = numbers(0, 0, 0, 70, 80, 90, NAN, 200, 0, 0, 0)
    assert (found["best_mean"], found["best_spread"], found["best_until"]) == (80.0, 10.0, 600)
    assert found["best"] == 200.0
    assert numbers(*range(9))["best_mean"] == 4.0
    assert "best_mean" not in numbers(NAN, 1, NAN, 2, NAN, 3, NAN, 4)


@pytest.mark.parametrize("size", [1e200, 1.7e308])
def test_huge_returns_break_nothing(size):
    found = numbers(*[-size, size] * 6)
    assert all(value is None or math.isfinite(value) for value in found.values())
