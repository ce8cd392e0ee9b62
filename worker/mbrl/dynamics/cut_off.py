"""What stands for the steps that an imagined rollout misses because it was cut off.

A rollout is cut off at a prediction that is not finite, that lies far outside all data, or that the
elites do not agree on. What would follow is unknown. To leave it out says that it is worth 0: where
rewards are negative nothing is better, and a policy learns to leave the data. So one of two things
stands there, for every return that is taken of imagined rollouts.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from backend.spec.rollout import CutOffRule
from worker.mbrl.replay.transitions import Transitions


@dataclass(frozen=True)
class AfterCutOff:
    """`bootstrap`: the value of the last usable state. `worst`: the worst reward, step by step.

    The worst reward is the smallest in D, or 0 if that is smaller and an episode of D terminated,
    as each step after an end pays 0. A return that no value function fits is always taken by the
    worst reward: that of a plan, of ME-TRPO's check, of 2.0 without a terminal value, and the model
    return that is compared with the real one.

    Source: Kidambi et al. 2020 (MOReL), section 4: a transition into the unknown leads to HALT, an
    absorbing state that pays -kappa at each step. Departure: kappa is not chosen, and a prediction
    is unknown where it is not usable (`ImaginedStep.usable`).

    Attributes:
        rule: Which of the two.
        worst_reward: The worst reward in D now.
    """

    rule: CutOffRule
    worst_reward: Callable[[], Float[Tensor, ""]]

    def for_ever(self, discount: float) -> Float[Tensor, ""]:
        """Value of HALT: the worst reward at each of endlessly many steps."""
        return self.worst_reward() / (1.0 - discount)

    def for_steps(self, steps: Int[Tensor, "*any"], discount: float = 1.0) -> Float[Tensor, "*any"]:
        """The worst reward at each of so many steps; discounted to the first of them."""
        worst = self.worst_reward()
        if discount == 1.0:
            return worst * steps
        return worst * (1.0 - discount ** steps.to(worst.dtype)) / (1.0 - discount)

    def worth_beyond(
        self,
        missed: Int[Tensor, "step batch"],
        value_next: Float[Tensor, "step batch"] | None,
        discount: float,
        *,
        open_ended: bool,
    ) -> Float[Tensor, "step batch"]:
        """What follows each step, as far as it lies outside of its rollout.

        Args:
            missed: Steps that each rollout misses after each step (`TrajectoryBatch.missed_next`).
            value_next: Value of the state after each step; None where no value function fits.
            discount: Discount per step.
            open_ended: Whether the return goes on beyond the last step of a rollout; where it does
                not, that is the end of the horizon and a cut-off costs the steps up to there alone.

        Returns:
            The values where they stand; 0 where none is given and nothing is missed. What it says
            where the task ended, or where the rollout goes on, is for the caller to leave out.
        """
        nothing = self.worst_reward().new_zeros(missed.shape)
        values = nothing if value_next is None else value_next
        at_horizon = values if open_ended else torch.zeros_like(values)
        if self.rule == "bootstrap" and value_next is not None:
            return values.where(missed > 0, at_horizon)
        halted = (
            self.for_ever(discount).expand_as(values)
            if open_ended
            else self.for_steps(missed, discount)
        )
        return halted.where(missed > 0, at_horizon)

    def into_halt(self, lost: Transitions, discount: float) -> Transitions:
        """The same steps as they lead into HALT: they end, and pay its value."""
        paid = self.for_ever(discount).to(lost.reward.dtype).expand_as(lost.reward)
        ended = torch.ones_like(lost.terminated)
        return Transitions(lost.obs, lost.act, lost.obs, paid, ended)
