"""What is said of the groups of a comparison: how many runs and seeds, and what is not done."""

from collections.abc import Mapping, Sequence

from backend.groups.estimates import FEWEST_FOR_INTERVAL
from backend.verdict.figures import counted


def group_note(seeds: int, statuses: Mapping[str, int]) -> str:
    """How many seeds a group has, and how many of its runs are not done: "5 seeds, 1 running"."""
    unfinished = [
        f"{runs:,} {status}" for status, runs in statuses.items() if status != "succeeded" and runs
    ]
    return ", ".join([counted(seeds, "seed"), *unfinished])


def size_words(runs: int, groups: int) -> str:
    """As in "15 runs in 3 groups"; a single group is not mentioned."""
    many = counted(runs, "run")
    return f"{many} in {groups:,} groups" if groups > 1 else many


def interval_words(seeds: Sequence[int]) -> str:
    """What the intervals are over, by the seeds of each group; empty for a single run."""
    if sum(seeds) <= 1:
        return ""
    least, most = min(seeds), max(seeds)
    if most == 1:
        return "one seed each, so no interval"
    if most < FEWEST_FOR_INTERVAL:
        return f"at most {most} seeds, too few for an interval"
    many = f"{most:,} seeds" if least == most else f"{least:,} to {most:,} seeds"
    return f"mean and 95 % interval over {many}"
