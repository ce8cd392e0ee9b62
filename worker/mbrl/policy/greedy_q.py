"""The policy of DQN: the action of the highest value, now and then a random one."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.policy.policy import NetworkPolicy, one_hot

Values = Callable[[Float[Tensor, "batch obs"]], Float[Tensor, "batch act"]]


class GreedyQ(NetworkPolicy):
    """Acts on the values of a critic.

    Attributes:
        epsilon: Share of exploring actions that are random.
    """

    def __init__(self, values: Values, epsilon: Float[Tensor, ""]) -> None:
        self._values = values
        self.epsilon = epsilon

    @torch.no_grad()
    def explore(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, "batch act"]:
        """The best action, or with probability `epsilon` any of them."""
        best = self.decide(obs)
        draws = torch.rand((len(obs), best.shape[1] + 1), generator=generator, device=obs.device)
        random = one_hot(draws[:, 1:].argmax(dim=1), best.shape[1], obs.dtype)
        return random.where(draws[:, :1] < self.epsilon, best)

    @torch.no_grad()
    def decide(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """The best action."""
        values = self._values(obs)
        return one_hot(values.argmax(dim=1), values.shape[1], obs.dtype)
