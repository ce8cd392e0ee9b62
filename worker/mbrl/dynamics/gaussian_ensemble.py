"""Networks that predict the mean and the variance of the next change of state and of the reward."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor, nn
from torch.nn.functional import softplus

from backend.spec.model import ModelSpec
from worker.mbrl.dynamics.normaliser import Normaliser
from worker.mbrl.networks.stacked_mlp import StackedMlp, truncated_normal


@dataclass(frozen=True)
class Prediction:
    """Distributions of normalised targets.

    Attributes:
        mean: Means.
        log_variance: Log-variances, inside the learned bounds; None where the members are
            deterministic.
        termination_logit: Log-odds that the episode ended here; None where the rule is known.
    """

    mean: Float[Tensor, "*member batch out"]
    log_variance: Float[Tensor, "*member batch out"] | None
    termination_logit: Float[Tensor, "*member batch"] | None


class GaussianEnsemble(nn.Module):
    """`members` probabilistic networks, and a copy of the best of them for rollouts.

    As in Chua et al. 2018 (PETS), appendix A.1: the log-variance is held between bounds that are
    learned too, unless the spec fixes them. Differences: every member has its own bounds, so that
    members stay independent, and targets are normalised (`Normaliser`).
    """

    elites: Tensor

    def __init__(
        self,
        spec: ModelSpec,
        dims: tuple[int, int],
        *,
        learns_termination: bool,
        generator: Generator,
    ) -> None:
        super().__init__()
        observation_dims, action_dims = dims
        self.targets = observation_dims + 1
        self.learns_termination = learns_termination
        self.has_variance = spec.kind == "gaussian"
        outputs = (1 + self.has_variance) * self.targets + int(learns_termination)
        sizes = (observation_dims + action_dims, *spec.hidden, outputs)
        self.normaliser = Normaliser(
            observation_dims, action_dims, absolute=spec.target == "absolute"
        )
        self.networks = StackedMlp(
            spec.members, sizes, spec.activation, truncated_normal, generator
        )
        bounds = (spec.members, 1, self.targets)
        learns = spec.log_variance_bounds == "learned"
        self.log_variance_high = nn.Parameter(torch.full(bounds, 0.5), requires_grad=learns)
        self.log_variance_low = nn.Parameter(torch.full(bounds, -10.0), requires_grad=learns)
        # Rollouts use the elites' weights millions of times: gathered once per fit, not per step.
        self.elite_networks = StackedMlp(
            spec.elites, sizes, spec.activation, truncated_normal, generator
        )
        self.elite_networks.requires_grad_(requires_grad=False)
        self.register_buffer("elites", torch.arange(spec.elites))

    def predict(self, inputs: Float[Tensor, "member batch input"]) -> Prediction:
        """Every member's distributions for its own normalised inputs."""
        return self._bounded(self.networks(inputs), self.log_variance_low, self.log_variance_high)

    def means(
        self, inputs: Float[Tensor, "member batch input"]
    ) -> Float[Tensor, "member batch out"]:
        """Every member's mean alone."""
        outputs: Tensor = self.networks(inputs)
        return outputs[..., : self.targets]

    def predict_elites(self, inputs: Float[Tensor, "elite batch input"]) -> Prediction:
        """The elites' distributions for their own normalised inputs."""
        return self._bounded(
            self.elite_networks.frozen(inputs),
            self.log_variance_low.detach()[self.elites],
            self.log_variance_high.detach()[self.elites],
        )

    @torch.no_grad()
    def choose_elites(self, members: Int[Tensor, " elite"]) -> None:
        """Use `members`, with the weights they have now, for rollouts."""
        self.elites.copy_(members)
        pairs = zip(
            self.elite_networks.layout.layers(self.elite_networks.flat),
            self.networks.layout.layers(self.networks.flat),
            strict=True,
        )
        for (elite_weights, elite_biases), (weights, biases) in pairs:
            elite_weights.copy_(weights[members])
            elite_biases.copy_(biases[members])

    def _bounded(self, outputs: Tensor, low: Tensor, high: Tensor) -> Prediction:
        mean = outputs[..., : self.targets]
        logit = outputs[..., -1] if self.learns_termination else None
        if not self.has_variance:
            return Prediction(mean, None, logit)
        log_variance = outputs[..., self.targets : 2 * self.targets]
        log_variance = high - softplus(high - log_variance)
        log_variance = low + softplus(log_variance - low)
        return Prediction(mean, log_variance, logit)
