"""What the model promises the policy, beside what the policy really earns."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.policy.planning.planner import Planner
from worker.mbrl.policy.policy import Policy

# Draws of the model per initial state. Their number hardly costs where a network acts: a step of a
# few rows is all overhead. A power of two keeps the mean of equal numbers exact.
PARTICLES = 4
# A planner searches anew in every draw.
PARTICLES_WHEN_PLANNING = 1


@dataclass(frozen=True)
class ImaginedRewards:
    """Rewards of imagined episodes.

    Attributes:
        rewards: Reward at each step, mean over the draws from one initial state; 0 after the end,
            and the worst reward of D from where a draw was cut off.
        invalid: Draws that were cut off because a prediction was not usable.
    """

    rewards: Float[Tensor, "episode step"]
    invalid: int


@torch.no_grad()
def imagined_rewards(
    model: DynamicsModel,
    policy: Policy,
    initial: Float[Tensor, "episode obs"],
    limit: int,
    generator: Generator,
    worst_reward: Float[Tensor, ""],
) -> ImaginedRewards:
    """Roll the model out with the measured policy for `limit` steps; it may end earlier.

    The propagation is that of the rollouts that the policy was trained in. A draw whose prediction
    is not valid pays the worst reward of D from there on (`dynamics/cut_off.py`): no value function
    estimates the plain sum of an episode's rewards.
    """
    particles = PARTICLES_WHEN_PLANNING if isinstance(policy, Planner) else PARTICLES
    obs = initial.repeat_interleave(particles, dim=0)
    acting = policy.acting(len(obs), None)
    members = model.draw_members(len(obs), generator)
    rewards = obs.new_zeros(limit, len(obs))
    going = torch.arange(len(obs), device=obs.device)
    invalid = 0
    for now in range(limit):
        step = model.sample(obs, acting(obs, going), generator, members)
        rewards[now, going] = step.reward.where(step.valid, 0.0)
        rewards[now:, going[~step.valid]] = worst_reward.to(rewards.dtype)
        goes_on = step.valid & ~step.terminated
        obs = step.obs_next
        if not bool(goes_on.all()):
            invalid += int((~step.valid).sum())
            going, obs = going[goes_on], obs[goes_on]
            members = None if members is None else members[goes_on]
        if len(going) == 0:
            break
    by_episode = rewards.view(limit, len(initial), particles).mean(dim=2).T
    return ImaginedRewards(by_episode, invalid)


def real_rewards(episodes: Sequence[Episode], limit: int) -> Float[Tensor, "episode step"]:
    """Rewards of real episodes at each step; 0 after an episode's end."""
    padded = episodes[0].rewards.new_zeros(len(episodes), limit)
    for row, episode in zip(padded, episodes, strict=True):
        row[: len(episode)] = episode.rewards
    return padded


def return_gap(
    imagined: Float[Tensor, "episode step"],
    real: Float[Tensor, "episode step"],
    discount: float = 1.0,
) -> Float[Tensor, "episode step"]:
    """Imagined minus real reward, summed over the first h steps; 1 does not discount."""
    weights = discount ** torch.arange(imagined.shape[1], device=imagined.device)
    return (weights * (imagined - real)).cumsum(dim=1)
