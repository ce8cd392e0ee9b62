"""Soft actor-critic and REDQ: critics, a squashed Gaussian actor and a learned temperature."""

from dataclasses import dataclass
from typing import Literal, Protocol, Self

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from backend.spec.policy import PolicySpec
from worker.mbrl.networks.stacked_mlp import StackedMlp, glorot_uniform
from worker.mbrl.policy.improvers.bootstrap import bootstrapped
from worker.mbrl.policy.improvers.temperature import log_temperature
from worker.mbrl.policy.judgement import Judgement
from worker.mbrl.policy.tanh_gaussian import TanhGaussian
from worker.mbrl.replay.transitions import Transitions


@dataclass(frozen=True)
class Critics:
    """How many critics there are, and which of them make a target.

    Attributes:
        count: Networks.
        subset: Networks, drawn anew for each target, whose minimum is taken.
        actor_trusts: Whether the actor follows the smallest value of all, or their mean.
    """

    count: int
    subset: int
    actor_trusts: Literal["smallest", "mean"]

    @property
    def all_in_target(self) -> bool:
        """Whether nothing is drawn."""
        return self.count == self.subset


TWIN = Critics(2, 2, "smallest")


class Expansion(Protocol):
    """Replaces the one-step target by one that looks further through a model."""

    def target(
        self, agent: "SoftActorCritic", batch: Transitions, generator: Generator
    ) -> Float[Tensor, " batch"]:
        """What the critics should answer."""


class SoftActorCritic(nn.Module):
    """Policy improvement from batches of transitions, real or imagined.

    Source: Haarnoja et al. 2018b (two critics: SAC); Chen et al. 2021 (more: REDQ, whose actor
    follows the mean of all critics, and whose target is the minimum of a random subset).
    Departure from REDQ: the actor is updated as often as the critics.
    """

    def __init__(
        self,
        spec: PolicySpec,
        dims: tuple[int, int],
        generator: Generator,
        critics: Critics = TWIN,
        expansion: Expansion | None = None,
    ) -> None:
        super().__init__()
        observation_dims, action_dims = dims
        self.spec = spec
        self.target_entropy = (
            -float(action_dims) if spec.target_entropy == "auto" else spec.target_entropy
        )
        sizes = (observation_dims + action_dims, *spec.hidden, 1)
        self.policy = TanhGaussian(observation_dims, action_dims, spec.hidden, generator)
        self.critics = StackedMlp(critics.count, sizes, "relu", glorot_uniform, generator)
        self.targets = StackedMlp(critics.count, sizes, "relu", glorot_uniform, generator)
        self.targets.load_state_dict(self.critics.state_dict())
        self.targets.requires_grad_(requires_grad=False)
        self.log_temperature = log_temperature(spec)
        self._kinds = critics
        self._expansion = expansion

    @classmethod
    def redq(cls, spec: PolicySpec, dims: tuple[int, int], generator: Generator) -> Self:
        """With REDQ's critics."""
        return cls(spec, dims, generator, Critics(spec.critics, spec.critic_subset, "mean"))

    def losses(
        self, batch: Transitions, generator: Generator
    ) -> tuple[Float[Tensor, ""], dict[str, Float[Tensor, ""]]]:
        """The scalar whose gradient is every part's own, and the parts."""
        temperature = self.temperature
        target = self._target(batch, generator)
        values = self.critics(self._pairs(batch.obs, batch.act)).squeeze(2)
        errors = (values - target).square().mean(dim=1)
        act, log_probability = self.policy.sample(batch.obs, generator)
        # Frozen: the actor needs the critics' slope in the action and nothing else of them.
        judged = self.critics.frozen(self._pairs(batch.obs, act)).squeeze(2)
        promised = (
            judged.amin(dim=0) if self._kinds.actor_trusts == "smallest" else judged.mean(dim=0)
        )
        actor_loss = (temperature * log_probability - promised).mean()
        entropy = -log_probability.detach().mean()
        temperature_loss = self.log_temperature * (entropy - self.target_entropy)
        total = 0.5 * errors.sum() + actor_loss + temperature_loss
        return total, {
            "policy/critic_loss": errors.detach().mean(),
            "policy/actor_loss": actor_loss.detach(),
            "policy/temperature": temperature,
            "policy/entropy": entropy,
            "policy/value": values.detach().mean(),
        }

    @property
    def temperature(self) -> Float[Tensor, ""]:
        """Weight of the entropy, without gradient."""
        return self.log_temperature.detach().exp()

    @property
    def judgement(self) -> Judgement:
        """What the critics say, in the task's own rewards."""
        return Judgement(self._trusted, self._value, self._bonus)

    def _trusted(self, obs: Tensor, act: Tensor) -> Float[Tensor, " batch"]:
        judged = self.critics(self._pairs(obs, act)).squeeze(2)
        smallest = self._kinds.actor_trusts == "smallest"
        value: Tensor = judged.amin(dim=0) if smallest else judged.mean(dim=0)
        return value / self.spec.reward_scale

    def _value(self, obs: Tensor) -> Float[Tensor, " batch"]:
        return self._trusted(obs, self.policy.decide(obs))

    def _bonus(self, obs: Tensor, generator: Generator) -> Float[Tensor, " batch"]:
        _, log_probability = self.policy.sample(obs, generator)
        return -self.temperature * log_probability / self.spec.reward_scale

    @torch.no_grad()
    def move_targets(self) -> None:
        """Move the target critics towards the critics by `target_rate`."""
        self.targets.flat.lerp_(self.critics.flat, self.spec.target_rate)

    def after_real_step(self) -> None:
        """Nothing depends on it."""

    @torch.no_grad()
    def soft_values(
        self, obs: Float[Tensor, "batch obs"], generator: Generator, copies: int = 1
    ) -> tuple[Float[Tensor, "batch act"], Float[Tensor, " batch"], Float[Tensor, "critic batch"]]:
        """An action, what its entropy is worth, and its soft value by each target critic.

        Rows that are `copies` blocks of one batch act by the same noise in each block.
        """
        act, log_probability = self.policy.sample(obs, generator, copies)
        values = self.targets(self._pairs(obs, act)).squeeze(2)
        if not self._kinds.all_in_target:
            order = torch.rand(len(values), generator=generator, device=obs.device).argsort()
            values = values[order[: self._kinds.subset]]
        bonus = -self.temperature * log_probability
        return act, bonus, values + bonus

    def _target(self, batch: Transitions, generator: Generator) -> Float[Tensor, " batch"]:
        if self._expansion is not None:
            return self._expansion.target(self, batch, generator)
        soft = self.soft_values(batch.obs_next, generator)[2].amin(dim=0)
        return bootstrapped(batch.reward, batch.terminated, soft, self.spec.discount)

    def _pairs(self, obs: Tensor, act: Tensor) -> Float[Tensor, "critic batch input"]:
        return torch.cat((obs, act), dim=1).expand(self._kinds.count, -1, -1)
