"""Gymnasium tasks as the core sees them: float32 vectors, actions in [-1, 1] or one-hot."""

from collections.abc import Mapping
from importlib.metadata import entry_points
from math import isfinite
from typing import Any

import gymnasium
import numpy as np
import torch
from torch import Tensor

from backend.spec.environments import EnvironmentInfo
from backend.spec.run import RunSpec
from worker.environments import closed_form, pets_half_cheetah
from worker.environments.rewards import REWARD_RULES
from worker.environments.simulator_state import saved_moment
from worker.environments.spaces import action_kind, native_action, observation_dims
from worker.environments.termination import TERMINATION_RULES
from worker.mbrl.diverged import Diverged
from worker.mbrl.environment import Restore, SimulatorFault, Step, Task

closed_form.register()
pets_half_cheetah.register()
# What is larger is infinite to a network.
LARGEST = float(np.finfo(np.float32).max)

# Installed packages register their tasks by functions under this name.
for entry in entry_points(group="branchpoint.simulators"):
    entry.load()()


class GymnasiumEnvironment:
    """One task. Its own random state is set anew by every reset.

    Attributes:
        observation_dims: Length of an observation.
        actions: Kind of actions.
        action_dims: Length of an action, or how many there are.
    """

    def __init__(
        self,
        environment_id: str,
        max_episode_steps: int,
        arguments: Mapping[str, object] | None = None,
    ) -> None:
        # The checker only warns of mistakes in an environment's own code, at a cost per step.
        self._environment: gymnasium.Env[Any, Any] = gymnasium.make(
            environment_id,
            max_episode_steps=max_episode_steps,
            disable_env_checker=True,
            **(arguments or {}),
        )
        observations, actions = self._environment.observation_space, self._environment.action_space
        self.observation_dims = observation_dims(observations, environment_id)
        self.actions, self.action_dims = action_kind(actions, environment_id)
        self._native = native_action(actions)
        self._id = environment_id
        self._steps = 0

    def reset(self, seed: int) -> Tensor:
        """The first observation of the episode that `seed` decides.

        Raises:
            SimulatorFault: When it is not finite, or no vector of the declared length.
        """
        self._steps = 0
        observation, _ = self._environment.reset(seed=seed)
        return self._vector(observation, None)

    def step(self, action: Tensor) -> Step:
        """What `action`, turned into the task's own kind, brings about.

        Raises:
            SimulatorFault: When its observation or reward is not finite, or of another shape than
                was declared.
            Diverged: When that is so because the action is not finite.
        """
        self._steps += 1
        native = self._native(action)
        observation, reward, terminated, truncated, _ = self._environment.step(native)
        obs_next, earned = self._vector(observation, action), float(reward)
        # Written so that a NaN, which is neither more nor less than anything, is refused too.
        if not abs(earned) <= LARGEST:
            raise self._not_finite(f"the reward is {earned}", action)
        return Step(obs_next, earned, bool(terminated), bool(truncated))

    def _vector(self, observation: object, action: Tensor | None) -> Tensor:
        # A number beyond float32 becomes infinite here, and is refused below.
        numbers = np.asarray(observation, dtype=np.float32).copy()
        if numbers.shape != (self.observation_dims,):
            raise SimulatorFault(
                f"the simulator {self._id} returned an observation of shape {numbers.shape}, and "
                f"its observation space declares {(self.observation_dims,)}, {self._moment}"
            )
        # A sum of doubles: finite exactly where all are. NumPy's own test takes longer.
        if not isfinite(sum(numbers.tolist())):
            place = int(np.flatnonzero(~np.isfinite(numbers))[0])
            raise self._not_finite(f"observation dimension {place} is {numbers[place]}", action)
        return torch.from_numpy(numbers)

    def _not_finite(self, what: str, action: Tensor | None) -> Exception:
        """Whose fault it is: a policy that came apart makes every simulator answer so."""
        if action is not None and not bool(torch.isfinite(action).all()):
            return Diverged("policy")
        return SimulatorFault(
            f"the simulator {self._id} returned a value that is not finite: {what}, {self._moment}"
        )

    @property
    def _moment(self) -> str:
        return f"at step {self._steps} of an episode" if self._steps else "at a reset"

    def saved_moment(self) -> Restore | None:
        """A way back to this moment; None for tasks of installed packages."""
        return saved_moment(self._environment)


def task_of(spec: RunSpec) -> Task:
    """The task that a spec names, with the facts of the catalog."""
    info = spec.info
    return Task(
        observation_dims=info.observation_dims,
        action_dims=info.action_dims,
        actions=info.actions,
        episode_limit=spec.episode_limit,
        termination=TERMINATION_RULES.get(info.id) if info.known_termination else None,
        reward=REWARD_RULES.get(info.id) if info.known_reward else None,
        make=lambda: _made(info, spec),
    )


def _made(info: EnvironmentInfo, spec: RunSpec) -> GymnasiumEnvironment:
    """The task, if it is what its row of the catalog says.

    Raises:
        TypeError: When a package describes another task than it registers.
    """
    environment = GymnasiumEnvironment(info.id, spec.episode_limit, spec.environment.kwargs)
    described = (info.observation_dims, info.actions, info.action_dims)
    found = (environment.observation_dims, environment.actions, environment.action_dims)
    if found != described:
        raise TypeError(
            f"{info.id}: its package describes (observation, actions, their length or number) as "
            f"{described}, and the task has {found}"
        )
    return environment
