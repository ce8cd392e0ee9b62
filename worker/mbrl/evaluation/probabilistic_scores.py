"""How good the model's distribution is: its CRPS, and where the world lies in it (PIT)."""

import torch
from jaxtyping import Float
from torch import Tensor

from backend.spec.curves import CurveKind


def scores(
    drawn: Float[Tensor, "draw start step obs"],
    observed: Float[Tensor, "start step obs"],
    scale: Float[Tensor, " obs"],
) -> dict[CurveKind, Float[Tensor, "start step"]]:
    """All of them, by the kind of their curves."""
    places = pit(drawn, observed)
    return {
        "crps": crps(drawn, observed, scale),
        "pit-mean": places.mean(dim=2),
        "pit-spread": pit_spread(places, len(drawn)),
    }


def crps(
    drawn: Float[Tensor, "draw start step obs"],
    observed: Float[Tensor, "start step obs"],
    scale: Float[Tensor, " obs"],
) -> Float[Tensor, "start step"]:
    """E|X - y| - E|X - X'| / 2, mean over dimensions: 0 for a sure model that is right.

    The fair estimate from n draws, without bias for any n: two draws that are compared are
    different ones. For a model without spread it is the absolute error. Units: `scale`.

    Source: Gneiting and Raftery 2007, equation 21; Ferro 2014 for the fair estimate.
    """
    ranked = (drawn / scale).sort(dim=0).values
    count = len(ranked)
    from_world = (ranked - observed / scale).abs().mean(dim=0)
    # The sum of |x_i - x_j| over all pairs is that of (2 i - n - 1) x_(i) over ranked draws.
    weights = 2.0 * torch.arange(1, count + 1, device=ranked.device) - count - 1.0
    pairs = torch.einsum("d,dsto->sto", weights.to(ranked.dtype), ranked)
    apart = pairs / (count * (count - 1) / 2.0)
    mean: Tensor = (from_world - apart / 2.0).mean(dim=2)
    return mean


def pit(
    drawn: Float[Tensor, "draw start step obs"], observed: Float[Tensor, "start step obs"]
) -> Float[Tensor, "start step obs"]:
    """Where the world lies among the draws, from 0 below all to 1 above all; ties count half.

    Uniform for a calibrated model. Source: Dawid 1984; of ranks, Hamill 2001.
    """
    below = (drawn < observed).sum(dim=0) + (drawn <= observed).sum(dim=0)
    return (below.to(drawn.dtype) / 2.0 + 0.5) / (len(drawn) + 1)


def pit_spread(places: Float[Tensor, "start step obs"], draws: int) -> Float[Tensor, "start step"]:
    """12 (PIT - 1/2)^2, mean over dimensions: its mean is 1 for a calibrated model.

    Above 1 the world falls outside too often: overconfident, or biased. Below it, too cautious.
    Ranks among n draws are n + 1 places and spread a little less than all numbers do: the factor.
    """
    of_ranks = 1.0 - 1.0 / (draws + 1) ** 2
    spread: Tensor = (12.0 * (places - 0.5).square() / of_ranks).mean(dim=2)
    return spread
