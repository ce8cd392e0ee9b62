"""Whether the model promises more for a step than it really earns."""

from jaxtyping import Float
from torch import Tensor

from worker.mbrl.evaluation.open_loop import OpenLoop


def reward_bias(along: OpenLoop) -> Float[Tensor, "start step"]:
    """Expected minus real reward of each step, one curve for each start.

    The model's reward is that of its own state before the step and the action really taken, so the
    first one is the error of the reward alone. Units: reward per step.
    """
    return along.rewards - along.windows.rewards
