"""What an episode of some runs can pay at all, where every interval of returns ends."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from backend.db.tables import Run
from backend.spec.environment import EnvironmentSpec
from backend.spec.environments import ENVIRONMENTS
from backend.verdict.figures import figure

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

    @property
    def bounds(self) -> tuple[float, float]:
        """Both."""
        return (self.least, self.most)


NO_BOUNDS = Payable()
Ends = tuple[Payable, float | None, float | None]


def bounds_words(found: Iterable[Ends]) -> str:
    """A sentence on the bounds at which intervals of returns end; empty where none does.

    Args:
        found: What the runs of each interval can earn, and its two ends.
    """
    met: dict[Payable, set[float]] = {}
    for of, low, high in found:
        ends = ((low, of.least), (high, of.most))
        met.setdefault(of, set()).update(bound for end, bound in ends if end == bound)
    told = [words for of, bounds in met.items() if (words := _ends_words(of, bounds))]
    return f"Intervals of returns end at {', and at '.join(told)}." if told else ""


def _ends_words(of: Payable, met: set[float]) -> str:
    """As in `0 and 500, the least and the most that an episode of CartPole-v1 can pay`."""
    ends = ((of.least, "the least"), (of.most, "the most"))
    reached = [(figure(at), word) for at, word in ends if at in met and np.isfinite(at)]
    if not reached:
        return ""
    numbers, words = (" and ".join(parts) for parts in zip(*reached, strict=True))
    return f"{numbers}, {words} that an episode of {of.environment} can pay"


def payable(runs: Sequence[Run]) -> Payable:
    """The bounds that hold for all of the runs; none between environments."""
    names = {run.environment for run in runs}
    if len(names) != 1 or not names <= ENVIRONMENTS.keys():
        return NO_BOUNDS
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
