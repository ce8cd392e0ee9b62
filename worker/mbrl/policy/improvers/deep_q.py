"""Double DQN: one critic chooses the next action, its slow copy says what it is worth."""

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn
from torch.nn.functional import mse_loss

from backend.spec.policy import PolicySpec
from worker.mbrl.networks.stacked_mlp import StackedMlp, glorot_uniform
from worker.mbrl.policy.greedy_q import GreedyQ
from worker.mbrl.policy.improvers.bootstrap import bootstrapped
from worker.mbrl.replay.transitions import Transitions


class DeepQ(nn.Module):
    """A critic with one value per action, and a policy greedy on it.

    Source: van Hasselt et al. 2016. Departures: the target network follows slowly by
    `target_rate`, as SAC's does, instead of being copied now and then; and the error is squared,
    not Huber's, whose gradient is cut to 1: the many states whose targets are a little too high
    then outvote the few at which the task ended, and with rewards that are not clipped values
    grow without bound.
    """

    real_steps: Tensor

    def __init__(self, spec: PolicySpec, dims: tuple[int, int], generator: Generator) -> None:
        super().__init__()
        observation_dims, actions = dims
        self.spec = spec
        sizes = (observation_dims, *spec.hidden, actions)
        self.critic = StackedMlp(1, sizes, "relu", glorot_uniform, generator)
        self.target = StackedMlp(1, sizes, "relu", glorot_uniform, generator)
        self.target.load_state_dict(self.critic.state_dict())
        self.target.requires_grad_(requires_grad=False)
        self.register_buffer("real_steps", torch.zeros((), dtype=torch.long))

    @property
    def policy(self) -> GreedyQ:
        """Greedy on the critic, with the share of random actions in force."""
        return GreedyQ(lambda obs: _values(self.critic, obs), self.epsilon)

    @property
    def epsilon(self) -> Float[Tensor, ""]:
        """From 1 down to the spec's share, linearly over `epsilon_steps` real steps."""
        spec = self.spec
        if spec.epsilon_steps == 0:
            return torch.full_like(self.real_steps, spec.epsilon, dtype=torch.float32)
        done = (self.real_steps / spec.epsilon_steps).clamp(max=1.0)
        return 1.0 + done * (spec.epsilon - 1.0)

    def losses(
        self, batch: Transitions, generator: Generator
    ) -> tuple[Float[Tensor, ""], dict[str, Float[Tensor, ""]]]:
        """Squared Bellman error, and what it was made of."""
        del generator
        values = (_values(self.critic, batch.obs) * batch.act).sum(dim=1)
        target = self._target(batch)
        loss = mse_loss(values, target)
        return loss, {
            "policy/critic_loss": (values.detach() - target).square().mean(),
            "policy/value": values.detach().mean(),
            "policy/epsilon": self.epsilon,
        }

    @torch.no_grad()
    def move_targets(self) -> None:
        """Move the target network towards the critic by `target_rate`."""
        self.target.flat.lerp_(self.critic.flat, self.spec.target_rate)

    def after_real_step(self) -> None:
        """Explore a little less."""
        self.real_steps += 1

    @torch.no_grad()
    def _target(self, batch: Transitions) -> Float[Tensor, " batch"]:
        best = _values(self.critic, batch.obs_next).argmax(dim=1, keepdim=True)
        value_next = _values(self.target, batch.obs_next).gather(1, best).squeeze(1)
        return bootstrapped(batch.reward, batch.terminated, value_next, self.spec.discount)


def _values(network: StackedMlp, obs: Tensor) -> Float[Tensor, "batch act"]:
    values: Tensor = network(obs.unsqueeze(0)).squeeze(0)
    return values
