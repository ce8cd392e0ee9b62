"""The share of seeds that reach a threshold, with its exact interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import scipy

from backend.statistics.diverged import ranked

TAIL = 0.025


@dataclass(frozen=True)
class Share:
    """How many of some runs do something, and the 95 % interval of the chance that one does.

    Attributes:
        count: Those that do.
        n: All of them.
        low: The interval's lower end, from 0 to 1.
        high: Its upper end.
    """

    count: int
    n: int
    low: float
    high: float


def share_reaching(values: Sequence[float], threshold: float) -> Share | None:
    """The share of the values that are finite and at or above a threshold; None without any.

    What is not finite has diverged, and a run that has diverged has not reached it. Leave out the
    runs that have no value yet.

    The interval is that of Clopper and Pearson 1934: it holds the chance in at least 95 %, whatever
    it is, and it says what five seeds without a failure leave open: one in two may fail.
    """
    known = ranked(values)
    if len(known) == 0:
        return None
    return share_of(int((known >= threshold).sum()), len(known))


def share_of(count: int, n: int) -> Share:
    """So many of n, n > 0, with Clopper and Pearson's interval."""
    low = 0.0 if count == 0 else float(scipy.special.betaincinv(count, n - count + 1, TAIL))
    high = 1.0 if count == n else float(scipy.special.betaincinv(count + 1, n - count, 1.0 - TAIL))
    return Share(count, n, low, high)
