"""Transitions as packed rows: observation, action, next observation, reward, terminated."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True)
class Transitions:
    """A batch of transitions; `terminated` is 1 where nothing is to be had afterwards.

    Truncation is not kept: a truncated step is an ordinary transition of the task.
    """

    obs: Float[Tensor, "batch obs"]
    action: Float[Tensor, "batch action"]
    obs_next: Float[Tensor, "batch obs"]
    reward: Float[Tensor, " batch"]
    terminated: Float[Tensor, " batch"]


@dataclass(frozen=True)
class RowFormat:
    """Where the parts of a transition lie in a row.

    Attributes:
        obs: Observation dimensions.
        action: Action dimensions.
    """

    obs: int
    action: int

    @property
    def width(self) -> int:
        """Numbers in a row."""
        return 2 * self.obs + self.action + 2

    def pack(self, transitions: Transitions) -> Float[Tensor, "batch width"]:
        """Rows of a batch."""
        scalars = torch.stack((transitions.reward, transitions.terminated), dim=1)
        return torch.cat(
            (transitions.obs, transitions.action, transitions.obs_next, scalars), dim=1
        )

    def unpack(self, rows: Float[Tensor, "batch width"]) -> Transitions:
        """Views of rows as a batch."""
        obs, action, obs_next, reward, terminated = rows.split(
            (self.obs, self.action, self.obs, 1, 1), dim=1
        )
        return Transitions(obs, action, obs_next, reward.squeeze(1), terminated.squeeze(1))


