"""A value of states, in units of its own targets: the baseline of policy gradients."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from worker.mbrl.networks.stacked_mlp import StackedMlp, glorot_uniform

SMALLEST_SCALE = 1e-3
FOLLOW = 0.1


class ValueFunction(nn.Module):
    """A network whose answers are scaled to the mean and the deviation of the targets so far.

    Returns of tasks differ by four orders of magnitude; without units of their own a network takes
    thousands of steps to reach returns of -1,000. Source: van Hasselt et al. 2016b (Pop-Art), with
    a moving average and without the correction of the last layer.
    """

    shift: Tensor
    scale: Tensor
    fitted: Tensor

    def __init__(self, observation_dims: int, hidden: Sequence[int], generator: Generator) -> None:
        super().__init__()
        self.network = StackedMlp(
            1, (observation_dims, *hidden, 1), "relu", glorot_uniform, generator
        )
        self.register_buffer("shift", torch.zeros(()))
        self.register_buffer("scale", torch.ones(()))
        self.register_buffer("fitted", torch.zeros((), dtype=torch.bool))

    def forward(self, obs: Float[Tensor, "*batch obs"]) -> Float[Tensor, "*batch"]:
        """Values in the units of the reward; gradients for `obs`, not for the weights."""
        rows = obs.reshape(1, -1, obs.shape[-1])
        values: Tensor = self.network.frozen(rows).view(obs.shape[:-1])
        return values * self.scale + self.shift

    def loss(
        self, obs: Float[Tensor, "batch obs"], targets: Float[Tensor, " batch"]
    ) -> Float[Tensor, ""]:
        """Mean squared error in units of the targets' deviation."""
        answers: Tensor = self.network(obs.unsqueeze(0)).view(-1)
        return (answers - (targets - self.shift) / self.scale).square().mean()

    @torch.no_grad()
    def follow(self, targets: Float[Tensor, " batch"]) -> None:
        """Move the units towards those of `targets`; take them over at the first time."""
        rate = FOLLOW if bool(self.fitted) else 1.0
        self.shift.lerp_(targets.mean(), rate)
        spread = targets.std(correction=0).clamp_min(SMALLEST_SCALE)
        self.scale.lerp_(spread, rate)
        self.fitted.copy_(torch.ones_like(self.fitted))
