"""Soft actor-critic for discrete actions: expectations over actions are sums, not draws."""

import math

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from backend.spec.policy import PolicySpec
from worker.mbrl.networks.stacked_mlp import StackedMlp, glorot_uniform
from worker.mbrl.policy.categorical import Categorical
from worker.mbrl.policy.improvers.bootstrap import bootstrapped
from worker.mbrl.policy.improvers.temperature import log_temperature
from worker.mbrl.replay.transitions import Transitions

# Share of the largest possible entropy that `auto` asks for: our choice. Christodoulou takes 0.98,
# which is nearly uniform.
TARGET_SHARE = 0.3


class DiscreteSoftActorCritic(nn.Module):
    """Twin critics with one value per action, a categorical actor and a learned temperature.

    Source: Christodoulou 2019. Departure: the automatic target entropy (`TARGET_SHARE`).
    """

    def __init__(self, spec: PolicySpec, dims: tuple[int, int], generator: Generator) -> None:
        super().__init__()
        observation_dims, actions = dims
        self.spec = spec
        self.target_entropy = (
            TARGET_SHARE * math.log(actions)
            if spec.target_entropy == "auto"
            else spec.target_entropy
        )
        sizes = (observation_dims, *spec.hidden, actions)
        self.policy = Categorical(observation_dims, actions, spec.hidden, generator)
        self.critics = StackedMlp(2, sizes, "relu", glorot_uniform, generator)
        self.targets = StackedMlp(2, sizes, "relu", glorot_uniform, generator)
        self.targets.load_state_dict(self.critics.state_dict())
        self.targets.requires_grad_(requires_grad=False)
        self.log_temperature = log_temperature(spec)

    def losses(
        self, batch: Transitions, generator: Generator
    ) -> tuple[Float[Tensor, ""], dict[str, Float[Tensor, ""]]]:
        """The scalar whose gradient is every part's own, and the parts."""
        del generator
        temperature = self.log_temperature.detach().exp()
        target = self._target(batch, temperature)
        judged = self.critics(batch.obs.expand(2, -1, -1))
        values = (judged * batch.act).sum(dim=2)
        errors = (values - target).square().mean(dim=1)
        log_probabilities = self.policy.log_probabilities(batch.obs)
        probabilities = log_probabilities.exp()
        promised = judged.detach().amin(dim=0)
        actor_loss = (probabilities * (temperature * log_probabilities - promised)).sum(dim=1)
        entropy = -(probabilities * log_probabilities).sum(dim=1).detach().mean()
        temperature_loss = self.log_temperature * (entropy - self.target_entropy)
        total = 0.5 * errors.sum() + actor_loss.mean() + temperature_loss
        return total, {
            "policy/critic_loss": errors.detach().mean(),
            "policy/actor_loss": actor_loss.detach().mean(),
            "policy/temperature": temperature,
            "policy/entropy": entropy,
            "policy/value": values.detach().mean(),
        }

    @torch.no_grad()
    def move_targets(self) -> None:
        """Move the target critics towards the critics by `target_rate`."""
        self.targets.flat.lerp_(self.critics.flat, self.spec.target_rate)

    def after_real_step(self) -> None:
        """Nothing depends on it."""

    @torch.no_grad()
    def _target(self, batch: Transitions, temperature: Tensor) -> Float[Tensor, " batch"]:
        log_probabilities = self.policy.log_probabilities(batch.obs_next)
        values = self.targets(batch.obs_next.expand(2, -1, -1)).amin(dim=0)
        soft = (log_probabilities.exp() * (values - temperature * log_probabilities)).sum(dim=1)
        return bootstrapped(batch.reward, batch.terminated, soft, self.spec.discount)
