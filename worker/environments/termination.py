"""When each task ends for good, as a function of the observation that was reached.

Each rule repeats the `terminated` of Gymnasium 1.4's source for the default arguments. Two see
less than the simulator does: Hopper's observation clips velocities at 10, so its limit of 100 on
them cannot be seen; and InvertedDoublePendulum tests the height of its tip as of the simulator's
last internal step, which differs from the observation's by less than a millimetre or so.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from worker.environments.closed_form import CONTACT, LINEAR_TASKS
from worker.environments.pets_half_cheetah import PETS_HALF_CHEETAH
from worker.mbrl.environment import TerminationRule

Observations = Float[Tensor, "batch obs"]
Ended = Bool[Tensor, " batch"]


def never(obs: Observations) -> Ended:
    """The task has no terminal state."""
    return obs.new_zeros(len(obs), dtype=torch.bool)


def hopper(obs: Observations) -> Ended:
    """Height at most 0.7, torso angle beyond 0.2 rad, or any other coordinate beyond 100."""
    healthy = (obs[:, 0] > 0.7) & (obs[:, 1].abs() < 0.2) & (obs[:, 1:].abs() < 100.0).all(dim=1)
    return ~healthy


def walker2d(obs: Observations) -> Ended:
    """Height outside (0.8, 2.0), or torso angle beyond 1 rad."""
    return ~((obs[:, 0] > 0.8) & (obs[:, 0] < 2.0) & (obs[:, 1].abs() < 1.0))


def ant(obs: Observations) -> Ended:
    """Height outside [0.2, 1.0], or a coordinate that is not finite."""
    healthy = (obs[:, 0] >= 0.2) & (obs[:, 0] <= 1.0) & obs.isfinite().all(dim=1)
    return ~healthy


def humanoid(obs: Observations) -> Ended:
    """Height outside (1.0, 2.0)."""
    return ~((obs[:, 0] > 1.0) & (obs[:, 0] < 2.0))


def inverted_pendulum(obs: Observations) -> Ended:
    """Pole angle beyond 0.2 rad, or a coordinate that is not finite."""
    return (obs[:, 1].abs() > 0.2) | ~obs.isfinite().all(dim=1)


def inverted_double_pendulum(obs: Observations) -> Ended:
    """Tip at most 1 above the cart; two poles of 0.6, the second angle relative to the first."""
    sine_1, sine_2, cosine_1, cosine_2 = obs[:, 1], obs[:, 2], obs[:, 3], obs[:, 4]
    height = 0.6 * (cosine_1 + cosine_1 * cosine_2 - sine_1 * sine_2)
    return height <= 1.0


def mountain_car_continuous(obs: Observations) -> Ended:
    """At the flag, position 0.45, and not rolling back."""
    return (obs[:, 0] >= 0.45) & (obs[:, 1] >= 0.0)


def mountain_car(obs: Observations) -> Ended:
    """At the flag, position 0.5, and not rolling back."""
    return (obs[:, 0] >= 0.5) & (obs[:, 1] >= 0.0)


def cart_pole(obs: Observations) -> Ended:
    """Cart beyond 2.4, or pole beyond 12 degrees."""
    return (obs[:, 0].abs() > 2.4) | (obs[:, 2].abs() > 12.0 * 2.0 * torch.pi / 360.0)


def acrobot(obs: Observations) -> Ended:
    """Tip more than 1 above the joint; cosine and sine of each angle, the second relative."""
    cosine_1, sine_1, cosine_2, sine_2 = obs[:, 0], obs[:, 1], obs[:, 2], obs[:, 3]
    return -cosine_1 - (cosine_1 * cosine_2 - sine_1 * sine_2) > 1.0


TERMINATION_RULES: dict[str, TerminationRule] = {
    "Pendulum-v1": never,
    "MountainCarContinuous-v0": mountain_car_continuous,
    "CartPole-v1": cart_pole,
    "MountainCar-v0": mountain_car,
    "Acrobot-v1": acrobot,
    "InvertedPendulum-v5": inverted_pendulum,
    "InvertedDoublePendulum-v5": inverted_double_pendulum,
    "Reacher-v5": never,
    "Pusher-v5": never,
    "Swimmer-v5": never,
    "Hopper-v5": hopper,
    "HalfCheetah-v5": never,
    "Walker2d-v5": walker2d,
    "Ant-v5": ant,
    "Humanoid-v5": humanoid,
    "HumanoidStandup-v5": never,
    PETS_HALF_CHEETAH: never,
    **dict.fromkeys(LINEAR_TASKS, never),
    CONTACT: never,
}
