"""What a model is worth beside the guess that nothing changes."""

from dataclasses import replace

import torch
from jaxtyping import Float, Int
from torch import Tensor

from backend.spec.diagnostic import DataPolicy
from worker.mbrl.evaluation.profiles import by_episode, profile
from worker.mbrl.report import Profile


def skill(
    error: Float[Tensor, "*start step"], persistence: Float[Tensor, "*start step"]
) -> Float[Tensor, "*start step"]:
    """1 - e_h / e_h(persistence): 1 is without error, at 0 and below nothing is gained.

    Where nothing changed, and persistence is exactly right, it is 0 for a model that is right too,
    and minus infinity for one that is not.

    Source: the skill score of forecasts (Murphy 1988), of root-mean-square errors.
    """
    never = torch.where(error > 0.0, -torch.inf, 0.0)
    return torch.where(persistence > 0.0, 1.0 - error / persistence, never)


def skill_profile(
    policy: DataPolicy,
    env_step: int,
    error: Float[Tensor, "start step"],
    persistence: Float[Tensor, "start step"],
    episode: Int[Tensor, " start"],
) -> Profile:
    """Its curve. The mean, and that of each episode, is of mean errors: not a mean of ratios."""
    of_each = zip(by_episode(error, episode), by_episode(persistence, episode), strict=True)
    found = profile("skill", policy, env_step, "mean", skill(error, persistence), episode)
    return replace(
        found,
        mean=skill(error.mean(dim=0), persistence.mean(dim=0)).tolist(),
        episodes=[skill(ours.mean(dim=0), theirs.mean(dim=0)).tolist() for ours, theirs in of_each],
    )
