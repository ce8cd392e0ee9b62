"""What is said of the groups of a comparison: how many runs and seeds, and what is not done."""

from collections.abc import Mapping, Sequence

from backend.groups.estimates import FEWEST_FOR_INTERVAL
from backend.groups.latest import range_words
from backend.verdict.figures import counted


def group_note(
    seeds: int,
    statuses: Mapping[str, int],
    deleted: int = 0,
    steps: Sequence[int] = (),
    copies: int = 0,
) -> str:
    """How many seeds a group has, and what is not as it should be: "5 seeds, 1 running".

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
    parts = [counted(seeds, "seed"), *unfinished, *gone, spread, left]
    return ", ".join(filter(None, parts))


def size_words(runs: int, groups: int) -> str:
    """As in "15 runs in 3 groups"; a single group is not mentioned."""
    many = counted(runs, "run")
    return f"{many} in {groups:,} groups" if groups > 1 else many


def interval_words(seeds: Sequence[int], over: Sequence[int]) -> str:
    """What the intervals are over; empty for a single run.

    Args:
        seeds: How many each group has.
        over: How many each mean is over, which may be fewer; empty before there are any.
    """
    if sum(seeds) <= 1:
        return ""
    known = over or seeds
    least, most = min(known), max(known)
    if max(seeds) == 1:
        return "one seed each, so no interval"
    if most < FEWEST_FOR_INTERVAL:
        return f"at most {counted(most, 'seed')}, too few for an interval"
    enough = min(count for count in known if count >= FEWEST_FOR_INTERVAL)
    many = f"{most:,} seeds" if enough == most else f"{enough:,} to {most:,} seeds"
    none = f"; none below {FEWEST_FOR_INTERVAL} seeds" if least < FEWEST_FOR_INTERVAL else ""
    return f"mean, of errors the geometric one, and 95 % interval over {many}{none}"
