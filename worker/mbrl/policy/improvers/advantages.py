"""How much better an action was than expected."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor


@dataclass(frozen=True)
class Outcomes:
    """What followed each step, in order of time.

    Attributes:
        reward: Rewards.
        value: Value of the state before the step.
        value_next: Value of the state after it.
        terminated: Whether the task ended there; nothing follows, whatever `value_next` says.
        continues: Whether the next place is the next step of the same episode or rollout.
    """

    reward: Float[Tensor, "step batch"]
    value: Float[Tensor, "step batch"]
    value_next: Float[Tensor, "step batch"]
    terminated: Bool[Tensor, "step batch"]
    continues: Bool[Tensor, "step batch"]


@torch.no_grad()
def generalised_advantages(
    outcomes: Outcomes, discount: float, decay: float
) -> Float[Tensor, "step batch"]:
    """Sums of one-step surprises, each further one weighted by `discount` times `decay`.

    Where an episode or a rollout was cut off without terminating, the value of its last state
    stands for what would have followed.
    Source: Schulman et al. 2016 (GAE), equation 16.
    """
    following = outcomes.value_next.masked_fill(outcomes.terminated, 0.0)
    surprise = outcomes.reward + discount * following - outcomes.value
    weight = (discount * decay) * outcomes.continues.to(surprise.dtype)
    advantages = torch.empty_like(surprise)
    later = torch.zeros_like(surprise[0])
    for step in range(len(surprise) - 1, -1, -1):
        later = surprise[step] + weight[step] * later
        advantages[step] = later
    return advantages


@torch.no_grad()
def rewards_to_go(
    reward: Float[Tensor, "step batch"], continues: Bool[Tensor, "step batch"], discount: float
) -> Float[Tensor, "step batch"]:
    """Discounted sum of the rewards from each step on, to the end of its rollout.

    Source: Sutton and Barto 2018, section 13.3 (REINFORCE).
    """
    sums = torch.empty_like(reward)
    later = torch.zeros_like(reward[0])
    for step in range(len(reward) - 1, -1, -1):
        later = reward[step] + discount * continues[step].to(reward.dtype) * later
        sums[step] = later
    return sums
