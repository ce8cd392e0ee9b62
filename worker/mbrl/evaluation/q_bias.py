"""Whether the critic promises more than the policy then really earns."""

from dataclasses import dataclass

import torch
from torch import Generator

from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.policy.judgement import Judgement

# Where a limit of time ends the episode, the critic's own value stands for the rest. States at
# which that still weighs more than this are left out.
MOST_OF_TAIL = 0.2


@dataclass(frozen=True)
class QBias:
    """Normalised bias: Q minus the return that followed, over the size of the mean return.

    Attributes:
        mean: Above 0 the critic overestimates.
        spread: Its standard deviation over the states.
    """

    mean: float
    spread: float


@torch.no_grad()
def q_bias(
    episode: Episode, judgement: Judgement, discount: float, generator: Generator
) -> QBias | None:
    """Along an episode of the policy with its noise, which is what a soft critic judges.

    None where no state is far enough from the limit of time, or the mean return is 0.

    Source: Chen et al. 2021 (REDQ), section 3 and appendix; returns hold the entropy of all later
    actions, as the critic does. Departure: one episode, and at a limit of time the critic's own
    value in place of longer episodes.
    """
    device = generator.device
    obs, act = episode.obs.to(device), episode.act.to(device)
    steps = len(episode)
    bonus = judgement.bonus(obs[:-1], generator)
    follows = obs.new_zeros(()) if episode.terminated else judgement.value(obs[-1:])[0]
    earned = obs.new_empty(steps)
    for step in reversed(range(steps)):
        earned[step] = episode.rewards[step].to(device) + discount * follows
        follows = earned[step] + bonus[step]
    tail = discount ** torch.arange(steps, 0, -1, device=device, dtype=obs.dtype)
    counts = tail <= (1.0 if episode.terminated else MOST_OF_TAIL)
    size = earned[counts].mean().abs()
    if not bool(counts.any()) or float(size) == 0.0:
        return None
    bias = (judgement.action_value(obs[:-1], act) - earned)[counts] / size
    return QBias(float(bias.mean()), float(bias.std(correction=0)))
