"""Units of the model: inputs and targets with mean 0 and deviation 1 over D."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from worker.mbrl.replay.transitions import Transitions

SMALLEST_DEVIATION = 1e-6
FAR_RANGES = 10.0
FAR_FLOOR = 1.0


class Normaliser(nn.Module):
    """Statistics of D that the model computes in, refitted with it.

    Every column is scaled on its own, and the reward is a column of the targets like any other: a
    reward of thousands cannot drown the state, nor a tiny one be ignored. (MBPO's published code
    leaves the targets in raw units.)
    """

    input_mean: Tensor
    input_scale: Tensor
    target_mean: Tensor
    target_scale: Tensor
    low: Tensor
    high: Tensor

    def __init__(self, observation_dims: int, action_dims: int, *, absolute: bool = False) -> None:
        super().__init__()
        self.absolute = absolute
        inputs, targets = observation_dims + action_dims, observation_dims + 1
        self.register_buffer("input_mean", torch.zeros(inputs))
        self.register_buffer("input_scale", torch.ones(inputs))
        self.register_buffer("target_mean", torch.zeros(targets))
        self.register_buffer("target_scale", torch.ones(targets))
        self.register_buffer("low", torch.full((targets,), -torch.inf))
        self.register_buffer("high", torch.full((targets,), torch.inf))

    @property
    def observation_scale(self) -> Float[Tensor, " obs"]:
        """Deviation of each observation dimension over D."""
        return self.input_scale[: len(self.target_mean) - 1]

    def refit(self, data: Transitions) -> None:
        """Take the statistics of `data`."""
        inputs = torch.cat((data.obs, data.act), dim=1)
        targets = self._raw_targets(data)
        deviation = inputs.std(dim=0, correction=0)
        self.input_mean.copy_(inputs.mean(dim=0))
        # A constant input stays as it is: dividing by nearly nothing would turn its first change
        # into an enormous number. A constant target is predicted as its constant.
        self.input_scale.copy_(deviation.where(deviation > SMALLEST_DEVIATION, 1.0))
        self.target_mean.copy_(targets.mean(dim=0))
        self.target_scale.copy_(targets.std(dim=0, correction=0).clamp_min(SMALLEST_DEVIATION))
        reached = torch.cat((data.obs_next, data.reward.unsqueeze(1)), dim=1)
        low, high = reached.amin(dim=0), reached.amax(dim=0)
        margin = FAR_RANGES * (high - low) + FAR_FLOOR
        self.low.copy_(low - margin)
        self.high.copy_(high + margin)

    def inputs(
        self, obs: Float[Tensor, "*any batch obs"], act: Float[Tensor, "*any batch act"]
    ) -> Float[Tensor, "*any batch input"]:
        """What the networks receive."""
        return (torch.cat((obs, act), dim=-1) - self.input_mean) / self.input_scale

    def targets(self, data: Transitions) -> Float[Tensor, "batch out"]:
        """What the networks should answer."""
        return (self._raw_targets(data) - self.target_mean) / self.target_scale

    def reached(
        self, obs: Float[Tensor, "*any batch obs"], outputs: Float[Tensor, "*any batch out"]
    ) -> Float[Tensor, "*any batch out"]:
        """The next observation and the reward that the networks' answers mean."""
        raw = outputs * self.target_scale + self.target_mean
        if self.absolute:
            return raw
        before = torch.cat((obs, torch.zeros_like(obs[..., :1])), dim=-1)
        return before + raw

    def _raw_targets(self, data: Transitions) -> Float[Tensor, "batch out"]:
        """The observation's change, or what it became, then the reward, in units of the task."""
        reached = data.obs_next if self.absolute else data.obs_next - data.obs
        return torch.cat((reached, data.reward.unsqueeze(1)), dim=1)
