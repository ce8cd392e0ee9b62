"""How gradients of many starts are spread, and the ratio of two kinds with its interval."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from worker.mbrl.evaluation.student import student_quantile


@dataclass(frozen=True)
class GradientSpread:
    """What the gradients of many starts say together, for each horizon.

    Attributes:
        mean_norm: Length of their mean.
        total_variance: Trace of their covariance over the starts.
        norms: Length of each start's own gradient.
        lengths: Square of each start's deviation from the mean, double precision.
    """

    mean_norm: Float[Tensor, " horizon"]
    total_variance: Float[Tensor, " horizon"]
    norms: Float[Tensor, "horizon start"]
    lengths: Float[Tensor, "horizon start"]


@dataclass(frozen=True)
class Ratio:
    """A ratio with its 95 % interval; NaN where what it divides by is 0 or not a number."""

    value: Float[Tensor, " horizon"]
    low: Float[Tensor, " horizon"]
    high: Float[Tensor, " horizon"]


def spread_of(gradients: Iterable[Float[Tensor, "start parameter"]]) -> GradientSpread:
    """Length of the mean, and total variance; in double precision, as squares may overflow.

    Made one horizon at a time, those of all need not be held together.
    """
    mean_norm, norms, lengths = [], [], []
    for each in gradients:
        mean = each.mean(dim=0, dtype=torch.double)
        mean_norm.append(torch.linalg.vector_norm(mean))
        # Start by start: all deviations in double precision would take 100 MB and more.
        norms.append(torch.stack([torch.linalg.vector_norm(row.double()) for row in each]))
        lengths.append(torch.stack([(row.double() - mean).square_().sum() for row in each]))
    apart = torch.stack(lengths)
    variance = apart.sum(dim=1) / (apart.shape[1] - 1)
    return GradientSpread(torch.stack(mean_norm), variance, torch.stack(norms), apart)


def variance_ratio(above: GradientSpread, below: GradientSpread) -> Ratio:
    """Total variance of one kind of gradient over that of another, from the same starts.

    The interval is Student's of the jackknife's pseudo-values of the logarithm, over starts. With
    32 starts on a pendulum it holds the truth in 84 to 94 %, a percentile bootstrap in 83 to 87 %:
    squares of gradients have heavy tails. Source: Tukey 1958; Miller 1974, for logarithms.
    """
    starts = above.lengths.shape[1]
    value = above.total_variance / below.total_variance
    without = (_without_each(above.lengths) / _without_each(below.lengths)).log()
    pseudo = starts * value.log()[:, None] - (starts - 1) * without
    half = student_quantile(starts - 1) * pseudo.std(dim=1) / starts**0.5
    middle = pseudo.mean(dim=1)
    is_known = value.isfinite()
    low, high = (middle - half).exp(), (middle + half).exp()
    return Ratio(*(each.where(is_known, torch.nan) for each in (value, low, high)))


def _without_each(lengths: Float[Tensor, "horizon start"]) -> Float[Tensor, "horizon start"]:
    """Total variance without one start: what it takes along is n / (n - 1) of its square."""
    starts = lengths.shape[1]
    left = lengths.sum(dim=1, keepdim=True) - starts / (starts - 1) * lengths
    return left.clamp(min=0.0) / (starts - 2)
