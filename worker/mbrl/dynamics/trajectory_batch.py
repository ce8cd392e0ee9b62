"""Imagined rollouts that keep their order in time: what gradients of returns are taken along."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Generator, Tensor

from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.model import DynamicsModel

Act = Callable[[Float[Tensor, "batch obs"]], Float[Tensor, "batch act"]]


@dataclass(frozen=True)
class TrajectoryBatch:
    """Rollouts of one length, side by side.

    Attributes:
        obs: Observation before each step.
        act: Action of each step.
        obs_next: Observation after each step.
        reward: Reward of each step.
        terminated: Whether the task ended at the step.
        counts: Whether the step belongs to its rollout: it has not ended before, and the prediction
            is usable. What stands in the other places means nothing.
        missed: Steps that a rollout misses from here to the horizon, this one included, at the
            place where it was cut off; 0 everywhere else. `cut_off.py` says what stands for them.
    """

    obs: Float[Tensor, "step batch obs"]
    act: Float[Tensor, "step batch act"]
    obs_next: Float[Tensor, "step batch obs"]
    reward: Float[Tensor, "step batch"]
    terminated: Bool[Tensor, "step batch"]
    counts: Bool[Tensor, "step batch"]
    missed: Int[Tensor, "step batch"]

    @property
    def continues(self) -> Bool[Tensor, "step batch"]:
        """Whether the next step belongs to the same rollout."""
        following = torch.cat((self.counts[1:], torch.zeros_like(self.counts[:1])))
        return self.counts & following & ~self.terminated

    def returns(self, after: AfterCutOff) -> Float[Tensor, " batch"]:
        """Undiscounted sum of each rollout's rewards, by the worst one from a cut-off on."""
        earned = self.reward.where(self.counts, 0.0).sum(dim=0)
        return earned + after.for_steps(self.missed.sum(dim=0))

    @property
    def depth(self) -> float:
        """Mean rollout step, from 1, of those that count; 0 where none does."""
        by_step = self.counts.sum(dim=1)
        step = torch.arange(1, len(by_step) + 1, device=by_step.device)
        return float((step * by_step).sum()) / max(int(by_step.sum()), 1)

    @property
    def missed_next(self) -> Int[Tensor, "step batch"]:
        """Steps that are missed after each one; above 0 only at the last step before a cut-off."""
        return torch.cat((self.missed[1:], torch.zeros_like(self.missed[:1])))

    @property
    def stops(self) -> Bool[Tensor, "step batch"]:
        """Whether a rollout ends here though its task did not: cut off, or at the horizon."""
        return self.counts & ~self.continues & ~self.terminated


def imagine(
    model: DynamicsModel,
    act_at: Act,
    starts: Float[Tensor, "batch obs"],
    length: int,
    generator: Generator,
    members: Tensor | None = None,
) -> TrajectoryBatch:
    """Roll out for `length` steps, with gradients through model and actions unless switched off.

    A rollout that has ended stays where it was, so that no gradient and no number of it can break
    those of the others.
    """
    if members is None:
        members = model.draw_members(len(starts), generator)
    obs, going = starts, torch.ones(len(starts), dtype=torch.bool, device=starts.device)
    steps: list[tuple[Tensor, ...]] = []
    for left in range(length, 0, -1):
        act = act_at(obs)
        step = model.sample(obs, act, generator, members)
        counts = going & step.usable
        reached = step.obs_next.where(counts.unsqueeze(1), obs.detach())
        reward = step.reward.where(counts, 0.0)
        missed = left * (going & ~counts).long()
        steps.append((obs, act, reached, reward, step.terminated & counts, counts, missed))
        going = counts & ~step.terminated
        obs = reached
        if not bool(going.any()):
            break
    return TrajectoryBatch(*(torch.stack(parts) for parts in zip(*steps, strict=True)))
