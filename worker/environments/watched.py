"""Environments that leave a sign of life with every answer, so that one that hangs is noticed."""

from dataclasses import replace

from torch import Tensor

from worker.mbrl.activity import Activity
from worker.mbrl.environment import Environment, Restore, Step, Task


class WatchedEnvironment:
    """An environment, and a count of its answers."""

    def __init__(self, environment: Environment, activity: Activity) -> None:
        self._environment = environment
        self._activity = activity

    def reset(self, seed: int) -> Tensor:
        """The environment's own answer."""
        first = self._environment.reset(seed)
        self._activity.stepped()
        return first

    def step(self, action: Tensor) -> Step:
        """The environment's own answer."""
        step = self._environment.step(action)
        self._activity.stepped()
        return step

    def saved_moment(self) -> Restore | None:
        """The environment's own."""
        return self._environment.saved_moment()


def watched(task: Task, activity: Activity) -> Task:
    """The same task, whose instances count their answers in `activity`."""
    return replace(task, make=lambda: WatchedEnvironment(task.make(), activity))
