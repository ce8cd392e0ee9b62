"""Curves over the horizon, from tensors to the report's plain numbers."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
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
    episode: Int[Tensor, " start"] | None = None,
) -> Profile:
    """The mean and the quantiles over start states at every step.

    Args:
        kind: What it measures.
        policy: Whose episodes it was measured along.
        env_step: Real steps taken.
        propagation: Of the ensemble.
        values: What was measured.
        episode: The episode of each start state, numbered from 0; None keeps no episodes.
    """
    levels = values.new_tensor(QUANTILES)
    low, median, high = torch.quantile(values, levels, dim=0).tolist()
    starts, steps = values.shape
    of_each = by_episode(values, episode)
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
        episodes=[each.mean(dim=0).tolist() for each in of_each],
        episode_starts=[len(each) for each in of_each],
    )


def by_episode(
    values: Float[Tensor, "start step"], episode: Int[Tensor, " start"] | None
) -> list[Float[Tensor, "start step"]]:
    """The values of each episode's starts; none where it is not known whose they are."""
    if episode is None:
        return []
    # One by one: a scattered sum has another order on a GPU each time, and rounds otherwise.
    return [values[episode == number] for number in range(int(episode.max()) + 1)]


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
