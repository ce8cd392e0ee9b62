"""How often the intervals over seeds hold what they are intervals of, as simulated."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.groups.estimates import FEWEST_FOR_INTERVAL


@dataclass(frozen=True)
class Coverage:
    """Percent of nominal 95 % intervals that hold the truth.

    Attributes:
        normal: Of the mean of normal returns.
        skewed: Of the mean of log-normal returns, of a logarithm with a deviation of 1.
        failing: Of the mean where every fifth seed fails.
        geometric: Of the geometric mean of log-normal values, on the log scale.
    """

    normal: int
    skewed: int
    failing: int
    geometric: int


@dataclass(frozen=True)
class PooledCoverage:
    """Percent of nominal 95 % intervals that hold the pooled IQM.

    Attributes:
        normal: Of normal scores.
        skewed: Of log-normal ones, of a logarithm with a deviation of 1.
        failing: Where every fifth seed fails.
    """

    normal: int
    skewed: int
    failing: int


# By seeds; tests/backend/groups/test_coverage.py simulates them again, and
# `python -m tests.benchmarks.statistics.intervals` sets them beside other intervals.
COVERAGE = {
    3: Coverage(normal=95, skewed=84, failing=75, geometric=95),
    5: Coverage(normal=95, skewed=82, failing=70, geometric=95),
    10: Coverage(normal=95, skewed=84, failing=89, geometric=95),
    20: Coverage(normal=95, skewed=87, failing=92, geometric=95),
}

# The same of the IQM over two tasks by the stratified bootstrap of `backend/statistics/pooled.py`,
# by seeds of each task; over five tasks it is within 3 of these, or more.
POOLED = {
    3: PooledCoverage(normal=83, skewed=83, failing=68),
    5: PooledCoverage(normal=90, skewed=91, failing=83),
    10: PooledCoverage(normal=91, skewed=92, failing=87),
    20: PooledCoverage(normal=94, skewed=95, failing=93),
}


def coverage_of(seeds: int) -> Coverage | None:
    """That of the most seeds simulated up to these; None where there is no interval."""
    if seeds < FEWEST_FOR_INTERVAL:
        return None
    return COVERAGE[max(n for n in COVERAGE if n <= seeds)]


def method_words(seeds: Sequence[int]) -> str:
    """Which method makes the intervals of groups of so many seeds, and how far it can be relied on.

    Said of the smallest group that has an interval; empty where none has.
    """
    enough = [n for n in seeds if n >= FEWEST_FOR_INTERVAL]
    known = coverage_of(min(enough)) if enough else None
    if known is None:
        return ""
    return (
        f"Student's 95 % intervals of the mean over {min(enough)} seeds or more; simulated, they "
        f"hold it in {known.normal} % of normal returns, {known.skewed} % of log-normal ones and "
        f"{known.failing} % where every fifth seed fails and pays 0 where the "
        f"others pay 1, each with a deviation of 0.1. On a log scale they are of the geometric "
        f"mean, and hold it in {known.geometric} %."
    )


def pooled_words(seeds: Sequence[int]) -> str:
    """The same of scores that are pooled over tasks; empty where none are.

    Args:
        seeds: How many each of the tasks has that are pooled.
    """
    if not seeds:
        return ""
    what = "Scores of several tasks are pooled by the IQM over all runs"
    if min(seeds) < FEWEST_FOR_INTERVAL:
        return f"{what}, without an interval where a task has fewer than {FEWEST_FOR_INTERVAL}."
    known = POOLED[max(n for n in POOLED if n <= min(seeds))]
    return (
        f"{what}, with the 95 % interval of a stratified bootstrap over {min(seeds)} seeds of a "
        f"task or more; simulated over two tasks, it holds the IQM in {known.normal} % of normal "
        f"scores, {known.skewed} % of log-normal ones and {known.failing} % where every fifth "
        "seed fails."
    )
