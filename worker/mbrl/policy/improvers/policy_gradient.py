"""Likelihood-ratio gradients: REINFORCE, an actor-critic with GAE, and PPO's clip."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from backend.spec.run import RunSpec
from worker.mbrl.diverged import Diverged
from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.trajectory_batch import TrajectoryBatch
from worker.mbrl.policy.improvers.advantages import (
    Outcomes,
    generalised_advantages,
    rewards_to_go,
)
from worker.mbrl.policy.improvers.policy_and_value import PolicyAndValue, minibatches
from worker.mbrl.policy.policy import StochasticPolicy
from worker.mbrl.policy.value_function import ValueFunction

SMALLEST_DEVIATION = 1e-8
LARGEST_LOG_RATIO = 20.0


@dataclass(frozen=True)
class Experience:
    """Steps whose order no longer matters.

    Attributes:
        obs: Observations.
        act: Actions taken.
        advantage: How much better they were than expected, deviation 1.
        target: What the value function should answer.
    """

    obs: Float[Tensor, "batch obs"]
    act: Float[Tensor, "batch act"]
    advantage: Float[Tensor, " batch"]
    target: Float[Tensor, " batch"]


class PolicyGradient(PolicyAndValue):
    """Improves a stochastic policy from what it did itself, real or imagined.

    Source: Williams 1992 (reinforce), Schulman et al. 2016 (actor_critic), 2017 (ppo). The policy
    takes one step per update, PPO several; the value function always takes several.
    """

    def __init__(
        self, spec: RunSpec, policy: StochasticPolicy, value: ValueFunction, after: AfterCutOff
    ) -> None:
        super().__init__(spec, policy, value, after)
        self._kind = spec.improver
        self._episode_limit = spec.episode_limit

    def update(self, trajectories: TrajectoryBatch, generator: Generator) -> dict[str, float]:
        """Improve the policy and the value function; what was measured on the way.

        Raises:
            Diverged: When a loss is not finite.
        """
        experience = self._experience(trajectories)
        with torch.no_grad():
            before = self.policy.log_probability(experience.obs, experience.act)
        norms: list[float] = []
        moved = 0.0
        for _ in range(self._spec.epochs):
            moved = self._epoch(experience, before, norms, generator)
            if self._kind != "ppo" or moved > self._spec.target_kl:
                break
        value_loss = self._fit_value(experience.obs, experience.target, generator)
        with torch.no_grad():
            entropy = float(self.policy.entropy(experience.obs, generator).mean())
        measured = {
            "policy/gradient_norm": sum(norms) / len(norms),
            "policy/kl": moved,
            "policy/value_loss": value_loss,
            "policy/entropy": entropy,
        }
        for key, value in measured.items():
            if not math.isfinite(value):
                raise Diverged(key)
        return measured

    def _experience(self, trajectories: TrajectoryBatch) -> Experience:
        counts = trajectories.counts
        value = self.value(trajectories.obs)
        # A critic's return has no end; that of REINFORCE ends where the task's episodes do.
        monte_carlo = self._kind == "reinforce"
        open_ended = not monte_carlo or len(trajectories.reward) < self._episode_limit
        following = self.after.worth_beyond(
            trajectories.missed_next,
            self.value(trajectories.obs_next),
            self._discount,
            open_ended=open_ended,
        )
        if monte_carlo:
            beyond = self._discount * following.where(trajectories.stops, 0.0)
            target = rewards_to_go(
                trajectories.reward + beyond, trajectories.continues, self._discount
            )
            advantage = target - value
        else:
            outcomes = Outcomes(
                trajectories.reward,
                value,
                following,
                trajectories.terminated,
                trajectories.continues,
            )
            advantage = generalised_advantages(outcomes, self._discount, self._spec.gae_lambda)
            target = advantage + value
        chosen = advantage[counts].detach()
        deviation = chosen.std(correction=0) + SMALLEST_DEVIATION
        return Experience(
            trajectories.obs[counts].detach(),
            trajectories.act[counts].detach(),
            (chosen - chosen.mean()) / deviation,
            target[counts].detach(),
        )

    def _epoch(
        self, data: Experience, before: Tensor, norms: list[float], generator: Generator
    ) -> float:
        """One pass, in minibatches for PPO and whole for the others; how far the policy moved."""
        size = self._spec.minibatch if self._kind == "ppo" else len(data.obs)
        batches = minibatches(len(data.obs), size, generator, data.obs.device)
        norms.extend(
            self._step_policy(self._loss(data, before, rows, generator)) for rows in batches
        )
        with torch.no_grad():
            change = bounded(self.policy.log_probability(data.obs, data.act) - before)
        # Schulman's estimator of the divergence: unbiased, never negative.
        return float((change.exp() - 1.0 - change).mean())

    def _loss(
        self, data: Experience, before: Tensor, rows: Tensor, generator: Generator
    ) -> Float[Tensor, ""]:
        log_probability = self.policy.log_probability(data.obs[rows], data.act[rows])
        advantage = data.advantage[rows]
        if self._kind == "ppo":
            objective = clipped_objective(
                log_probability - before[rows], advantage, self._spec.clip_ratio
            )
        else:
            objective = log_probability * advantage
        entropy = self.policy.entropy(data.obs[rows], generator)
        return -(objective + self._spec.entropy_bonus * entropy).mean()


def bounded(log_ratio: Float[Tensor, " batch"]) -> Float[Tensor, " batch"]:
    """The same, cut where its exponential would soon be infinite.

    Far outside all data the policy's mean may lie far beyond what tanh resolves; one update then
    changes the log-probability of its action there by hundreds.
    """
    return log_ratio.clamp(-LARGEST_LOG_RATIO, LARGEST_LOG_RATIO)


def clipped_objective(
    log_ratio: Float[Tensor, " batch"], advantage: Float[Tensor, " batch"], clip: float
) -> Float[Tensor, " batch"]:
    """The smaller of the plain and the clipped gain: no reward for moving further than the clip.

    Source: Schulman et al. 2017 (PPO), equation 7.
    """
    ratio = bounded(log_ratio).exp()
    return torch.minimum(ratio * advantage, ratio.clamp(1.0 - clip, 1.0 + clip) * advantage)
