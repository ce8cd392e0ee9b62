"""The one place where a value goes on from the next state, or does not."""

from jaxtyping import Bool, Float
from torch import Tensor


def bootstrapped(
    reward: Float[Tensor, " batch"],
    terminated: Bool[Tensor, " batch"],
    value_next: Float[Tensor, " batch"],
    discount: float,
) -> Float[Tensor, " batch"]:
    """Reward plus the discounted value of what follows; the reward alone where the task ended.

    There is no argument for `truncated` and none for the end of an imagined rollout: both are
    moments at which we stopped looking, and the value goes on.
    """
    return reward + discount * value_next.masked_fill(terminated, 0.0)
