"""The sentences under the trajectories: how to read them, and how far they part."""

from backend.spec.observations import Dimension
from backend.verdict.figures import figure

HOW = (
    "Ink is the world under the current policy, red the same policy in the model; dashed is the "
    "world given the very actions of a red line, so red against dashed is the model's error alone."
)
NO_UNIT = frozenset({"no unit", "unit of the task"})


def trajectories_reading(
    length: int,
    dimension: Dimension,
    branches: float | None,
    whole: float | None,
    whole_steps: int,
) -> str:
    """What the figure shows, with its numbers where there are some.

    Args:
        length: The rollout length that was in force.
        dimension: What is drawn.
        branches: Distance between imagined and real where the branches end, their mean.
        whole: The same of the rollout over the whole episode.
        whole_steps: Steps that rollout lasted.
    """
    if branches is None:
        return HOW
    told = (
        f"{HOW} Off the dots, rollouts of k = {length} end {_amount(branches, dimension)} from the "
        f"real {dimension.name} on average"
    )
    if whole is None:
        return f"{told}."
    return (
        f"{told}; the thin one from the first state on ends {_amount(whole, dimension)} away after "
        f"{whole_steps:,} steps."
    )


def _amount(gap: float, dimension: Dimension) -> str:
    return figure(gap) if dimension.unit in NO_UNIT else f"{figure(gap)} {dimension.unit}"
