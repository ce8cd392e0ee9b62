"""Soft actor-critic: twin critics, a squashed Gaussian actor and a learned temperature."""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Generator, Tensor, nn

from backend.spec.policy import PolicySpec
from worker.mbrl.diverged import Diverged
from worker.mbrl.networks.stacked_mlp import StackedMlp, glorot_uniform
from worker.mbrl.policy.tanh_gaussian import TanhGaussian
from worker.mbrl.replay.transitions import Transitions


@dataclass(frozen=True)
class UpdateParts:
    """Named parts of one update, or their means over several.

    Attributes:
        critic_loss: Mean squared soft Bellman error of the twin critics.
        actor_loss: Temperature times log-probability minus the smaller critic.
        temperature: Weight of the entropy.
        entropy: Minus the mean log-probability of the policy's own actions, nats.
        value: Mean critic value on the batch.
    """

    critic_loss: Tensor
    actor_loss: Tensor
    temperature: Tensor
    entropy: Tensor
    value: Tensor

    def stacked(self) -> Float[Tensor, " part"]:
        """The parts in the order of the fields."""
        return torch.stack(
            (self.critic_loss, self.actor_loss, self.temperature, self.entropy, self.value)
        )


def bootstrapped(
    reward: Float[Tensor, " batch"],
    terminated: Bool[Tensor, " batch"],
    value_next: Float[Tensor, " batch"],
    discount: float,
) -> Float[Tensor, " batch"]:
    """Reward plus the discounted value of what follows; the reward alone where the task ended.

    There is no argument for `truncated` and none for the end of an imagined rollout: both are
    moments at which we stopped looking, and the value goes on.
    """
    return reward + discount * value_next.masked_fill(terminated, 0.0)


class SoftActorCritic(nn.Module):
    """Policy improvement from batches of transitions, real or imagined.

    Source: Haarnoja et al. 2018b. One optimiser steps critics, actor and temperature together,
    each by its own loss at the weights before the step, as the authors' code does.
    """

    def __init__(
        self, spec: PolicySpec, observation_dims: int, action_dims: int, generator: Generator
    ) -> None:
        super().__init__()
        self.spec = spec
        self.target_entropy = (
            -float(action_dims) if spec.target_entropy == "auto" else spec.target_entropy
        )
        sizes = (observation_dims + action_dims, *spec.hidden, 1)
        self.policy = TanhGaussian(observation_dims, action_dims, spec.hidden, generator)
        self.critics = StackedMlp(2, sizes, "relu", glorot_uniform, generator)
        self.targets = StackedMlp(2, sizes, "relu", glorot_uniform, generator)
        self.targets.load_state_dict(self.critics.state_dict())
        self.targets.requires_grad_(requires_grad=False)
        self.log_temperature = nn.Parameter(torch.zeros(()))

    def optimiser(self) -> torch.optim.Adam:
        """A new optimiser of all that is learned here. Made after the move to a device."""
        learned = [parameter for parameter in self.parameters() if parameter.requires_grad]
        return torch.optim.Adam(learned, lr=self.spec.learning_rate, fused=True)

    def losses(
        self, batch: Transitions, generator: Generator
    ) -> tuple[Float[Tensor, ""], UpdateParts]:
        """The scalar whose gradient is every part's own, and the parts."""
        temperature = self.log_temperature.detach().exp()
        target = self._target(batch, temperature, generator)
        values = self.critics(_pairs(batch.obs, batch.act)).squeeze(2)
        errors = (values - target).square().mean(dim=1)
        act, log_probability = self.policy.sample(batch.obs, generator)
        # Frozen: the actor needs the critics' slope in the action and nothing else of them.
        promised = self.critics.frozen(_pairs(batch.obs, act)).squeeze(2).amin(dim=0)
        actor_loss = (temperature * log_probability - promised).mean()
        entropy = -log_probability.detach().mean()
        temperature_loss = self.log_temperature * (entropy - self.target_entropy)
        total = 0.5 * errors.sum() + actor_loss + temperature_loss
        return total, UpdateParts(
            errors.detach().mean(),
            actor_loss.detach(),
            temperature,
            entropy,
            values.detach().mean(),
        )

    @torch.no_grad()
    def move_targets(self) -> None:
        """Move the target critics towards the critics by `target_rate`."""
        self.targets.flat.lerp_(self.critics.flat, self.spec.target_rate)

    @torch.no_grad()
    def _target(
        self, batch: Transitions, temperature: Tensor, generator: Generator
    ) -> Float[Tensor, " batch"]:
        act_next, log_probability = self.policy.sample(batch.obs_next, generator)
        values = self.targets(_pairs(batch.obs_next, act_next)).squeeze(2).amin(dim=0)
        soft = values - temperature * log_probability
        return bootstrapped(batch.reward, batch.terminated, soft, self.spec.discount)


class SoftActorCriticUpdates:
    """Applies updates and remembers their parts until they are asked for."""

    def __init__(self, agent: SoftActorCritic) -> None:
        self.agent = agent
        self._optimiser = agent.optimiser()
        self._sums: Tensor | None = None
        self._count = 0

    def update(self, batch: Transitions, generator: Generator) -> None:
        """One step of everything."""
        total, parts = self.agent.losses(batch, generator)
        self._optimiser.zero_grad()
        torch.autograd.backward(total)
        self._optimiser.step()
        self.agent.move_targets()
        stacked = parts.stacked()
        self._sums = stacked if self._sums is None else self._sums + stacked
        self._count += 1

    def measured(self) -> dict[str, float]:
        """Means of the parts since the last call, by the name of their series.

        Raises:
            Diverged: When one of them is not finite.
        """
        if self._sums is None:
            return {}
        means = (self._sums / self._count).tolist()
        self._sums, self._count = None, 0
        names = ("critic_loss", "actor_loss", "temperature", "entropy", "value")
        values = {f"policy/{name}": mean for name, mean in zip(names, means, strict=True)}
        for key, value in values.items():
            if value - value != 0.0:
                raise Diverged(key)
        return values

    def state_dict(self) -> dict[str, Any]:
        """Weights, the optimiser's moments, and the parts not yet asked for."""
        return {
            "agent": dict(self.agent.state_dict()),
            "optimiser": self._optimiser.state_dict(),
            "sums": self._sums,
            "count": self._count,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        self.agent.load_state_dict(state["agent"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._sums, self._count = state["sums"], state["count"]


def _pairs(obs: Tensor, act: Tensor) -> Float[Tensor, "member batch input"]:
    return torch.cat((obs, act), dim=1).expand(2, -1, -1)
