"""The coverage that is told is the one that a simulation finds."""

import numpy as np
import pytest

from backend.groups.coverage import COVERAGE, coverage_of, method_words
from backend.groups.estimates import band

DRAWS = 20_000


def held(samples, truth, scale="linear"):
    found = band(samples, scale)
    return 100.0 * np.mean((found.low <= truth) & (truth <= found.high))


@pytest.mark.parametrize("seeds", COVERAGE)
def test_it_is_what_simulated_seeds_say(seeds):
    random, told = np.random.default_rng(seeds), COVERAGE[seeds]
    shape = (seeds, DRAWS)
    skewed = random.lognormal(0.0, 1.0, shape)
    failing = random.normal(0.0, 0.1, shape) + (random.random(shape) >= 0.2)
    assert held(random.normal(10.0, 1.0, shape), 10.0) == pytest.approx(told.normal, abs=1.5)
    assert held(skewed, np.exp(0.5)) == pytest.approx(told.skewed, abs=1.5)
    assert held(failing, 0.8) == pytest.approx(told.failing, abs=1.5)
    assert held(skewed, 1.0, "log") == pytest.approx(told.geometric, abs=1.5)


def test_it_is_that_of_the_smallest_group_with_an_interval():
    assert coverage_of(2) is None
    assert coverage_of(9) == COVERAGE[5]
    assert method_words([1, 2]) == ""
    assert "over 5 seeds or more" in method_words([2, 5, 20])
    assert f"{COVERAGE[5].failing} % where every fifth seed fails" in method_words([5, 20])
