"""Backpropagation through model, reward and policy: the pathwise gradient of version 2.0."""

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.trajectories import Trajectories, imagine
from worker.mbrl.policy.improvers.advantages import Outcomes, generalised_advantages
from worker.mbrl.policy.improvers.policy_and_value import PolicyAndValue


class Pathwise(PolicyAndValue):
    """Climbs the imagined return itself, with noise of model and policy held fixed.

    The gradient runs through all steps of a rollout, with no truncation. With a terminal value, it
    runs through that of the last state too. Source: Heess et al. 2015 (SVG); Deisenroth and
    Rasmussen 2011 (PILCO) for long rollouts without a value; the value's targets as in Hafner et
    al. 2020 (Dreamer), equation 6.
    """

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
        measured = {"policy/gradient_norm": self._step_policy(loss)}
        if self._spec.terminal_value:
            measured["policy/value_loss"] = self._fit_to(rollouts, generator)
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

    def _fit_to(self, rollouts: Trajectories, generator: Generator) -> float:
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
        targets = (advantage + value)[counts].detach()
        return self._fit_value(obs[counts], targets, 1, generator)
