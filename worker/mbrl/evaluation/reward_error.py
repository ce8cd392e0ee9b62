"""How far the predicted reward is from the real one, whichever way."""

from jaxtyping import Float
from torch import Tensor

from worker.mbrl.evaluation.open_loop import OpenLoop
from worker.mbrl.evaluation.reward_bias import reward_bias


def reward_error(along: OpenLoop) -> Float[Tensor, "start step"]:
    """Absolute difference of each step's reward, which a bias does not show where signs cancel.

    Units: reward per step.
    """
    return reward_bias(along).abs()
