"""What a policy must answer, whether it is a network or a planner."""

from typing import Protocol

from jaxtyping import Float
from torch import Generator, Tensor


class Policy(Protocol):
    """Chooses actions in [-1, 1], for a batch of observations at once."""

    def explore(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, "batch act"]:
        """Actions as taken to gather data, exploration noise included."""

    def decide(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """Actions as taken when the policy is measured: no noise."""
