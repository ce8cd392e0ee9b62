"""Backpropagation through model, reward and policy: the pathwise gradient of version 2.0."""

import math
from typing import Any

import torch
from jaxtyping import Float
from torch import Generator, Tensor
from torch.nn.utils import clip_grad_norm_

from backend.spec.run import RunSpec
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.trajectories import Trajectories, imagine
from worker.mbrl.policy.improvers.advantages import Outcomes, generalised_advantages
from worker.mbrl.policy.policy import StochasticPolicy
from worker.mbrl.policy.value_function import ValueFunction


class Pathwise:
    """Climbs the imagined return itself, with noise of model and policy held fixed.

    The gradient runs through all steps of a rollout, with no truncation. With a terminal value, it
    runs through that of the last state too. Source: Heess et al. 2015 (SVG); Deisenroth and
    Rasmussen 2011 (PILCO) for long rollouts without a value; the value's targets as in Hafner et
    al. 2020 (Dreamer), equation 6.
    """

    def __init__(self, spec: RunSpec, policy: StochasticPolicy, value: ValueFunction) -> None:
        self.policy = policy
        self.value = value
        self._spec = spec.gradient
        self._discount = spec.policy.discount
        rate = spec.gradient.learning_rate
        self._policy_optimiser = torch.optim.Adam(policy.parameters(), lr=rate)
        self._value_optimiser = torch.optim.Adam(value.parameters(), lr=rate)

    def update(
        self,
        model: DynamicsModel,
        starts: Float[Tensor, "batch obs"],
        length: int,
        generator: Generator,
    ) -> tuple[Trajectories, dict[str, float]]:
        """One step up the gradient; the rollouts, and what was measured on the way.

        A gradient that is not finite moves nothing, and its norm says so.
        """
        rollouts = imagine(
            model, lambda obs: self.policy.sample(obs, generator)[0], starts, length, generator
        )
        loss = -self.objective(rollouts).mean()
        self._policy_optimiser.zero_grad()
        torch.autograd.backward(loss)
        limit = math.inf if self._spec.clip_norm is None else self._spec.clip_norm
        norm = float(clip_grad_norm_(list(self.policy.parameters()), limit))
        if math.isfinite(norm):
            self._policy_optimiser.step()
        measured = {"policy/gradient_norm": norm}
        if self._spec.terminal_value:
            measured["policy/value_loss"] = self._fit_value(rollouts, generator)
        with torch.no_grad():
            measured["policy/entropy"] = float(self.policy.entropy(starts, generator).mean())
        return rollouts, measured

    def objective(self, rollouts: Trajectories) -> Float[Tensor, " batch"]:
        """Discounted return of each rollout, with the value of its last state where asked for."""
        steps = torch.arange(len(rollouts.reward), device=rollouts.reward.device)
        weights = (self._discount**steps).unsqueeze(1)
        gained: Tensor = (weights * rollouts.reward.where(rollouts.counts, 0.0)).sum(dim=0)
        if not self._spec.terminal_value:
            return gained
        last = rollouts.counts & ~rollouts.continues & ~rollouts.terminated
        values = self.value(rollouts.obs_next)
        last_values: Tensor = (self._discount * weights * values.where(last, 0.0)).sum(dim=0)
        return gained + last_values

    def _fit_value(self, rollouts: Trajectories, generator: Generator) -> float:
        counts = rollouts.counts
        obs = rollouts.obs.detach()
        value = self.value(obs)
        outcomes = Outcomes(
            rollouts.reward.detach(),
            value,
            self.value(rollouts.obs_next.detach()),
            rollouts.terminated,
            rollouts.continues,
        )
        advantage = generalised_advantages(outcomes, self._discount, self._spec.gae_lambda)
        flat, targets = obs[counts], (advantage + value)[counts].detach()
        self.value.follow(targets)
        loss = targets.new_zeros(())
        order = torch.randperm(len(flat), generator=generator, device=flat.device)
        for rows in torch.split(order, self._spec.minibatch):
            loss = self.value.loss(flat[rows], targets[rows])
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
