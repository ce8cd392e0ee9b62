"""What a learner's critic says, in the units of the task's own rewards."""

from collections.abc import Callable
from dataclasses import dataclass

from jaxtyping import Float
from torch import Generator, Tensor

StateValue = Callable[[Float[Tensor, "batch obs"]], Float[Tensor, " batch"]]


@dataclass(frozen=True)
class Judgement:
    """A soft critic of state and action, and what follows from it.

    Attributes:
        action_value: Of a state and an action: what the actor trusts of the critics.
        value: Of a state, at the action that is taken there without noise.
        bonus: What the entropy of the policy at a state is worth, from one draw.
    """

    action_value: Callable[
        [Float[Tensor, "batch obs"], Float[Tensor, "batch act"]], Float[Tensor, " batch"]
    ]
    value: StateValue
    bonus: Callable[[Float[Tensor, "batch obs"], Generator], Float[Tensor, " batch"]]
