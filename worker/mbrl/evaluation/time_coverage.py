"""Which steps of an episode the imagined data visits."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.start_states import StartStrategy
from worker.mbrl.dynamics.trajectory_batch import imagine
from worker.mbrl.policy.policy import Policy

STARTS = 300
MOST_BINS = 50


@dataclass(frozen=True)
class TimeCoverage:
    """How often states of each part of an episode are met.

    Attributes:
        upto: The last episode step of each bin, counted from 1; bins are of equal width.
        imagined: For each bin its share of the imagined states over the share that it would have
            if they were spread evenly over the episode's time limit; 1 is evenly, 0 never.
        real: The same of the states in D.
    """

    upto: tuple[int, ...]
    imagined: Float[Tensor, " bin"]
    real: Float[Tensor, " bin"]


def time_coverage(
    imagined: Int[Tensor, " state"], real: Int[Tensor, " other"], limit: int
) -> TimeCoverage:
    """Count the steps of states, numbered from 0 at a reset, in at most 50 bins of a time limit.

    Rollouts that branch off late may run past the limit, which the model does not know; further
    bins hold those.
    """
    width = -(-limit // MOST_BINS)
    last = max(limit - 1, *(int(steps.max()) for steps in (imagined, real) if len(steps)))
    bins = last // width + 1
    even = width / limit
    shares = [
        torch.bincount(steps // width, minlength=bins).double() / max(len(steps), 1) / even
        for steps in (imagined, real)
    ]
    return TimeCoverage(tuple(width * (place + 1) for place in range(bins)), *shares)


@torch.no_grad()
def imagined_steps(
    model: DynamicsModel,
    policy: Policy,
    starts: StartStrategy,
    length: int,
    generator: Generator,
) -> Int[Tensor, " state"]:
    """The episode step of every state in fresh rollouts, made by the run's own start rule.

    A rollout that ends early visits no further step. States whose episode began before D's oldest
    transition have no known step and are left out.
    """
    drawn = starts.draw_timed(STARTS, generator)
    members = model.draw_members(len(drawn.obs), generator)
    rollouts = imagine(
        model, lambda obs: policy.explore(obs, generator), drawn.obs, length, generator, members
    )
    depth = torch.arange(len(rollouts.counts), device=drawn.obs.device)[:, None]
    counted = rollouts.counts & (drawn.step >= 0)
    return (drawn.step + depth)[counted].cpu()
