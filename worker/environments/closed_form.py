"""Tasks of our own whose dynamics are known in closed form, to understand a model's error on.

On the linear ones the error after h steps of any linear model is exact, and so is the best return;
the contact task is the smallest one with a jump that a smooth network cannot follow.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import partial
from typing import Any

import gymnasium
import numpy as np
import torch
from gymnasium.spaces import Box
from numpy.typing import NDArray

from worker.mbrl.environment import RewardRule

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class LinearTask:
    """s' = A s + B a with reward -(s Q s + a R a), s and a before the step.

    Attributes:
        state: A, (n, n).
        action: B, (n, m).
        state_cost: Q, (n, n).
        action_cost: R, (m, m).
        episode_limit: Steps after which an episode is truncated.
    """

    state: Matrix
    action: Matrix
    state_cost: Matrix
    action_cost: Matrix
    episode_limit: int


def _turning(angle: float, shrink: float) -> Matrix:
    return shrink * np.array(
        [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], dtype=np.float64
    )


# Two damped oscillators, the slow one pushed through the fast one.
_COUPLED = np.block(
    [[_turning(0.3, 0.99), np.zeros((2, 2))], [0.05 * np.eye(2), _turning(0.1, 0.98)]]
)
_STEP = 0.05

LINEAR_TASKS = {
    "Branchpoint/Linear-v0": LinearTask(
        _COUPLED, np.array([[0.1], [0.0], [0.0], [0.0]]), np.eye(4), np.eye(1), 200
    ),
    # One mode grows by 2 % a step: without control it is seven times as large at the end.
    "Branchpoint/LQR-v0": LinearTask(
        np.array([[1.02, 0.1, 0.0], [0.0, 0.95, 0.1], [0.0, 0.0, 0.9]]),
        np.array([[0.0], [0.0], [0.3]]),
        np.diag([1.0, 0.1, 0.1]),
        0.1 * np.eye(1),
        100,
    ),
    "Branchpoint/DoubleIntegrator-v0": LinearTask(
        np.array([[1.0, _STEP], [0.0, 1.0]]),
        np.array([[0.0], [2.0 * _STEP]]),
        np.diag([1.0, 0.1]),
        0.01 * np.eye(1),
        200,
    ),
}

CONTACT = "Branchpoint/Contact-v0"
CONTACT_LIMIT = 200
RESTITUTION = 0.7
TARGET = 0.3


class _ClosedForm(gymnasium.Env[NDArray[np.float32], NDArray[np.float32]], ABC):
    """A state that is observed whole, starting uniformly in a box."""

    def __init__(self, low: Vector, high: Vector, action_dims: int) -> None:
        self.observation_space = Box(-np.inf, np.inf, (len(low),), np.float32)
        self.action_space = Box(-1.0, 1.0, (action_dims,), np.float32)
        self._low, self._high = low, high
        self.state: Vector = low

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """A state drawn uniformly from the box."""
        super().reset(seed=seed, options=options)
        self.state = self.np_random.uniform(self._low, self._high)
        return self.state.astype(np.float32), {}

    def step(
        self, action: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """One step; it never terminates."""
        before, clipped = self.state, np.clip(action, -1.0, 1.0).astype(np.float64)
        self.state = self._after(before, clipped)
        return self.state.astype(np.float32), self._reward(before, clipped), False, False, {}

    @abstractmethod
    def _after(self, state: Vector, action: Vector) -> Vector:
        """The next state."""

    @abstractmethod
    def _reward(self, state: Vector, action: Vector) -> float:
        """What the step earns."""


class LinearEnvironment(_ClosedForm):
    """A `LinearTask`, starting uniformly in [-1, 1]."""

    def __init__(self, task: LinearTask) -> None:
        ones = np.ones(len(task.state))
        super().__init__(-ones, ones, task.action.shape[1])
        self._task = task

    def _after(self, state: Vector, action: Vector) -> Vector:
        moved: Vector = self._task.state @ state + self._task.action @ action
        return moved

    def _reward(self, state: Vector, action: Vector) -> float:
        task = self._task
        return -float(state @ task.state_cost @ state + action @ task.action_cost @ action)


class ContactEnvironment(_ClosedForm):
    """A puck on a line with a wall at 0, pushed towards 0.3; position and velocity.

    At the wall the velocity turns round and shrinks to 0.7: the next state jumps with the present
    one, and a model that is smooth there is wrong by a whole bounce.
    """

    def __init__(self) -> None:
        super().__init__(np.array([0.2, -1.0]), np.array([1.5, 1.0]), 1)

    def _after(self, state: Vector, action: Vector) -> Vector:
        velocity = state[1] + 2.0 * _STEP * action[0]
        position = state[0] + _STEP * velocity
        if position < 0.0:
            position, velocity = -RESTITUTION * position, -RESTITUTION * velocity
        return np.array([position, velocity])

    def _reward(self, state: Vector, action: Vector) -> float:
        return -float((state[0] - TARGET) ** 2 + 0.1 * state[1] ** 2 + 0.01 * action[0] ** 2)


def linear_reward(task: LinearTask) -> RewardRule:
    """The task's reward as a function of batches."""
    state_cost, action_cost = map(torch.from_numpy, (task.state_cost, task.action_cost))

    def reward(obs: torch.Tensor, act: torch.Tensor, obs_next: torch.Tensor) -> torch.Tensor:
        del obs_next
        by_state = ((obs @ state_cost.to(obs)) * obs).sum(dim=1)
        return -(by_state + ((act @ action_cost.to(act)) * act).sum(dim=1))

    return reward


def contact_reward(obs: torch.Tensor, act: torch.Tensor, obs_next: torch.Tensor) -> torch.Tensor:
    """Minus squared distance to the target, 0.1 velocity^2 and 0.01 action^2, before the step."""
    del obs_next
    distance = (obs[:, 0] - TARGET).square()
    return -(distance + 0.1 * obs[:, 1].square() + 0.01 * act[:, 0].square())


def register() -> None:
    """Make the tasks known to Gymnasium."""
    for name, task in LINEAR_TASKS.items():
        gymnasium.register(
            name, partial(LinearEnvironment, task), max_episode_steps=task.episode_limit
        )
    gymnasium.register(CONTACT, partial(ContactEnvironment), max_episode_steps=CONTACT_LIMIT)
