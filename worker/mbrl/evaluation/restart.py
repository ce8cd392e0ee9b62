"""Real episodes that are gone through once more, and left for other actions."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from worker.mbrl.environment import Environment
from worker.mbrl.evaluation.episodes import Episode


@dataclass(frozen=True)
class Restart:
    """A real episode that can be gone through once more.

    Attributes:
        environment: Where it was played.
        seed: Of its reset.
        episode: What happened.
    """

    environment: Environment
    seed: int
    episode: Episode


@dataclass(frozen=True)
class Imagined:
    """One imagined rollout, as far as it went.

    Attributes:
        start: Step of the real episode at whose state it began.
        obs: Observations, the real one first.
        act: Actions of the policy on the model's own states.
    """

    start: int
    obs: Float[Tensor, "step_and_one obs"]
    act: Float[Tensor, "step act"]


def evenly_spread(last: int, count: int) -> list[int]:
    """At most `count` different steps from 0 to `last`, both among them."""
    return sorted(set(torch.linspace(0, last, count).round().int().tolist()))


def answers_of_the_world(
    restart: Restart, rollouts: Sequence[Imagined]
) -> list[Float[Tensor, "step_and_one obs"]]:
    """What each rollout's own actions bring about in the world, from the state that it began at.

    The episode is gone through again, and left for each rollout in turn; an answer is shorter than
    its rollout where the episode ended, and empty where the world did not come to the same state
    again. `rollouts` are in the order of their starts.
    """
    environment, episode = restart.environment, restart.episode
    obs, now = environment.reset(restart.seed), 0
    answers = []
    for rollout in rollouts:
        for action in episode.act[now : rollout.start]:
            obs = environment.step(action).obs_next
        now = rollout.start
        back = environment.saved_moment()
        same = torch.equal(obs, episode.obs[now])
        answers.append(_played(environment, rollout) if same else rollout.obs[:0])
        if back is not None:
            back()
        else:
            obs, now = environment.reset(restart.seed), 0
    return answers


def _played(environment: Environment, rollout: Imagined) -> Float[Tensor, "step_and_one obs"]:
    reached = [rollout.obs[0]]
    for action in rollout.act:
        step = environment.step(action)
        reached.append(step.obs_next)
        if step.ended:
            break
    return torch.stack(reached)
