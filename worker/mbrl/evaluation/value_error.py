"""What the model's errors are worth: in the value of the states that it reaches."""

import torch
from jaxtyping import Float
from torch import Tensor

from worker.mbrl.evaluation.open_loop import OpenLoop
from worker.mbrl.policy.judgement import StateValue


@torch.no_grad()
def value_error(along: OpenLoop, value: StateValue) -> Float[Tensor, "start step"]:
    """|V(s^_h) - V(s_h)|, by the run's own critic. Units: discounted reward.

    Source: after value-aware model learning (Farahmand et al. 2017), here measured and not
    minimised, along real actions.
    """
    real = along.windows.obs[:, 1:]
    starts, steps, _ = real.shape
    apart = value(along.obs.flatten(0, 1)) - value(real.flatten(0, 1))
    return apart.abs().view(starts, steps)
