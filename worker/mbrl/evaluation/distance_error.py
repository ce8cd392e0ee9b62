"""Whether the model is worse the farther a state is from the data."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.horizon_error import state_error
from worker.mbrl.evaluation.naive_predictors import Predictor
from worker.mbrl.networks.work import WORK

PARTS = 10
MOST_STATES, MOST_OF_DATA = 1_000, 2_000


@dataclass(frozen=True)
class DistanceError:
    """States in ten parts of equal size, the nearest to the data first.

    Attributes:
        distance: From the nearest of the data's states, root mean square over the dimensions.
        error: Of one predicted step.
    """

    distance: Float[Tensor, "part state"]
    error: Float[Tensor, "part state"]


@torch.no_grad()
def distance_error(
    model: Predictor,
    episodes: Sequence[Episode],
    data: Float[Tensor, "other obs"],
    scale: Float[Tensor, " obs"],
    generator: Generator,
) -> DistanceError | None:
    """Error of one step by distance from at most 2,000 states of D, at up to 1,000 states.

    Both are in deviations of the data. None where the episodes have fewer than ten states.
    """
    obs = torch.cat([episode.obs[:-1] for episode in episodes]).to(data.device)
    obs_next = torch.cat([episode.obs[1:] for episode in episodes]).to(data.device)
    act = torch.cat([episode.act for episode in episodes]).to(data.device)
    count = min(len(obs), MOST_STATES) // PARTS * PARTS
    if count == 0:
        return None
    some = _some(len(obs), count, generator)
    obs, obs_next, act = obs[some], obs_next[some], act[some]
    known = data[_some(len(data), MOST_OF_DATA, generator)]
    distance = nearest(obs / scale, known / scale)
    reached, _ = model.expected(obs, act)
    error = state_error(reached[:, None], obs_next[:, None], scale)[:, 0]
    order = distance.argsort(stable=True)
    return DistanceError(distance[order].view(PARTS, -1), error[order].view(PARTS, -1))


def nearest(
    obs: Float[Tensor, "state obs"], known: Float[Tensor, "other obs"]
) -> Float[Tensor, " state"]:
    """Distance from the nearest known state: root mean square over the dimensions."""
    WORK.passed(len(obs), known.numel())
    # Not by products of matrices: they round away what is near.
    apart = torch.cdist(obs, known, compute_mode="donot_use_mm_for_euclid_dist")
    return apart.amin(dim=1) / math.sqrt(obs.shape[1])


def _some(of: int, most: int, generator: Generator) -> Tensor:
    return torch.randperm(of, generator=generator, device=generator.device)[:most]
