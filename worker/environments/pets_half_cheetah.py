"""HalfCheetah with the observation of PETS, in which its reward can be read."""

from functools import partial
from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Box
from numpy.typing import NDArray

PETS_HALF_CHEETAH = "Branchpoint/PetsHalfCheetah-v0"
EPISODE_LIMIT = 1_000

Vector = NDArray[np.float64]


class ForwardVelocityFirst(gymnasium.Wrapper[Vector, Vector, Vector, Vector]):
    """Gymnasium's HalfCheetah-v5, with the mean forward velocity of the last step seen first.

    It is what the task pays; the velocity in Gymnasium's own observation is that of the step's end.
    Source: Chua et al. 2018 (PETS), code: `dmbrl/env/half_cheetah.py`. Departures: the model is
    Gymnasium's, and so is the noise of its first state.
    """

    def __init__(self, environment: gymnasium.Env[Vector, Vector]) -> None:
        super().__init__(environment)
        self.observation_space = Box(-np.inf, np.inf, (18,), np.float64)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Vector, dict[str, Any]]:
        """An observation at rest."""
        observation, info = self.env.reset(seed=seed, options=options)
        return np.concatenate(([0.0], observation)), info

    def step(self, action: Vector) -> tuple[Vector, Any, bool, bool, dict[str, Any]]:
        """The task's own answer."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        seen = np.concatenate(([info["x_velocity"]], observation))
        return seen, reward, terminated, truncated, info


def register() -> None:
    """Make the task known to Gymnasium."""
    gymnasium.register(PETS_HALF_CHEETAH, partial(_made), max_episode_steps=EPISODE_LIMIT)


def _made(render_mode: str | None = None) -> gymnasium.Env[Vector, Vector]:
    # Without Gymnasium's wrappers: the registered task has its own.
    simulator = gymnasium.make("HalfCheetah-v5", render_mode=render_mode)
    return ForwardVelocityFirst(simulator.unwrapped)
