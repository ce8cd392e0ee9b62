"""The coverage that is told is the one that a simulation finds."""

import numpy as np
import pytest

from backend.groups.coverage import COVERAGE, POOLED, coverage_of, method_words, pooled_words
from backend.groups.estimates import band
from tests.benchmarks.statistics.intervals import TRUTHS, pooled_coverage

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


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_that_of_pooled_scores_is_what_simulated_tasks_say(truth):
    told = POOLED[3]
    percent = {"normal": told.normal, "log-normal": told.skewed, "every fifth fails": told.failing}
    found = 100.0 * pooled_coverage(truth, tasks=2, n=3, draws=500)
    assert found == pytest.approx(percent[truth.name], abs=5.0)


def test_pooled_scores_say_the_coverage_of_the_task_with_the_fewest_seeds():
    assert pooled_words([]) == ""
    assert "fewer than 3" in pooled_words([20, 2])
    assert "over 7 seeds of a task or more" in pooled_words([7, 20])
    assert f"{POOLED[5].failing} % where every fifth" in pooled_words([7, 20])
