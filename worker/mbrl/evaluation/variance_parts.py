"""What the model is unsure of: which member is right, and what a member itself calls chance."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import EnsembleModel
from worker.mbrl.evaluation.open_loop import Windows

# Trajectories of one member from one start. Noise of the member's mean is taken out below.
DRAWS = 6


@dataclass(frozen=True)
class VarianceParts:
    """Two variances that add up to that of the prediction. Units: squares of `scale`.

    Attributes:
        epistemic: Between the members' means. An estimate without bias: it may be below 0.
        aleatoric: Within a member, mean over the members.
    """

    epistemic: Float[Tensor, "start step"]
    aleatoric: Float[Tensor, "start step"]


@torch.no_grad()
def variance_parts(
    model: EnsembleModel, windows: Windows, scale: Float[Tensor, " obs"], generator: Generator
) -> VarianceParts:
    """Of the state after h steps under the actions really taken, each member kept for all steps.

    Mean over the dimensions. Source: Chua et al. 2018 (PETS), section 5.1: members that are kept
    (TS-infinity) separate the two; the law of total variance. Departure: the variance between means
    of n draws holds a share 1/n of that within, which is taken off.
    """
    elites, starts = len(model.ensemble.elites), len(windows.obs)
    kept = model.keeping_members
    members = torch.arange(elites, device=generator.device).repeat_interleave(DRAWS * starts)
    obs = windows.obs[:, 0].repeat(elites * DRAWS, 1)
    within, between = [], []
    for step in range(windows.act.shape[1]):
        act = windows.act[:, step].repeat(elites * DRAWS, 1)
        obs = kept.sample(obs, act, generator, members).obs_next
        each = (obs / scale).view(elites, DRAWS, starts, -1)
        chance = each.var(dim=1).mean(dim=0)
        # With the divisor E: the elites are all that there are, not a sample.
        apart = each.mean(dim=1).var(dim=0, correction=0)
        within.append(chance.mean(dim=1))
        between.append((apart - chance * (elites - 1) / (elites * DRAWS)).mean(dim=1))
    return VarianceParts(torch.stack(between, dim=1), torch.stack(within, dim=1))
