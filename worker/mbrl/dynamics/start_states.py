"""Where imagined rollouts begin. One class per kind of `RolloutSpec.start`."""

from collections.abc import Callable
from typing import Protocol

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from backend.spec.rollout import StartStates
from backend.spec.run import RunSpec
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

    def __init__(self, real: RealBuffer) -> None:
        self._real = real

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "start obs"]:
        """`count` states that were observed, with replacement."""
        return self._real.columns.unpack(self._real.draw(count, generator)).obs


class RealLatest:
    """Uniform over the observations of the last real steps.

    `real_recent` takes as many as the spec says. `real_on_policy` takes those since the last refit:
    nearly all were visited by the policy as it is now, and they cost no further real step. (The
    episodes of an evaluation are the policy's own too, but nothing may learn from them.)
    """

    def __init__(self, real: RealBuffer, steps: int) -> None:
        self._real = real
        self._steps = steps

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "start obs"]:
        """`count` states out of the latest ones, with replacement."""
        return self._real.columns.unpack(self._real.draw_latest(count, self._steps, generator)).obs


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
        fresh = torch.stack(
            [
                self._environment.reset(draw_seed(self._seeds))
                for _ in range(min(count, RESETS_PER_REFIT))
            ]
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
