"""One transition as one row, so that drawing a batch is one gather."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor


@dataclass(frozen=True)
class Transitions:
    """A batch of transitions. There is no field for `truncated`: nothing may be learned from it."""

    obs: Float[Tensor, "batch obs"]
    act: Float[Tensor, "batch act"]
    obs_next: Float[Tensor, "batch obs"]
    reward: Float[Tensor, " batch"]
    terminated: Bool[Tensor, " batch"]

    @property
    def begins(self) -> Bool[Tensor, " batch"]:
        """Of transitions in the order in which they were made: whether each begins an episode.

        One that does starts elsewhere than where the one before it led; the first always does.
        """
        first = torch.ones_like(self.terminated[:1])
        return torch.cat((first, (self.obs[1:] != self.obs_next[:-1]).any(dim=1)))


@dataclass(frozen=True)
class Columns:
    """Where the parts of a transition lie in its row.

    Attributes:
        obs: Length of an observation.
        act: Length of an action.
    """

    obs: int
    act: int

    @property
    def total(self) -> int:
        """Length of a row: obs, act, obs_next, reward, terminated."""
        return 2 * self.obs + self.act + 2

    def pack(self, transitions: Transitions) -> Float[Tensor, "batch column"]:
        """One row per transition."""
        return torch.cat(
            (
                transitions.obs,
                transitions.act,
                transitions.obs_next,
                transitions.reward.unsqueeze(1),
                transitions.terminated.unsqueeze(1).to(transitions.obs.dtype),
            ),
            dim=1,
        )

    def unpack(self, rows: Float[Tensor, "batch column"]) -> Transitions:
        """Views into `rows`."""
        obs, act, obs_next, reward, terminated = torch.split(
            rows, [self.obs, self.act, self.obs, 1, 1], dim=1
        )
        return Transitions(obs, act, obs_next, reward.squeeze(1), terminated.squeeze(1) > 0.5)
