"""Intervals of returns end where the task pays no more, and say so."""

import numpy as np

from backend.groups.estimates import Band, Estimate, band_within, within
from backend.statistics.payable import Payable, bounds_words

CART = Payable(0.0, 500.0, "CartPole-v1")


def test_an_interval_is_cut_at_either_end_and_a_mean_is_not_moved():
    assert within(Estimate(400.0, 143.0, 657.0, 5), CART.bounds) == Estimate(400.0, 143.0, 500.0, 5)
    assert within(Estimate(30.0, -20.0, 80.0, 5), CART.bounds) == Estimate(30.0, 0.0, 80.0, 5)
    assert within(Estimate(400.0, None, None, 2), CART.bounds) == Estimate(400.0, None, None, 2)
    assert within(Estimate(4.0, -np.inf, 9.0, 6), CART.bounds) == Estimate(4.0, -np.inf, 9.0, 6)
    assert within(Estimate(0.0, -9e9, 9e9, 3), Payable().bounds) == Estimate(0.0, -9e9, 9e9, 3)


def test_a_mean_beyond_the_bounds_keeps_its_interval():
    """The task pays otherwise than its source says: the bounds are not its own."""
    assert within(Estimate(600.0, 400.0, 800.0, 3), CART.bounds) == Estimate(600.0, 400.0, 800.0, 3)


def test_a_band_is_cut_place_by_place():
    band = Band(*np.array([[400.0, 490.0], [143.0, np.nan], [657.0, np.nan]]), np.array([5, 2]))
    cut = band_within(band, CART.bounds)
    assert cut.high[0] == 500.0
    assert cut.low[0] == 143.0
    assert np.isnan(cut.high[1])


def test_it_is_said_where_an_interval_ends_at_a_bound():
    assert bounds_words([(CART, 143.0, 500.0)]) == (
        "Intervals of returns end at 500, the most that an episode of CartPole-v1 can pay."
    )
    assert bounds_words([(CART, 0.0, 500.0)]) == (
        "Intervals of returns end at 0 and 500, the least and the most that an episode of "
        "CartPole-v1 can pay."
    )
    assert bounds_words([(CART, 143.0, 499.0), (CART, None, None)]) == ""
    assert bounds_words([(Payable(), -np.inf, np.inf)]) == ""
    pole = Payable(0.0, 1_000.0, "InvertedPendulum-v5")
    assert bounds_words([(CART, 143.0, 500.0), (pole, 900.0, 1_000.0)]).endswith(
        "500, the most that an episode of CartPole-v1 can pay, and at 1,000, the most that an "
        "episode of InvertedPendulum-v5 can pay."
    )
