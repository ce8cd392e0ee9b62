"""Where imagined rollouts begin. One function per strategy of `RolloutSpec.start`."""

from collections.abc import Callable
from typing import Protocol

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from backend.spec.rollout import StartStates
from worker.mbrl.environment import Task
from worker.mbrl.generators import draw_seed
from worker.mbrl.replay.real_buffer import RealBuffer

RESETS_PER_REFIT = 500


class StartStrategy(Protocol):
    """Draws states to branch from."""

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "start obs"]:
        """`count` states."""


class RealUniform:
    """Uniform over all real states in D (the lecture's orange dots)."""

    def __init__(self, real: RealBuffer, _task: Task, _seeds: Generator) -> None:
        self._real = real

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "start obs"]:
        """`count` states that were observed, with replacement."""
        return self._real.columns.unpack(self._real.draw(count, generator)).obs


class Initial:
    """Initial states, from resets of a real environment of its own.

    A refit wants 100,000 of them; so many resets would cost more than the rollouts. Each draw
    makes 500 fresh ones and repeats them evenly. Resets take no real step.
    """

    def __init__(self, real: RealBuffer, task: Task, seeds: Generator) -> None:
        self._real = real
        self._environment = task.make()
        self._seeds = seeds

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "start obs"]:
        """`count` initial states."""
        fresh = torch.stack(
            [
                self._environment.reset(draw_seed(self._seeds))
                for _ in range(min(count, RESETS_PER_REFIT))
            ]
        ).to(generator.device)
        chosen = torch.randint(len(fresh), (count,), generator=generator, device=fresh.device)
        return fresh[chosen]


START_STRATEGIES: dict[StartStates, Callable[[RealBuffer, Task, Generator], StartStrategy]] = {
    "initial": Initial,
    "real_uniform": RealUniform,
}
