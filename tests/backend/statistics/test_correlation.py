"""Spearman's rank correlation: by hand, with ties, and how often its interval holds the truth."""

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from backend.statistics.correlation import rank_correlation

RISING = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


def test_one_pair_of_neighbours_swapped_is_by_hand():
    """1 - 6 sum(d^2) / (n (n^2 - 1)) with two differences of 1; the interval by Bonett and Wright.

    artanh(33/35) is 1.7621 and half of the interval 1.95996 sqrt((1 + (33/35)^2 / 2) / 3).
    """
    found = rank_correlation([1.0, 20.0, 300.0, 4e3, 6e5, 5e4], RISING)
    rho = 1.0 - 6.0 * 2.0 / (6.0 * 35.0)
    assert found.rho == pytest.approx(rho)
    half = 1.959964 * math.sqrt((1.0 + rho**2 / 2.0) / 3.0)
    assert found.low == pytest.approx(math.tanh(math.atanh(rho) - half), abs=1e-6)
    assert found.high == pytest.approx(math.tanh(math.atanh(rho) + half), abs=1e-6)
    assert found.n == 6


def test_a_perfect_order_has_an_interval_with_a_width():
    up, down = rank_correlation(RISING, RISING), rank_correlation(RISING, RISING[::-1])
    assert (up.rho, up.high) == (1.0, 1.0)
    assert 0.0 < up.low < 0.9
    assert (down.rho, down.low, down.high) == pytest.approx((-1.0, -1.0, -up.low))


def test_ties_share_their_rank_and_infinity_is_the_last():
    x = [1.0, 1.0, 2.0, 3.0, math.inf, math.inf]
    found = rank_correlation(x, RISING)
    assert found.rho == pytest.approx(spearmanr([1.5, 1.5, 3, 4, 5.5, 5.5], RISING).statistic)


def test_pairs_without_a_number_are_left_out():
    assert rank_correlation([*RISING, math.nan], [*RISING, 0.0]).n == 6


@pytest.mark.parametrize(
    ("first", "second"),
    [(RISING[:5], RISING[:5]), ([1.0] * 6, RISING), (RISING, [0.0] * 6), ([], [])],
)
def test_too_few_runs_and_equal_values_have_none(first, second):
    assert rank_correlation(first, second) is None


@pytest.mark.parametrize(("n", "least"), [(10, 0.92), (20, 0.93)])
@pytest.mark.parametrize("r", [0.0, 0.6])
def test_the_interval_holds_the_truth_as_often_as_it_says(n, least, r):
    """Of a normal copula, whose Spearman correlation is 6 / pi arcsin(r / 2)."""
    rng = np.random.default_rng(3)
    truth = 6.0 / math.pi * math.asin(r / 2.0)
    held = 0
    for _ in range(600):
        x = rng.normal(size=n)
        found = rank_correlation(x, r * x + math.sqrt(1.0 - r**2) * rng.normal(size=n))
        held += found.low <= truth <= found.high
    assert least < held / 600 < 0.985
