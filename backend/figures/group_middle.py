"""What stands for a group in a figure: its middle, and how a run that diverged takes part in it."""

from collections.abc import Sequence

import numpy as np

from backend.groups.coverage import FEWEST_OF_MEDIAN
from backend.spec.diagnostic import Middle, Scale
from backend.statistics.middle import OF_ORDER
from backend.statistics.payable import RETURN

DRAWN: dict[Middle, str] = {
    "mean": "",
    "median": "Each line is the median over its runs; its 95 % interval is exact, and there is "
    f"none below {FEWEST_OF_MEDIAN} runs.",
    "iqm": "Each line is the interquartile mean over its runs, with Tukey and McLaughlin's 95 % "
    "interval.",
    "seeds": "Each run has a line of its own, and no mean is drawn.",
}
DIVERGED = "A run that diverged counts as the worst of its group."


def lost_value(key: str, scale: Scale, middle: Middle) -> float:
    """What a value that is not finite counts as: the worst where only the order counts.

    Args:
        key: The diagnostic.
        scale: Its own: what has a log scale is a size, of which less is better.
        middle: What is drawn of groups.
    """
    if middle not in OF_ORDER:
        return np.nan
    if key == RETURN:
        return -np.inf
    return np.inf if scale == "log" else np.nan


def has_middle(middle: Middle, runs: int) -> bool:
    """Whether a group of so many runs has a line of its own."""
    return middle != "seeds" or runs == 1


def asked_singles(middle: Middle, *, individual: bool | None) -> bool | None:
    """Whether single runs are drawn beside it, if that is decided."""
    return True if middle == "seeds" else individual


def note_middle(notes: list[str], middle: Middle, sizes: Sequence[int], lost: float) -> None:
    """Say what the lines are, where any is over several runs."""
    if max(sizes, default=0) > 1 and DRAWN[middle]:
        notes.append(DRAWN[middle] if np.isnan(lost) else f"{DRAWN[middle]} {DIVERGED}")
