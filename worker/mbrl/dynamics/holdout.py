"""Which real transitions a fit may not see."""

from jaxtyping import Bool, Int
from torch import Tensor

LARGEST_HOLDOUT = 5_000
GOLDEN_RATIO = 0.6180339887498949


def held_out(
    numbers: Int[Tensor, " batch"], ratio: float, offset: float, block: int = 1
) -> Bool[Tensor, " batch"]:
    """Whether each transition is held out: a share `ratio`, spread evenly over time.

    The answer follows from the block's number alone (the golden-ratio sequence), so that a
    transition held out of one fit was in no earlier one. The published code draws a new hold-out
    for every fit and goes on from the last fit's weights, which have seen most of it. Only when
    5,000 transitions are reached does the share fall, and transitions then move from the hold-out
    to the training data, never back.

    Args:
        numbers: How many transitions had come before each one in the run.
        ratio: Share to hold out.
        offset: Where the sequence begins, in [0, 1): drawn once per run.
        block: Consecutive transitions that are held out together.
    """
    share = min(ratio, LARGEST_HOLDOUT / max(len(numbers), 1))
    position = ((numbers // block).double() * GOLDEN_RATIO + offset) % 1.0
    chosen = position < share
    if not bool(chosen.any()):
        chosen = position == position.min()
    return chosen
