"""A model that can be stepped: the ensemble's distributions turned into next states."""

from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Bool, Float, Int
from torch import Generator, Tensor

from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble
from worker.mbrl.environment import TerminationRule


@dataclass(frozen=True)
class ImaginedStep:
    """What a model thinks that actions bring about.

    Attributes:
        obs_next: Next observations.
        reward: Rewards.
        terminated: Whether the episode ended here for good.
        valid: Whether the prediction is finite and not far outside all that was ever observed.
    """

    obs_next: Float[Tensor, "batch obs"]
    reward: Float[Tensor, " batch"]
    terminated: Bool[Tensor, " batch"]
    valid: Bool[Tensor, " batch"]


class DynamicsModel(Protocol):
    """Anything that predicts. Rollouts and diagnostics ask for nothing more."""

    def sample(
        self,
        obs: Float[Tensor, "batch obs"],
        act: Float[Tensor, "batch act"],
        generator: Generator,
    ) -> ImaginedStep:
        """One draw per row; where there are members, each row's member is drawn anew (TS1)."""

    def mean(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, "batch obs"]:
        """The expected next observation: the mean over the elites' means, without noise."""


class EnsembleModel:
    """The elites of a Gaussian ensemble, with the task's termination rule or the learned one."""

    def __init__(self, ensemble: GaussianEnsemble, termination: TerminationRule | None) -> None:
        self.ensemble = ensemble
        self.termination = termination

    @torch.no_grad()
    def sample(
        self,
        obs: Float[Tensor, "batch obs"],
        act: Float[Tensor, "batch act"],
        generator: Generator,
    ) -> ImaginedStep:
        """One draw per row, by a member drawn anew for each row.

        Rows are dealt to members in equal groups, so a branch costs one member's work and all
        groups are one matrix product.

        Source: Chua et al. 2018 (PETS), section 5, TS1.
        """
        inputs = self.ensemble.normaliser.inputs(obs, act)
        slots, groups = _deal(len(obs), len(self.ensemble.elites), generator, obs.device)
        dealt = inputs.new_zeros(groups[0] * groups[1], inputs.shape[1])
        dealt[slots] = inputs
        prediction = self.ensemble.predict_elites(dealt.view(*groups, -1))
        mean = prediction.mean.flatten(0, 1)[slots]
        deviation = prediction.log_variance.flatten(0, 1)[slots].mul(0.5).exp()
        noise = torch.randn(mean.shape, generator=generator, device=obs.device)
        raw = self.ensemble.normaliser.raw(mean + deviation * noise)
        reached = torch.cat((obs + raw[:, :-1], raw[:, -1:]), dim=1)
        logit = prediction.termination_logit
        dealt_logit = None if logit is None else logit.flatten()[slots]
        return self._step(reached, dealt_logit, generator)

    @torch.no_grad()
    def mean(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, "batch obs"]:
        """The mean over the elites' means."""
        inputs = self.ensemble.normaliser.inputs(obs, act)
        prediction = self.ensemble.predict_elites(inputs.expand(len(self.ensemble.elites), -1, -1))
        return obs + self.ensemble.normaliser.raw(prediction.mean.mean(dim=0))[:, :-1]

    def _step(self, reached: Tensor, logit: Tensor | None, generator: Generator) -> ImaginedStep:
        normaliser = self.ensemble.normaliser
        # A NaN fails both comparisons, an infinity one of them.
        valid = ((reached >= normaliser.low) & (reached <= normaliser.high)).all(dim=1)
        obs_next, reward = reached[:, :-1], reached[:, -1]
        if self.termination is not None:
            return ImaginedStep(obs_next, reward, self.termination(obs_next), valid)
        if logit is None:
            raise ValueError("the ensemble has no termination head, and no rule was given")
        draws = torch.rand(logit.shape, generator=generator, device=logit.device)
        return ImaginedStep(obs_next, reward, draws < logit.sigmoid(), valid)


def _deal(
    rows: int, members: int, generator: Generator, device: torch.device
) -> tuple[Int[Tensor, " batch"], tuple[int, int]]:
    """A random slot for every row among `members` groups of equal size, and the groups' shape."""
    size = -(-rows // members)
    slots = torch.randperm(members * size, generator=generator, device=device)[:rows]
    return slots, (members, size)
