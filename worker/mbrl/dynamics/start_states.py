"""Where imagined rollouts begin. One class per kind of `RolloutSpec.start`."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from backend.spec.rollout import StartStates
from backend.spec.run import RunSpec
from worker.mbrl.environment import Task
from worker.mbrl.generators import MAX_SEED, draw_seed
from worker.mbrl.replay.real_buffer import RealBuffer

RESETS_PER_REFIT = 500


@dataclass(frozen=True)
class TimedStarts:
    """States to branch from, and when in an episode they are.

    Attributes:
        obs: The states.
        step: Steps since the reset; -1 where that is not known.
    """

    obs: Float[Tensor, "start obs"]
    step: Int[Tensor, " start"]


class StartStrategy(Protocol):
    """Draws states to branch from."""

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "start obs"]:
        """`count` states."""

    def draw_timed(self, count: int, generator: Generator) -> TimedStarts:
        """The same with the steps of the episode that they are at, for diagnostics."""


class _Observed(ABC):
    """States out of D."""

    def __init__(self, real: RealBuffer) -> None:
        self._real = real

    @abstractmethod
    def _slots(self, count: int, generator: Generator) -> Int[Tensor, " start"]:
        """Where in D the states lie."""

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "start obs"]:
        """`count` states that were observed, with replacement."""
        return self._at(self._slots(count, generator))

    def draw_timed(self, count: int, generator: Generator) -> TimedStarts:
        """The same with the steps of the episode that they are at."""
        slots = self._slots(count, generator)
        return TimedStarts(self._at(slots), self._real.episode_steps[slots])

    def _at(self, slots: Int[Tensor, " start"]) -> Float[Tensor, "start obs"]:
        return self._real.columns.unpack(self._real.rows_at(slots)).obs


class RealUniform(_Observed):
    """Uniform over all real states in D (the lecture's orange dots)."""

    def _slots(self, count: int, generator: Generator) -> Int[Tensor, " start"]:
        return self._real.draw_slots(count, generator)


class RealLatest(_Observed):
    """Uniform over the observations of the last real steps.

    `real_recent` takes as many as the spec says. `real_on_policy` takes those since the last refit:
    nearly all were visited by the policy as it is now, and they cost no further real step. (The
    episodes of an evaluation are the policy's own too, but nothing may learn from them.)
    """

    def __init__(self, real: RealBuffer, steps: int) -> None:
        super().__init__(real)
        self._steps = steps

    def _slots(self, count: int, generator: Generator) -> Int[Tensor, " start"]:
        return self._real.draw_latest_slots(count, self._steps, generator)


class Initial:
    """Initial states, from resets of a real environment of its own.

    A refit wants 100,000 of them; so many resets would cost more than the rollouts. Each draw
    makes 500 fresh ones and repeats them evenly. Resets take no real step.
    """

    def __init__(self, task: Task, seeds: Generator) -> None:
        self._environment = task.make()
        self._seeds = seeds

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "start obs"]:
        """`count` initial states."""
        return self._resets(count, self._seeds, generator)

    def draw_timed(self, count: int, generator: Generator) -> TimedStarts:
        """The same, all at step 0; the seeds of training are left as they are."""
        seed = torch.randint(MAX_SEED, (), generator=generator, device=generator.device)
        seeds = Generator().manual_seed(int(seed))
        obs = self._resets(count, seeds, generator)
        return TimedStarts(obs, torch.zeros(len(obs), dtype=torch.long, device=obs.device))

    def _resets(
        self, count: int, seeds: Generator, generator: Generator
    ) -> Float[Tensor, "start obs"]:
        fresh = torch.stack(
            [self._environment.reset(draw_seed(seeds)) for _ in range(min(count, RESETS_PER_REFIT))]
        ).to(generator.device)
        chosen = torch.randint(len(fresh), (count,), generator=generator, device=fresh.device)
        return fresh[chosen]


def start_strategy(spec: RunSpec, task: Task, real: RealBuffer, seeds: Generator) -> StartStrategy:
    """The strategy that `rollout.start` names."""
    strategies: dict[StartStates, Callable[[], StartStrategy]] = {
        "initial": lambda: Initial(task, seeds),
        "real_uniform": lambda: RealUniform(real),
        "real_recent": lambda: RealLatest(real, spec.rollout.recent),
        "real_on_policy": lambda: RealLatest(real, spec.model.fit_every),
    }
    return strategies[spec.rollout.start]()
