"""Where the policy goes in the world, and where the model thinks that it goes, from one start."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.trajectory_batch import imagine
from worker.mbrl.evaluation.restart import (
    Imagined,
    Restart,
    answers_of_the_world,
    evenly_spread,
)
from worker.mbrl.evaluation.subject import Subject
from worker.mbrl.policy.planning.planner import Planner
from worker.mbrl.policy.policy import Policy
from worker.mbrl.report import RecordedTrajectories, Rollout

# What is stored at each evaluation stays below 50 kB up to k = 20 and below 220 kB for any k.
LONGEST = 200
BRANCHES = 10
MOST_DIMENSIONS = 12
# A planner searches anew at every step of every branch.
BRANCHES_WHEN_PLANNING = 4
LONGEST_WHEN_PLANNING = 50


@torch.no_grad()
def record_trajectories(
    subject: Subject, model: DynamicsModel, restart: Restart, generator: Generator
) -> RecordedTrajectories:
    """One real episode beside rollouts of the model that begin at its states.

    The first rollout goes on from the first state for as long as the episode did, up to 200 steps
    (50 where the policy plans); the others branch off at evenly spread steps and have the length in
    force. In all of them the policy that is measured acts on the model's own states, without noise,
    and the model is propagated as the run's rollouts are; a policy that plans makes its first plan
    where a rollout begins. Then the world is set back to where each began, and plays the rollout's
    own actions.
    """
    steps = min(len(restart.episode), LONGEST)
    length = min(subject.rollout_length, steps)
    obs = restart.episode.obs[: steps + 1]
    plans = isinstance(subject.policy, Planner)
    starts = evenly_spread(steps - length, BRANCHES_WHEN_PLANNING if plans else BRANCHES)
    whole = min(steps, LONGEST_WHEN_PLANNING) if plans else steps
    imagined = [
        *imagined_from(model, subject.policy, obs, [0], whole, generator),
        *imagined_from(model, subject.policy, obs, starts, length, generator),
    ]
    answers = answers_of_the_world(restart, imagined)
    dimensions = furthest_apart(obs, imagined, subject.scale.cpu())
    return RecordedTrajectories(
        env_step=subject.env_step,
        rollout_length=subject.rollout_length,
        dimensions=dimensions,
        real=obs[:, dimensions].tolist(),
        rollouts=[
            Rollout(each.start, each.obs[:, dimensions].tolist(), answer[:, dimensions].tolist())
            for each, answer in zip(imagined, answers, strict=True)
        ],
    )


def imagined_from(
    model: DynamicsModel,
    policy: Policy,
    obs: Float[Tensor, "step_and_one obs"],
    starts: Sequence[int],
    length: int,
    generator: Generator,
) -> list[Imagined]:
    """Rollouts of `length` steps from some of the real observations; each ends where it must."""
    acting = policy.acting(len(starts), None)
    everyone = torch.arange(len(starts), device=generator.device)
    begun = obs[starts].to(generator.device)
    steps = imagine(model, lambda now: acting(now, everyone), begun, length, generator)
    found = []
    for place, start in enumerate(starts):
        counts = int(steps.counts[:, place].sum())
        reached = torch.cat((begun[place : place + 1], steps.obs_next[:counts, place]))
        found.append(Imagined(start, reached.cpu(), steps.act[:counts, place].cpu()))
    return found


def furthest_apart(
    real: Float[Tensor, "step_and_one obs"],
    rollouts: Sequence[Imagined],
    scale: Float[Tensor, " obs"],
) -> list[int]:
    """The dimensions, at most 12, in which the rollouts stray furthest from the real episode.

    Mean absolute deviation over all imagined steps, in units of `scale`.
    """
    if real.shape[1] <= MOST_DIMENSIONS:
        return list(range(real.shape[1]))
    apart = [each.obs - real[each.start : each.start + len(each.obs)] for each in rollouts]
    deviation = (torch.cat(apart) / scale).abs().mean(dim=0).nan_to_num(nan=torch.inf)
    furthest: list[int] = deviation.topk(MOST_DIMENSIONS).indices.sort().values.tolist()
    return furthest
