"""What an episode of some runs can pay at all, where every interval of returns ends."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backend.db.tables import Run
from backend.groups.estimates import Band, Estimate
from backend.spec.environment import EnvironmentSpec
from backend.spec.environments import ENVIRONMENTS
from backend.verdict.figures import figure

Floats = NDArray[np.float64]
RETURN = "return/real"


@dataclass(frozen=True)
class Payable:
    """Bounds of the return of one episode; infinite where none is known.

    Attributes:
        least: What none pays less than.
        most: What none pays more than.
        environment: The task's name.
    """

    least: float = -np.inf
    most: float = np.inf
    environment: str = ""

    def cut(self, found: Estimate) -> Estimate:
        """With the ends of its interval within the bounds: beyond them no mean of returns lies."""
        if found.mean is None or found.low is None or found.high is None:
            return found
        low, high = self._ends(*(np.array([each]) for each in (found.mean, found.low, found.high)))
        return replace(found, low=float(low[0]), high=float(high[0]))

    def cut_band(self, found: Band) -> Band:
        """The same at each place of a curve."""
        low, high = self._ends(found.mean, found.low, found.high)
        return replace(found, low=low, high=high)

    def words(self, ends: Iterable[tuple[float | None, float | None]]) -> str:
        """A sentence on the bounds at which intervals of returns end; empty where none does."""
        known = list(ends)
        at = (
            (self.least, "least", any(low == self.least for low, _ in known)),
            (self.most, "most", any(high == self.most for _, high in known)),
        )
        told = [
            f"{figure(bound)}, the {word} that an episode of {self.environment} can pay"
            for bound, word, is_met in at
            if is_met and np.isfinite(bound)
        ]
        return f"Intervals of returns end at {' and at '.join(told)}." if told else ""

    def _ends(self, mean: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        # Where a mean itself is beyond what the task is said to pay, the bounds are not the task's.
        holds = (mean >= self.least) & (mean <= self.most)
        return (
            # An end that is of a run that diverged is no return.
            np.where(holds & np.isfinite(low), np.maximum(low, self.least), low),
            np.where(holds, np.minimum(high, self.most), high),
        )


def payable(runs: Sequence[Run]) -> Payable:
    """The bounds that hold for all of the runs; none between environments."""
    names = {run.environment for run in runs}
    if len(names) != 1 or not names <= ENVIRONMENTS.keys():
        return Payable()
    tasks = {json.dumps(run.spec["environment"], sort_keys=True) for run in runs}
    specs = [EnvironmentSpec.model_validate(json.loads(task)) for task in tasks]
    limits = [spec.max_episode_steps or spec.info.max_episode_steps for spec in specs]
    pairs = list(zip(specs, limits, strict=True))
    least = [spec.info.least_return(limit) for spec, limit in pairs]
    most = [spec.info.most_return(limit) for spec, limit in pairs]
    return Payable(
        min(-np.inf if each is None else each for each in least),
        max(np.inf if each is None else each for each in most),
        names.pop(),
    )
