"""What a policy must answer, whether it is a network or a planner."""

from collections.abc import Iterator
from typing import Any, Protocol

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor, nn

from backend.spec.environments import ActionKind


def one_hot(
    chosen: Int[Tensor, "*batch"], actions: int, dtype: torch.dtype
) -> Float[Tensor, "*batch act"]:
    """Discrete actions as the core sees them: 1 at the action's place, 0 elsewhere."""
    return torch.nn.functional.one_hot(chosen, actions).to(dtype)


class Acting(Protocol):
    """Acts in several episodes side by side, from their beginning to their end."""

    def __call__(
        self, obs: Float[Tensor, "batch obs"], episodes: Int[Tensor, " batch"]
    ) -> Float[Tensor, "batch act"]:
        """Actions for those of the episodes that still go on, named by their place."""

    def state_dict(self) -> dict[str, Any]:
        """What it remembers of its episodes."""

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Remember that instead."""


class Policy(Protocol):
    """Chooses actions for a batch of observations: in [-1, 1], or one-hot where discrete."""

    def explore(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, "batch act"]:
        """Actions as taken to gather data, exploration noise included."""

    def decide(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """Actions as taken when the policy is measured: no noise."""

    def acting(self, episodes: int, generator: Generator | None) -> Acting:
        """A way to act in so many new episodes: exploring by `generator`, deciding without one."""


class StochasticPolicy(Policy, Protocol):
    """A policy with a density: what gradients of expected returns are taken of.

    Attributes:
        action_dims: Length of an action.
    """

    action_dims: int

    def sample(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> tuple[Float[Tensor, "batch act"], Float[Tensor, " batch"]]:
        """Actions and their log-probabilities, nats; reparameterised where actions are."""

    def log_probability(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, " batch"]:
        """Log-probabilities of given actions, nats."""

    def entropy(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, " batch"]:
        """Entropy at each observation, nats; exact or an unbiased draw, differentiable."""

    def parameters(self) -> Iterator[nn.Parameter]:
        """What is learned."""

    def state_dict(self) -> dict[str, Any]:
        """All weights."""

    def load_state_dict(self, state_dict: dict[str, Any]) -> object:
        """Replace them."""


class Memoryless:
    """Acting by the present observation alone: all that a network needs."""

    def __init__(self, policy: Policy, generator: Generator | None) -> None:
        self._policy = policy
        self._generator = generator

    def __call__(
        self, obs: Float[Tensor, "batch obs"], episodes: Int[Tensor, " batch"]
    ) -> Float[Tensor, "batch act"]:
        """What the policy does at these observations."""
        del episodes
        if self._generator is None:
            return self._policy.decide(obs)
        return self._policy.explore(obs, self._generator)

    def state_dict(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Nothing."""


class NetworkPolicy:
    """Base of policies without memory."""

    def acting(self: Policy, episodes: int, generator: Generator | None) -> Memoryless:
        """Acts by the present observation alone, in any number of episodes."""
        del episodes
        return Memoryless(self, generator)


class RandomPolicy(NetworkPolicy):
    """Uniformly random actions: what fills D before anything was learned."""

    def __init__(
        self, action_dims: int, generator: Generator, actions: ActionKind = "continuous"
    ) -> None:
        self._dims = action_dims
        self._generator = generator
        self._actions = actions

    def explore(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, "batch act"]:
        """Uniform in [-1, 1], or any of the actions."""
        draws = torch.rand((len(obs), self._dims), generator=generator, device=obs.device)
        if self._actions == "discrete":
            return one_hot(draws.argmax(dim=1), self._dims, obs.dtype)
        return 2.0 * draws - 1.0

    def decide(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """The same: there is no better guess to be had."""
        return self.explore(obs, self._generator)
