"""What the core needs of an environment, and what it must know of one before it begins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from jaxtyping import Bool, Float
from torch import Tensor

Observation = Float[Tensor, " obs"]
TerminationRule = Callable[
    [Float[Tensor, "*batch obs"], Float[Tensor, "*batch action"], Float[Tensor, "*batch obs"]],
    Bool[Tensor, "*batch"],
]
"""From observation, action and next observation to whether the episode terminated there."""


@dataclass(frozen=True)
class Step:
    """What one real step leads to.

    Attributes:
        obs_next: The next observation, that of the ended episode where it ended.
        reward: The reward.
        terminated: The task ended: nothing is to be had after this step.
        truncated: The episode was cut off: more would have been to be had.
    """

    obs_next: Observation
    reward: float
    terminated: bool
    truncated: bool


class Environment(Protocol):
    """A real environment with vector observations and actions scaled to [-1, 1]."""

    @property
    def obs_dims(self) -> int:
        """Length of the observation."""
        ...

    @property
    def action_dims(self) -> int:
        """Length of the action."""
        ...

    def reset(self, seed: int | None) -> Observation:
        """Begin an episode; a seed makes it and the following ones repeatable."""
        ...

    def step(self, action: Float[Tensor, " action"]) -> Step:
        """Act once."""
        ...
