"""Which spaces of Gymnasium a run can learn in: vectors to observe, vectors or one choice to do."""

from collections.abc import Callable
from typing import Any

from gymnasium.spaces import Box, Discrete, Space
from torch import Tensor

from backend.spec.environments import ActionKind


def observation_dims(space: Space[Any], environment_id: str) -> int:
    """Length of the observation.

    Raises:
        TypeError: With the reason, for images, dictionaries and whatever else is no vector.
    """
    if isinstance(space, Box) and len(space.shape) == 1:
        return space.shape[0]
    what = f"an array of shape {space.shape}" if isinstance(space, Box) else str(space)
    raise TypeError(
        f"{environment_id} cannot be trained here: its observations are {what}, and the dynamics "
        "model predicts one vector of numbers, no image and no dictionary"
    )


def action_kind(space: Space[Any], environment_id: str) -> tuple[ActionKind, int]:
    """Kind of the actions, and the length of one or their number.

    Raises:
        TypeError: With the reason, for multi-discrete, unbounded and other actions.
    """
    if isinstance(space, Discrete):
        return "discrete", int(space.n)
    if isinstance(space, Box) and len(space.shape) == 1 and space.is_bounded():
        return "continuous", space.shape[0]
    raise TypeError(
        f"{environment_id} cannot be trained here: its actions are {space}, and a policy here "
        "chooses a bounded vector or one of several discrete actions"
    )


def native_action(space: Space[Any]) -> Callable[[Tensor], Any]:
    """From the core's actions to the task's: the place of the 1, or scaled from [-1, 1]."""
    if isinstance(space, Box):
        centre, reach = (space.high + space.low) / 2.0, (space.high - space.low) / 2.0
        return lambda action: centre + reach * action.numpy()
    first = int(space.start) if isinstance(space, Discrete) else 0
    return lambda action: first + int(action.argmax())
