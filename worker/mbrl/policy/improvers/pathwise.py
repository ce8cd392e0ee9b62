"""Backpropagation through model, reward and policy: the pathwise gradient of version 2.0."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from backend.spec.run import RunSpec
from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.trajectory_batch import TrajectoryBatch, imagine
from worker.mbrl.networks.adam import Adam
from worker.mbrl.policy.improvers.advantages import Outcomes, generalised_advantages
from worker.mbrl.policy.improvers.policy_and_value import PolicyAndValue
from worker.mbrl.policy.improvers.temperature import log_temperature
from worker.mbrl.policy.policy import StochasticPolicy
from worker.mbrl.policy.value_function import ValueFunction


class Pathwise(PolicyAndValue):
    """Climbs the imagined return itself, with noise of model and policy held fixed.

    The gradient runs through all steps of a rollout, with no truncation. With a terminal value, it
    runs through that of the last state too. The return includes the policy's entropy, weighted by a
    learned temperature: a squashed policy that nothing keeps from its edges soon stands at them,
    where no gradient is left. Source: Heess et al. 2015 (SVG); Amos et al. 2021 (SAC-SVG), section
    4, for the entropy; Deisenroth and Rasmussen 2011 (PILCO) for long rollouts without a value.
    Departure: the value is that of the rewards alone, fitted to the returns of the imagined
    rollouts as in Hafner et al. 2020 (Dreamer), equation 6, where SAC-SVG learns a soft one from
    real transitions.
    """

    def __init__(
        self, spec: RunSpec, policy: StochasticPolicy, value: ValueFunction, after: AfterCutOff
    ) -> None:
        super().__init__(spec, policy, value, after)
        wanted = spec.policy.target_entropy
        self._target_entropy = -float(policy.action_dims) if wanted == "auto" else wanted
        self._log_temperature = log_temperature(spec.policy, value.shift)
        self._temperature_optimiser = Adam([self._log_temperature], spec.gradient.learning_rate)

    def update(
        self,
        model: DynamicsModel,
        starts: Float[Tensor, "batch obs"],
        length: int,
        generator: Generator,
    ) -> tuple[TrajectoryBatch, dict[str, float]]:
        """One step up the gradient; the rollouts, and what was measured on the way.

        A gradient that is not finite moves nothing, and its norm says so.
        """
        surprises: list[Tensor] = []

        def act_at(obs: Tensor) -> Tensor:
            act, log_probability = self.policy.sample(obs, generator)
            surprises.append(-log_probability)
            return act

        rollouts = imagine(model, act_at, starts, length, generator)
        surprise = torch.stack(surprises)
        temperature = self._log_temperature.detach().exp()
        loss = -self.objective(rollouts, temperature * surprise).mean()
        measured = {
            "policy/gradient_norm": self._step_policy(loss),
            "policy/temperature": float(temperature),
            "policy/entropy": self._tune_temperature(surprise.detach()[rollouts.counts].mean()),
        }
        if self._spec.terminal_value:
            measured["policy/value_loss"] = self._fit_to(rollouts, generator)
        return rollouts, measured

    def objective(
        self, rollouts: TrajectoryBatch, bonus: Float[Tensor, "step batch"]
    ) -> Float[Tensor, " batch"]:
        """Discounted return of each rollout, with a bonus at each step.

        The value of a rollout's last state is part of it where the spec asks for it, and what
        stands for the steps that a rollout missed always is.
        """
        reward = rollouts.reward
        steps = torch.arange(len(reward), device=reward.device, dtype=reward.dtype)
        weights = (self._discount**steps).unsqueeze(1)
        earned = (reward + bonus).where(rollouts.counts, 0.0)
        gained: Tensor = (weights * earned).sum(dim=0)
        following = self._following(rollouts).where(rollouts.stops, 0.0)
        beyond: Tensor = (self._discount * weights * following).sum(dim=0)
        return gained + beyond

    def _following(self, rollouts: TrajectoryBatch) -> Float[Tensor, "step batch"]:
        values = self.value(rollouts.obs_next) if self._spec.terminal_value else None
        return self.after.worth_beyond(
            rollouts.missed_next, values, self._discount, open_ended=self._spec.terminal_value
        )

    def _tune_temperature(self, entropy: Float[Tensor, ""]) -> float:
        """Move the temperature, unless it is fixed, so that the entropy comes to its target.

        Returns: the entropy.
        """
        if not self._log_temperature.requires_grad:
            return float(entropy)
        loss = self._log_temperature * (entropy - self._target_entropy)
        self._temperature_optimiser.zero_grad()
        torch.autograd.backward(loss)
        if bool(loss.isfinite()):
            self._temperature_optimiser.step()
        return float(entropy)

    def _fit_to(self, rollouts: TrajectoryBatch, generator: Generator) -> float:
        counts = rollouts.counts
        obs = rollouts.obs.detach()
        value = self.value(obs)
        outcomes = Outcomes(
            rollouts.reward.detach(),
            value,
            self._following(rollouts).detach(),
            rollouts.terminated,
            rollouts.continues,
        )
        advantage = generalised_advantages(outcomes, self._discount, self._spec.gae_lambda)
        targets = (advantage + value)[counts].detach()
        return self._fit_value(obs[counts], targets, generator)

    def state_dict(self) -> dict[str, Any]:
        """Those of the policy and the value, and the temperature."""
        return {
            **super().state_dict(),
            "log_temperature": self._log_temperature.detach(),
            "temperature_optimiser": self._temperature_optimiser.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        super().load_state_dict(state)
        with torch.no_grad():
            self._log_temperature.copy_(state["log_temperature"])
        self._temperature_optimiser.load_state_dict(state["temperature_optimiser"])
