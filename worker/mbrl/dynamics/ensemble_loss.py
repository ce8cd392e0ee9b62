"""What a fit minimises, member by member."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble, Prediction

BOUND_WEIGHT = 0.01


@dataclass(frozen=True)
class EnsembleLoss:
    """Parts of the loss, one value per member.

    Attributes:
        likelihood: Negative log-likelihood of the targets, nats per dimension; half the squared
            error where the members are deterministic.
        termination: Cross-entropy of the termination head, nats; zero where the rule is known.
    """

    likelihood: Float[Tensor, " member"]
    termination: Float[Tensor, " member"]


def ensemble_loss(
    ensemble: GaussianEnsemble,
    inputs: Float[Tensor, "member batch input"],
    targets: Float[Tensor, "member batch out"],
    ended: Float[Tensor, "member batch"],
) -> tuple[Float[Tensor, ""], EnsembleLoss]:
    """The scalar to minimise, and its parts.

    Members share no parameter, so the sum over members trains each on its own loss. The bounds of
    the log-variance are pulled together with weight 0.01 (PETS's code).
    """
    prediction = ensemble.predict(inputs)
    likelihood = negative_log_likelihood(prediction, targets)
    termination = _termination_loss(prediction, ended)
    spread = (ensemble.log_variance_high - ensemble.log_variance_low).sum()
    # Twice the likelihood, as in the published code, so that its learning rates, decays and the
    # weight of the bounds mean the same here.
    total = 2.0 * likelihood.sum() + termination.sum() + BOUND_WEIGHT * spread
    return total, EnsembleLoss(likelihood.detach(), termination.detach())


def negative_log_likelihood(
    prediction: Prediction, targets: Float[Tensor, "member batch out"]
) -> Float[Tensor, " member"]:
    """Negative log-likelihood of normalised targets, nats per dimension, mean over the batch.

    Deterministic members are fitted by half the squared error, which is the same with variance 1
    and without the constant.
    """
    squared = (prediction.mean - targets).square()
    if prediction.log_variance is None:
        return 0.5 * squared.mean(dim=(1, 2))
    weighted = squared * torch.exp(-prediction.log_variance)
    summed = (weighted + prediction.log_variance).mean(dim=(1, 2))
    return 0.5 * (summed + math.log(2.0 * math.pi))


def _termination_loss(
    prediction: Prediction, ended: Float[Tensor, "member batch"]
) -> Float[Tensor, " member"]:
    if prediction.termination_logit is None:
        return ended.new_zeros(len(ended))
    entropies = binary_cross_entropy_with_logits(
        prediction.termination_logit, ended, reduction="none"
    )
    return entropies.mean(dim=1)
