"""What is said of the groups of a comparison: how many runs and seeds, and what is not done."""

from collections.abc import Mapping, Sequence

from backend.groups.coverage import FEWEST_OF_MEDIAN
from backend.groups.estimates import FEWEST_FOR_INTERVAL
from backend.groups.latest import range_words
from backend.spec.diagnostic import Middle
from backend.verdict.figures import counted


def group_note(
    seeds: int,
    statuses: Mapping[str, int],
    deleted: int = 0,
    steps: Sequence[int] = (),
    copies: int = 0,
) -> str:
    """How many seeds a group has, and what is not as it should be: "5 seeds, 1 running".

    Where runs of several settings have the same seed it says how many runs there are, too.

    Args:
        seeds: How many different ones.
        statuses: How many runs are in each status.
        deleted: How many runs are deleted.
        steps: The real step of each run's latest return.
        copies: How many runs repeat one of these and are left out.
    """
    unfinished = [
        f"{runs:,} {status}" for status, runs in statuses.items() if status != "succeeded" and runs
    ]
    gone = [f"{deleted:,} deleted"] if deleted else []
    spread = range_words(steps)
    left = f"{counted(copies, 'copy' if copies == 1 else 'copie')} left out" if copies else ""
    runs = sum(statuses.values())
    many = f"{counted(runs, 'run')} of {counted(seeds, 'seed')}"
    parts = [many if runs > seeds else counted(seeds, "seed"), *unfinished, *gone, spread, left]
    return ", ".join(filter(None, parts))


def size_words(runs: int, groups: int) -> str:
    """As in "15 runs in 3 groups"; a single group is not mentioned."""
    many = counted(runs, "run")
    return f"{many} in {groups:,} groups" if groups > 1 else many


MIDDLES: dict[Middle, str] = {
    "mean": "mean, of errors the geometric one,",
    "median": "median",
    "iqm": "interquartile mean (IQM)",
    "seeds": "single seeds; in tables the mean, of errors the geometric one,",
}


def interval_words(seeds: Sequence[int], over: Sequence[int], middle: Middle = "mean") -> str:
    """What the intervals are over; empty for a single run.

    Args:
        seeds: How many each group has.
        over: How many each mean is over, which may be fewer; empty before there are any.
        middle: What stands for a group.
    """
    if sum(seeds) <= 1:
        return ""
    known = over or seeds
    least, most = min(known), max(known)
    fewest = FEWEST_OF_MEDIAN if middle == "median" else FEWEST_FOR_INTERVAL
    if max(seeds) == 1:
        return "one seed each, so no interval"
    if most < fewest:
        named = "" if middle == "mean" else f"{MIDDLES[middle]} over "
        return f"{named}at most {counted(most, 'seed')}, too few for an interval"
    enough = min(count for count in known if count >= fewest)
    # More than there are seeds are runs of several settings.
    noun = "seeds" if most <= max(seeds) else "runs"
    many = f"{most:,} {noun}" if enough == most else f"{enough:,} to {most:,} {noun}"
    none = f"; none below {fewest} {noun}" if least < fewest else ""
    return f"{MIDDLES[middle]} and 95 % interval over {many}{none}"
