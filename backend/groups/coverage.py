"""How often the intervals over seeds hold what they are intervals of, as simulated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import scipy

from backend.groups.estimates import FEWEST_FOR_INTERVAL, median_cut

FEWEST_OF_MEDIAN = 6


@dataclass(frozen=True)
class Coverage:
    """Percent of nominal 95 % intervals that hold the truth.

    Attributes:
        normal: Of the mean of normal returns.
        skewed: Of the mean of log-normal returns, of a logarithm with a deviation of 1.
        failing: Of the mean where every fifth seed fails and pays 0 where the others pay 1, each
            with a deviation of 0.1.
        steady: The same with a deviation of 0.01: who has seen no failure has a narrow interval.
        geometric: Of the geometric mean of log-normal values, on the log scale.
    """

    normal: int
    skewed: int
    failing: int
    steady: int
    geometric: int


@dataclass(frozen=True)
class IqmCoverage:
    """Percent of nominal 95 % intervals that hold an IQM.

    Attributes:
        normal: Of normal returns or scores.
        skewed: Of log-normal ones, of a logarithm with a deviation of 1.
        failing: Where every fifth seed fails, as above.
    """

    normal: int
    skewed: int
    failing: int


# By seeds; tests/backend/groups/test_coverage.py simulates them again, and
# `python -m tests.benchmarks.statistics.intervals` sets them beside other intervals.
COVERAGE = {
    3: Coverage(normal=95, skewed=84, failing=75, steady=47, geometric=95),
    5: Coverage(normal=95, skewed=82, failing=70, steady=66, geometric=95),
    10: Coverage(normal=95, skewed=84, failing=89, steady=88, geometric=95),
    20: Coverage(normal=95, skewed=87, failing=92, steady=92, geometric=95),
}

# Of the IQM over seeds of one task (`backend/statistics/location.py`); where seeds fail it changes
# by no more than 2 with deviations from 0.01 to 1.
IQM = {
    3: IqmCoverage(normal=95, skewed=93, failing=96),
    5: IqmCoverage(normal=93, skewed=91, failing=93),
    10: IqmCoverage(normal=94, skewed=92, failing=95),
    20: IqmCoverage(normal=94, skewed=93, failing=95),
}

# Of Newcombe's interval of the probability of improvement between two groups of so many normal
# seeds each, where the probability is 0.5, 0.76 and 0.95 (`backend/statistics/improvement.py`).
IMPROVEMENT = {3: (90, 93, 96), 5: (95, 95, 96), 10: (95, 96, 97), 20: (95, 95, 97)}
IMPROVED = (0.5, 0.76, 0.95)

# Of the IQM over two tasks by the stratified bootstrap of `backend/statistics/pooled.py`, by seeds
# of each task; over five tasks it is within 3 of these, or more.
POOLED = {
    3: IqmCoverage(normal=83, skewed=83, failing=68),
    5: IqmCoverage(normal=90, skewed=91, failing=83),
    10: IqmCoverage(normal=91, skewed=92, failing=87),
    20: IqmCoverage(normal=94, skewed=95, failing=93),
}


def method_words(seeds: Sequence[int]) -> str:
    """Which method makes the intervals over so many seeds, and how far it can be relied on.

    Said of the one over the fewest; empty where there is none.

    Args:
        seeds: How many each interval is over: seeds without a finite value are in none.
    """
    fewest = _fewest(seeds, FEWEST_FOR_INTERVAL)
    if fewest is None:
        return ""
    known = COVERAGE[_simulated(COVERAGE, fewest)]
    return (
        f"Means have Student's 95 % intervals, over {fewest} seeds or more; simulated with "
        f"{_simulated(COVERAGE, fewest)}, they hold the mean in {known.normal} % of normal "
        f"returns, {known.skewed} % of log-normal ones and {known.failing} % where every fifth "
        "seed fails and pays 0 where the others pay 1, each with a deviation of 0.1; with a "
        f"deviation of 0.01 in {known.steady} %, since seeds that have not failed say nothing of "
        "those that will. On a log scale they are of the geometric mean, and hold it in "
        f"{known.geometric} %; a value of 0 has no logarithm and is not in it, and n says so."
    )


def median_words(seeds: Sequence[int]) -> str:
    """The same of the median, over so many seeds each; empty where there is none."""
    fewest = _fewest(seeds, FEWEST_OF_MEDIAN)
    if fewest is None:
        few = _fewest(seeds, FEWEST_FOR_INTERVAL) is not None
        return "The median has no interval below six seeds." if few else ""
    return (
        "The median's interval ends at two of the seeds and holds it in at least "
        f"{100.0 * median_coverage(fewest):.0f} %, whatever they are drawn from (exact, {fewest} "
        "seeds); below six seeds there is none."
    )


def iqm_words(seeds: Sequence[int]) -> str:
    """The same of the interquartile mean."""
    fewest = _fewest(seeds, FEWEST_FOR_INTERVAL)
    if fewest is None:
        return ""
    known = IQM[_simulated(IQM, fewest)]
    plain = " Of three seeds the IQM is the plain mean." if fewest == FEWEST_FOR_INTERVAL else ""
    return (
        f"The IQM has Tukey and McLaughlin's interval; simulated with {_simulated(IQM, fewest)} "
        f"seeds, it holds the IQM in {known.normal} % of normal returns, {known.skewed} % of "
        f"log-normal ones and {known.failing} % where every fifth seed fails, with whatever "
        f"deviation.{plain}"
    )


def improvement_words(seeds: Sequence[int]) -> str:
    """The same of the probability of improvement; empty without two groups that have an interval.

    Args:
        seeds: How many each group has; the smaller of two decides.
    """
    enough = sorted(n for n in seeds if n >= FEWEST_FOR_INTERVAL)
    if len(enough) < 2:
        return ""
    n = _simulated(IMPROVEMENT, enough[0])
    held = ", ".join(
        f"{percent} % where it is {chance:g}"
        for percent, chance in zip(IMPROVEMENT[n], IMPROVED, strict=True)
    )
    return (
        "The probability of improvement has Newcombe's interval; simulated with "
        f"{n} normal seeds against {n}, it holds the truth in {held}."
    )


def median_coverage(n: int) -> float:
    """How often the two seeds that the median is said to lie between hold it, from 0 to 1."""
    return float(1.0 - 2.0 * scipy.special.bdtr(median_cut(n), n, 0.5))


def _fewest(seeds: Sequence[int], least: int) -> int | None:
    return min((n for n in seeds if n >= least), default=None)


def _simulated(table: Mapping[int, object], n: int) -> int:
    """The most seeds that were simulated, up to these."""
    return max(each for each in table if each <= n)


def pooled_words(seeds: Sequence[int]) -> str:
    """The same of scores that are pooled over tasks; empty where none are.

    Args:
        seeds: How many seeds the task with the fewest has, of each group that is pooled.
    """
    if not seeds:
        return ""
    what = "Scores of several tasks are pooled by the IQM over all runs"
    none = f"without an interval where a task has fewer than {FEWEST_FOR_INTERVAL} seeds"
    fewest = _fewest(seeds, FEWEST_FOR_INTERVAL)
    if fewest is None:
        return f"{what}, {none}."
    known = POOLED[_simulated(POOLED, fewest)]
    lacking = f" They are {none}." if min(seeds) < FEWEST_FOR_INTERVAL else ""
    return (
        f"{what}, with the 95 % interval of a stratified bootstrap over {fewest} seeds of a "
        f"task or more; simulated over two tasks, it holds the IQM in {known.normal} % of normal "
        f"scores, {known.skewed} % of log-normal ones and {known.failing} % where every fifth "
        f"seed fails.{lacking}"
    )
