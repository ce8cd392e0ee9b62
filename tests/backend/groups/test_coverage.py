"""The coverage that is told is the one that a simulation finds."""

import numpy as np
import pytest

from backend.groups.coverage import (
    COVERAGE,
    IMPROVEMENT,
    IQM,
    POOLED,
    improvement_words,
    iqm_words,
    median_coverage,
    median_words,
    method_words,
    pooled_words,
)
from backend.groups.estimates import band
from tests.benchmarks.statistics.intervals import (
    TRUTHS,
    covered,
    improvement_coverage,
    pooled_coverage,
)

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
    steady = failing.round() + 0.1 * (failing - failing.round())
    assert held(steady, 0.8) == pytest.approx(told.steady, abs=1.5)
    assert held(skewed, 1.0, "log") == pytest.approx(told.geometric, abs=1.5)


def test_it_is_that_of_the_smallest_group_with_an_interval():
    assert method_words([1, 2]) == ""
    assert "over 9 seeds or more; simulated with 5, they" in method_words([2, 9, 20])
    assert f"{COVERAGE[5].failing} % where every fifth seed fails" in method_words([5, 20])
    assert f"with a deviation of 0.01 in {COVERAGE[5].steady} %" in method_words([5, 20])


def test_the_median_says_its_exact_coverage_from_six_seeds_on():
    # All six on one side: 2 of 64. Of nine, eight or more: 20 of 512.
    assert median_coverage(6) == pytest.approx(62 / 64)
    assert median_coverage(9) == pytest.approx(492 / 512)
    assert median_words([5, 9]).startswith(
        "The median's interval ends at two of the seeds and holds it in at least 96 %"
    )
    assert median_words([5]) == "The median has no interval below six seeds."


def test_the_interquartile_mean_says_its_coverage_and_that_of_three_it_is_the_mean():
    words = iqm_words([3, 5])
    assert f"with 3 seeds, it holds the IQM in {IQM[3].normal} % of normal" in words
    assert words.endswith("Of three seeds the IQM is the plain mean.")
    assert "plain mean" not in iqm_words([4])
    assert (median_words([1, 2]), iqm_words([1, 2])) == ("", "")


def test_improvement_says_its_coverage_of_the_smaller_group():
    assert improvement_words([20]) == improvement_words([20, 2]) == ""
    assert improvement_words([20, 7]).endswith(
        "simulated with 5 normal seeds against 5, it holds the truth in 95 % where it is 0.5, "
        "95 % where it is 0.76, 96 % where it is 0.95."
    )


@pytest.mark.parametrize("n", IQM)
@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_that_of_the_interquartile_mean_is_what_simulated_seeds_say(n, truth):
    told = IQM[n]
    percent = {"normal": told.normal, "log-normal": told.skewed, "every fifth fails": told.failing}
    found = 100.0 * covered(truth, "IQM", n, draws=1_500)
    assert found == pytest.approx(percent[truth.name], abs=2.5)


@pytest.mark.parametrize("n", IMPROVEMENT)
def test_that_of_improvement_is_what_simulated_groups_say(n):
    found = improvement_coverage(n, 600, np.random.default_rng(n))
    assert [100.0 * each for each in found] == pytest.approx(IMPROVEMENT[n], abs=3.5)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_that_of_pooled_scores_is_what_simulated_tasks_say(truth):
    told = POOLED[3]
    percent = {"normal": told.normal, "log-normal": told.skewed, "every fifth fails": told.failing}
    found = 100.0 * pooled_coverage(truth, tasks=2, n=3, draws=500)
    assert found == pytest.approx(percent[truth.name], abs=5.0)


def test_pooled_scores_say_the_coverage_of_the_task_with_the_fewest_seeds():
    assert pooled_words([]) == ""
    assert pooled_words([2]).endswith(", without an interval where a task has fewer than 3 seeds.")
    assert "over 20 seeds of a task or more" in pooled_words([20, 2])
    assert "fewer than 3" in pooled_words([20, 2])
    assert "over 7 seeds of a task or more" in pooled_words([7, 20])
    assert f"{POOLED[5].failing} % where every fifth" in pooled_words([7, 20])
