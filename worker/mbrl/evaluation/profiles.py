"""Curves over the horizon, from tensors to the report's plain numbers."""

import torch
from jaxtyping import Float
from torch import Tensor

from backend.spec.metrics import DataPolicy, ProfileKind
from worker.mbrl.report import Profile

QUANTILES = (0.1, 0.5, 0.9)


def profile(
    kind: ProfileKind,
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
