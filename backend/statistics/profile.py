"""The performance profile: the share of runs that are above each value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.statistics.diverged import ranked
from backend.statistics.shares import share_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Profile:
    """A share at each tau; it falls in steps where runs lie.

    Attributes:
        share: Of the runs above tau, from 0 to 1.
        low: Lower end of its 95 % interval.
        high: Upper end.
        n: Runs.
    """

    share: Floats
    low: Floats
    high: Floats
    n: int


def performance_profile(values: Sequence[float], tau: Floats) -> Profile | None:
    """The share of the runs above each tau; None without any.

    The score distribution of Agarwal et al. 2021, section 4.2: unlike a mean it shows every run,
    failed ones too. One that diverged is above no tau. The interval is Clopper and Pearson's
    instead of a bootstrap's, which has no width where all runs are on one side. It holds at each
    tau alone, not for the whole curve at once. Over several tasks the chance is the mean of the
    tasks' chances, and the interval is wider than it need be (Hoeffding 1956).
    """
    known = ranked(values)
    if len(known) == 0:
        return None
    found = [share_of(int(count), len(known)) for count in (known > tau[:, None]).sum(1)]
    share, low, high = np.array([(each.count / each.n, each.low, each.high) for each in found]).T
    return Profile(share, low, high, len(known))
