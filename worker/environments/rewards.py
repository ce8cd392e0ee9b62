"""The reward of tasks whose formula is known, as a function of what was observed and done.

Those of Gymnasium's tasks repeat the reward of its 1.4 source for the default arguments, with
actions in [-1, 1]; those of our own stand beside their tasks. All are differentiable wherever the
task's own reward is.
"""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.linalg import vector_norm

from worker.environments.closed_form import (
    CONTACT,
    LINEAR_TASKS,
    contact_reward,
    linear_reward,
)
from worker.environments.pets_half_cheetah import PETS_HALF_CHEETAH
from worker.environments.termination import (
    inverted_pendulum,
    mountain_car_continuous,
)
from worker.mbrl.environment import RewardRule

Observations = Float[Tensor, "batch obs"]
Actions = Float[Tensor, "batch act"]
Rewards = Float[Tensor, " batch"]

LARGEST_TORQUE = 2.0
PUSHER_LARGEST_TORQUE = 2.0


def pendulum(obs: Observations, act: Actions, obs_next: Observations) -> Rewards:
    """Minus angle^2, 0.1 velocity^2 and 0.001 torque^2, all before the step."""
    del obs_next
    angle = torch.atan2(obs[:, 1], obs[:, 0])
    torque = LARGEST_TORQUE * act[:, 0].clamp(-1.0, 1.0)
    return -(angle.square() + 0.1 * obs[:, 2].square() + 0.001 * torque.square())


def mountain_car_continuous_reward(
    obs: Observations, act: Actions, obs_next: Observations
) -> Rewards:
    """100 at the flag, minus 0.1 force^2."""
    del obs
    return 100.0 * mountain_car_continuous(obs_next).to(act.dtype) - 0.1 * act[:, 0].square()


def inverted_pendulum_reward(obs: Observations, act: Actions, obs_next: Observations) -> Rewards:
    """1 while the pole stands."""
    del obs, act
    return 1.0 - inverted_pendulum(obs_next).to(obs_next.dtype)


def cart_pole_reward(obs: Observations, act: Actions, obs_next: Observations) -> Rewards:
    """1 at every step, the last one too."""
    del act, obs_next
    return torch.ones_like(obs[:, 0])


def reacher_reward(obs: Observations, act: Actions, obs_next: Observations) -> Rewards:
    """Minus the fingertip's distance from the target and the squared torques."""
    del obs
    distance: Tensor = vector_norm(obs_next[:, 8:10], dim=1)
    return -distance - act.square().sum(dim=1)


def pusher_reward(obs: Observations, act: Actions, obs_next: Observations) -> Rewards:
    """Minus distances of the object from goal and fingertip, and 0.1 squared torques.

    PETS's own task pays other weights and sums of absolute differences.
    """
    del obs
    fingertip, thing, goal = obs_next[:, 14:17], obs_next[:, 17:20], obs_next[:, 20:23]
    near: Tensor = vector_norm(thing - fingertip, dim=1)
    far: Tensor = vector_norm(thing - goal, dim=1)
    torques = PUSHER_LARGEST_TORQUE * act.clamp(-1.0, 1.0)
    return -(0.5 * near + far + 0.1 * torques.square().sum(dim=1))


def pets_half_cheetah_reward(obs: Observations, act: Actions, obs_next: Observations) -> Rewards:
    """Mean forward velocity over the step, minus 0.1 squared torques."""
    del obs
    return obs_next[:, 0] - 0.1 * act.square().sum(dim=1)


REWARD_RULES: dict[str, RewardRule] = {
    "Pendulum-v1": pendulum,
    "MountainCarContinuous-v0": mountain_car_continuous_reward,
    "CartPole-v1": cart_pole_reward,
    "InvertedPendulum-v5": inverted_pendulum_reward,
    "Reacher-v5": reacher_reward,
    "Pusher-v5": pusher_reward,
    PETS_HALF_CHEETAH: pets_half_cheetah_reward,
    **{name: linear_reward(task) for name, task in LINEAR_TASKS.items()},
    CONTACT: contact_reward,
}
