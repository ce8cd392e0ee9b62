"""Curves over the horizon, from tensors to the report's plain numbers."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from backend.spec.curves import CurveKind
from backend.spec.diagnostic import DataPolicy
from worker.mbrl.report import Profile

QUANTILES = (0.1, 0.5, 0.9)


def profile(
    kind: CurveKind,
    policy: DataPolicy,
    env_step: int,
    propagation: str,
    values: Float[Tensor, "start step"],
) -> Profile:
    """The mean and the quantiles over start states at every step."""
    levels = values.new_tensor(QUANTILES)
    low, median, high = torch.quantile(values, levels, dim=0).tolist()
    starts, steps = values.shape
    return Profile(
        kind=kind,
        policy=policy,
        env_step=env_step,
        propagation=propagation,
        horizon=list(range(1, steps + 1)),
        mean=values.mean(dim=0).tolist(),
        q10=low,
        q50=median,
        q90=high,
        count=[starts] * steps,
    )


def sparse_profile(
    kind: CurveKind,
    env_step: int,
    propagation: str,
    horizons: Sequence[int],
    values: Float[Tensor, "horizon start"],
) -> Profile:
    """The same at a few horizons, over those starts whose value is a number."""
    known = values.double().cpu()
    levels = known.new_tensor(QUANTILES)
    low, median, high = torch.nanquantile(known, levels, dim=1).tolist()
    return Profile(
        kind=kind,
        policy="current",
        env_step=env_step,
        propagation=propagation,
        horizon=list(horizons),
        mean=known.nanmean(dim=1).tolist(),
        q10=low,
        q50=median,
        q90=high,
        count=(~known.isnan()).sum(dim=1).tolist(),
    )
