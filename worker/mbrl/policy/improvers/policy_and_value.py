"""A policy and its value function, each with its optimiser."""

import math
from typing import Any

import torch
from jaxtyping import Float
from torch import Generator, Tensor
from torch.nn.utils import clip_grad_norm_

from backend.spec.run import RunSpec
from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.networks.adam import Adam
from worker.mbrl.policy.policy import StochasticPolicy
from worker.mbrl.policy.value_function import ValueFunction


class PolicyAndValue:
    """Base of the improvers that climb a gradient of the return.

    Attributes:
        policy: The policy.
        value: The value function.
        after: What stands for the steps that a rollout misses when it is cut off.
    """

    def __init__(
        self, spec: RunSpec, policy: StochasticPolicy, value: ValueFunction, after: AfterCutOff
    ) -> None:
        self.policy = policy
        self.value = value
        self.after = after
        self._spec = spec.gradient
        self._discount = spec.policy.discount
        rate = spec.gradient.learning_rate
        self._policy_optimiser = Adam(policy.parameters(), rate)
        self._value_optimiser = Adam(value.parameters(), rate)

    def _step_policy(self, loss: Float[Tensor, ""]) -> float:
        """One clipped step of the policy; the norm before clipping.

        A gradient that is not finite moves nothing, and its norm says so.
        """
        self._policy_optimiser.zero_grad()
        torch.autograd.backward(loss)
        limit = math.inf if self._spec.clip_norm is None else self._spec.clip_norm
        norm = float(clip_grad_norm_(list(self.policy.parameters()), limit))
        if math.isfinite(norm):
            self._policy_optimiser.step()
        return norm

    def _fit_value(
        self,
        obs: Float[Tensor, "batch obs"],
        targets: Float[Tensor, " batch"],
        generator: Generator,
    ) -> float:
        """Move the value function towards the targets in several passes; its last loss."""
        self.value.follow(targets)
        loss = targets.new_zeros(())
        for _ in range(self._spec.epochs):
            for rows in minibatches(len(obs), self._spec.minibatch, generator, obs.device):
                loss = self.value.loss(obs[rows], targets[rows])
                self._value_optimiser.zero_grad()
                torch.autograd.backward(loss)
                self._value_optimiser.step()
        return float(loss.detach())

    def state_dict(self) -> dict[str, Any]:
        """Weights and the optimisers' moments."""
        return {
            "policy": dict(self.policy.state_dict()),
            "value": dict(self.value.state_dict()),
            "policy_optimiser": self._policy_optimiser.state_dict(),
            "value_optimiser": self._value_optimiser.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        self.policy.load_state_dict(state["policy"])
        self.value.load_state_dict(state["value"])
        self._policy_optimiser.load_state_dict(state["policy_optimiser"])
        self._value_optimiser.load_state_dict(state["value_optimiser"])


def minibatches(
    count: int, size: int, generator: Generator, device: torch.device
) -> tuple[Tensor, ...]:
    """All rows in random order, so many at a time."""
    order = torch.randperm(count, generator=generator, device=device)
    return torch.split(order, size)
