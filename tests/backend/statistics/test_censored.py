"""Median and range of places of which some lie beyond what was measured, by hand."""

import pytest

from backend.statistics.censored import Place, spread, spread_words


def beyond(at):
    return Place(at, is_beyond=True)


@pytest.mark.parametrize(
    ("places", "words", "count"),
    [
        # Five advised lengths, of which 30 is the end of what was measured: their mean is not 24.6.
        ([beyond(30), Place(17), beyond(30), Place(16), beyond(30)], "≥ 30 (16 to ≥ 30)", 3),
        ([Place(12), Place(10), Place(14)], "12 (10 to 14)", 0),
        ([Place(12), Place(10), beyond(14)], "12 (10 to ≥ 14)", 1),
        ([Place(12)] * 3, "12", 0),
        ([beyond(30)] * 3, "≥ 30", 3),
        ([Place(7)], "7", 0),
        # Of an even number the lower one: no seed may have 30, and half have 12 at least.
        ([Place(12), Place(10), Place(14), Place(15)], "12 (10 to 15)", 0),
        # Beyond 20 may be more than 40: of the two the lower is at least 20.
        ([beyond(20), Place(40)], "≥ 20 (≥ 20 to ≥ 40)", 1),
        ([beyond(20), Place(30), Place(40)], "≥ 30 (≥ 20 to ≥ 40)", 1),
        ([beyond(40), Place(20), Place(30)], "30 (20 to ≥ 40)", 1),
    ],
)
def test_what_is_not_known_is_only_said_to_be_at_least(places, words, count):
    found = spread(places)
    assert spread_words(found.view, "≥") == words
    assert (found.beyond, found.n) == (count, len(places))


def test_a_place_that_a_seed_has_may_be_the_most_of_all():
    """One seed ended at 1,000 without it, the others reached it at 5,000 at the latest."""
    found = spread([beyond(1_000), Place(5_000), Place(5_000), Place(5_000)])
    assert spread_words(found.view, ">") == "5,000 (> 1,000 to ≥ 5,000)"
    assert spread_words(spread([beyond(200), beyond(200)]).view, ">") == "> 200"
    found = spread([Place(100), beyond(100)])
    assert spread_words(found.view, ">") == "100 (100 to > 100)"


def test_no_place_has_no_spread():
    assert spread([]) is None
