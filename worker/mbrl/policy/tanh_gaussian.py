"""The stochastic policy of soft actor-critic: a Gaussian squashed into [-1, 1]."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn
from torch.nn.functional import softplus

from worker.mbrl.generators import common_normal
from worker.mbrl.networks.stacked_mlp import StackedMlp, glorot_uniform
from worker.mbrl.policy.policy import NetworkPolicy

# Most published code has -20 to 2. Policy gradients without much entropy then let the deviation
# collapse until the ratio of two probabilities overflows.
SMALLEST_LOG_DEVIATION, LARGEST_LOG_DEVIATION = -5.0, 2.0
EDGE_GAP = 1e-6


class TanhGaussian(nn.Module, NetworkPolicy):
    """Actions tanh(u), u normal with state-dependent mean and deviation.

    Source: Haarnoja et al. 2018, appendix C.

    Attributes:
        action_dims: Length of an action.
    """

    def __init__(
        self, observation_dims: int, action_dims: int, hidden: Sequence[int], generator: Generator
    ) -> None:
        super().__init__()
        self.action_dims = action_dims
        sizes = (observation_dims, *hidden, 2 * action_dims)
        self.network = StackedMlp(1, sizes, "relu", glorot_uniform, generator)

    def sample(
        self, obs: Float[Tensor, "batch obs"], generator: Generator, copies: int = 1
    ) -> tuple[Float[Tensor, "batch act"], Float[Tensor, " batch"]]:
        """Reparameterised actions and their log-probabilities, nats.

        Rows that are `copies` blocks of one batch get the same noise in each block.
        """
        mean, log_deviation = self._head(obs)
        noise = common_normal(len(mean), self.action_dims, copies, generator)
        before = mean + log_deviation.exp() * noise
        return before.tanh(), log_probability(before, noise, log_deviation)

    def log_probability(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, " batch"]:
        """Log-probabilities of given actions, nats.

        Actions that float32 rounded to the ends of [-1, 1] are taken a little inside them: ratios
        of two policies at one action, for which this is used, then stay exact.
        """
        mean, log_deviation = self._head(obs)
        edge = 1.0 - EDGE_GAP
        before = act.clamp(-edge, edge).atanh()
        noise = (before - mean) * (-log_deviation).exp()
        return log_probability(before, noise, log_deviation)

    def reparameterised(
        self, obs: Float[Tensor, "batch obs"], noise: Float[Tensor, "batch act"]
    ) -> Float[Tensor, "batch act"]:
        """The actions that `sample` makes of this standard normal noise, differentiable."""
        mean, log_deviation = self._head(obs)
        return (mean + log_deviation.exp() * noise).tanh()

    def entropy(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, " batch"]:
        """Minus the log-probability of a reparameterised draw: unbiased, as is its gradient."""
        return -self.sample(obs, generator)[1]

    @torch.no_grad()
    def explore(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, "batch act"]:
        """Actions drawn from the policy."""
        mean, log_deviation = self._head(obs)
        noise = torch.randn(mean.shape, generator=generator, device=obs.device)
        return (mean + log_deviation.exp() * noise).tanh()

    @torch.no_grad()
    def decide(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """The squashed mean."""
        return self.mean_action(obs)

    def mean_action(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """The squashed mean, differentiable."""
        return self._head(obs)[0].tanh()

    def _head(self, obs: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_deviation = self.network(obs.unsqueeze(0)).squeeze(0).chunk(2, dim=1)
        return mean, bounded(log_deviation)


def bounded(
    log_deviation: Float[Tensor, "batch act"],
) -> Float[Tensor, "batch act"]:
    """The logarithm of the deviation within its bounds.

    The lower bound is a soft one, so that a policy that has come near it feels what would widen it
    again; a clamp has no slope there.
    """
    above = softplus(log_deviation - SMALLEST_LOG_DEVIATION)
    return (SMALLEST_LOG_DEVIATION + above).clamp(max=LARGEST_LOG_DEVIATION)


def log_probability(
    before: Float[Tensor, "batch act"],
    noise: Float[Tensor, "batch act"],
    log_deviation: Float[Tensor, "batch act"],
) -> Float[Tensor, " batch"]:
    """Log-density of tanh(`before`), where `before` is mean + deviation * `noise`.

    log(1 - tanh(u)^2) is written as 2 (log 2 - u - softplus(-2 u)), which stays finite where tanh
    rounds to 1. Source: Haarnoja et al. 2018, appendix C, equation 26.
    """
    normal = -0.5 * noise.square() - log_deviation - 0.5 * math.log(2.0 * math.pi)
    squash = 2.0 * (math.log(2.0) - before - softplus(-2.0 * before))
    return (normal - squash).sum(dim=1)
