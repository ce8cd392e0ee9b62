"""Which groups may be ranked in words."""

from math import comb
from types import SimpleNamespace

import pytest

from backend.schemas import EstimateView
from backend.statistics.apart import (
    intervals_apart,
    over_runs,
    over_seeds,
    ranges_apart,
    why_intervals_overlap,
    why_ranges_overlap,
)
from backend.statistics.censored import Place, spread


def estimate(mean, half=None, n=5):
    ends = (None, None) if half is None else (mean - half, mean + half)
    return EstimateView(mean=mean, low=ends[0], high=ends[1], n=n)


def runs(count, seeds):
    return SimpleNamespace(run_ids=["a"] * count, seeds=seeds)


def places(*at, beyond=()):
    return spread([Place(each, is_beyond=each in beyond) for each in at]).view


def test_intervals_are_apart_where_they_do_not_even_touch():
    assert intervals_apart(estimate(1.0, 0.5), estimate(3.0, 1.0))
    assert not intervals_apart(estimate(1.0, 1.0), estimate(3.0, 1.0))
    assert not intervals_apart(estimate(1.0), estimate(3.0, 1.0))
    assert not intervals_apart(estimate(1.0, 0.5), estimate(3.0))


@pytest.mark.parametrize(
    ("low", "high", "are_apart"),
    [
        # By chance three and three part in 2 of 20 orders, three and five in 2 of 56.
        ([1, 2, 3], [10, 11, 12], False),
        ([1, 2, 3], [10, 11, 12, 13, 14], True),
        ([1, 2, 3, 4], [10, 11, 12, 13], True),
        ([1, 2, 3, 10], [10, 11, 12, 13], False),
        ([1, 2, 3, 11], [10, 12, 13, 14], False),
        ([1, 2], list(range(10, 30)), False),
    ],
)
def test_ranges_are_apart_beyond_chance(low, high, are_apart):
    assert ranges_apart(places(*low), places(*high)) is are_apart
    if are_apart:
        assert 2 / comb(len(low) + len(high), len(low)) <= 0.05


def test_a_place_beyond_what_was_measured_may_be_beyond_all_others():
    high = places(10, 11, 12, 13, beyond=(13,))
    assert ranges_apart(places(1, 2, 3, 4), high)
    assert not ranges_apart(places(1, 2, 3, 4, beyond=(4,)), high)


def test_it_is_said_why_groups_are_not_ranked():
    a, b = ("a", estimate(1.0)), ("b", estimate(3.0, 1.0))
    assert why_intervals_overlap(a, b) == "Without an interval over seeds a cannot be ranked."
    wide = ("a", estimate(2.5, 1.0))
    assert why_intervals_overlap(wide, b) == (
        "The seeds do not tell a from b: their intervals overlap."
    )
    overlap = why_ranges_overlap(("a", places(1, 2, 3)), ("b", places(3, 4, 5)))
    assert overlap == "The seeds do not tell a from b: their ranges overlap."
    alone = why_ranges_overlap(("a", places(1)), ("b", places(3)))
    assert alone == "1 seed each is too few to rank a and b."
    few = why_ranges_overlap(("a", places(1)), ("b", places(3, 4, 5)))
    assert few == "1 and 3 seeds are too few to rank a and b."


def test_a_number_says_its_unit_and_over_how_many_seeds():
    assert over_seeds(estimate(0.41, 0.02), "s", runs(5, 5)) == "0.410 ± 0.020 s (5 seeds)"
    assert (
        over_seeds(estimate(0.41, 0.02, n=4), "s", runs(5, 5)) == "0.410 ± 0.020 s (4 of 5 seeds)"
    )
    assert over_seeds(estimate(0.41, n=1), "s", runs(1, 1)) == "0.41 s"
    # Twelve runs of two settings have six seeds.
    assert over_seeds(estimate(0.41, n=9), "s", runs(12, 6)) == "0.41 s (9 of 12 runs)"
    assert over_runs(estimate(0.41, 0.02, n=3), 4) == "0.410 ± 0.020, n = 3 of 4"
