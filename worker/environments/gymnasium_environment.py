"""Gymnasium tasks as the core sees them: float32 vectors, actions in [-1, 1] or one-hot."""

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

import gymnasium
import numpy as np
import torch
from gymnasium.spaces import Box, Discrete, Space
from torch import Tensor

from backend.spec.run import RunSpec
from worker.environments import closed_form
from worker.environments.rewards import REWARD_RULES
from worker.environments.termination import TERMINATION_RULES
from worker.mbrl.environment import Step, Task

closed_form.register()
# Installed packages register their tasks by functions under this name.
for entry in entry_points(group="branchpoint.simulators"):
    entry.load()()


class GymnasiumEnvironment:
    """One task of the catalog. Its own random state is set anew by every reset."""

    def __init__(self, environment_id: str, max_episode_steps: int) -> None:
        # The checker only warns of mistakes in an environment's own code, at a cost per step.
        self._environment: gymnasium.Env[Any, Any] = gymnasium.make(
            environment_id, max_episode_steps=max_episode_steps, disable_env_checker=True
        )
        self._native = _native_action(self._environment.action_space, environment_id)

    def reset(self, seed: int) -> Tensor:
        """The first observation of the episode that `seed` decides."""
        observation, _ = self._environment.reset(seed=seed)
        return _vector(observation)

    def step(self, action: Tensor) -> Step:
        """What `action`, turned into the task's own kind, brings about."""
        native = self._native(action)
        observation, reward, terminated, truncated, _ = self._environment.step(native)
        return Step(_vector(observation), float(reward), bool(terminated), bool(truncated))


def _native_action(space: Space[Any], environment_id: str) -> Callable[[Tensor], Any]:
    """From the core's actions to the task's: scaled from [-1, 1], or the place of the 1."""
    if isinstance(space, Discrete):
        first = int(space.start)
        return lambda action: first + int(action.argmax())
    if isinstance(space, Box) and len(space.shape) == 1 and space.is_bounded():
        centre, reach = (space.high + space.low) / 2.0, (space.high - space.low) / 2.0
        return lambda action: centre + reach * action.numpy()
    raise TypeError(f"{environment_id}: actions must be a bounded vector or discrete, not {space}")


def task_of(spec: RunSpec) -> Task:
    """The task that a spec names, with the facts of the catalog."""
    info = spec.info
    return Task(
        observation_dims=info.observation_dims,
        action_dims=info.action_dims,
        actions=info.actions,
        episode_limit=spec.episode_limit,
        termination=TERMINATION_RULES.get(info.id),
        reward=REWARD_RULES.get(info.id),
        make=lambda: GymnasiumEnvironment(info.id, spec.episode_limit),
    )


def _vector(observation: object) -> Tensor:
    return torch.from_numpy(np.asarray(observation, dtype=np.float32).copy())
