"""A stochastic policy over discrete actions."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from worker.mbrl.networks.stacked_mlp import StackedMlp, glorot_uniform
from worker.mbrl.policy.policy import NetworkPolicy, one_hot


class Categorical(nn.Module, NetworkPolicy):
    """One probability per action; actions are one-hot vectors.

    Attributes:
        action_dims: Actions to choose from.
    """

    def __init__(
        self, observation_dims: int, action_dims: int, hidden: Sequence[int], generator: Generator
    ) -> None:
        super().__init__()
        self.action_dims = action_dims
        sizes = (observation_dims, *hidden, action_dims)
        self.network = StackedMlp(1, sizes, "relu", glorot_uniform, generator)

    def log_probabilities(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """Log-probability of every action, nats."""
        scores: Tensor = self.network(obs.unsqueeze(0)).squeeze(0)
        return scores.log_softmax(dim=1)

    def sample(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> tuple[Float[Tensor, "batch act"], Float[Tensor, " batch"]]:
        """Actions, which carry no gradient, and their log-probabilities, which do."""
        log_probabilities = self.log_probabilities(obs)
        chosen = torch.multinomial(log_probabilities.detach().exp(), 1, generator=generator)
        act = one_hot(chosen.squeeze(1), log_probabilities.shape[1], obs.dtype)
        return act, log_probabilities.gather(1, chosen).squeeze(1)

    def log_probability(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, " batch"]:
        """Log-probabilities of given one-hot actions, nats."""
        return (self.log_probabilities(obs) * act).sum(dim=1)

    def entropy(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, " batch"]:
        """The exact entropy, nats."""
        del generator
        log_probabilities = self.log_probabilities(obs)
        return -(log_probabilities.exp() * log_probabilities).sum(dim=1)

    @torch.no_grad()
    def explore(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, "batch act"]:
        """Actions drawn from the policy."""
        return self.sample(obs, generator)[0]

    @torch.no_grad()
    def decide(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """The likeliest action."""
        scores = self.log_probabilities(obs)
        return one_hot(scores.argmax(dim=1), scores.shape[1], obs.dtype)
