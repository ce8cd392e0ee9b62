"""What the core asks of a real environment. Adapters live outside the core."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from jaxtyping import Bool, Float
from torch import Tensor

from backend.spec.environments import ActionKind

TerminationRule = Callable[[Float[Tensor, "batch obs"]], Bool[Tensor, " batch"]]
"""Whether a transition that arrived at these observations ended its episode for good."""

RewardRule = Callable[
    [Float[Tensor, "batch obs"], Float[Tensor, "batch act"], Float[Tensor, "batch obs"]],
    Float[Tensor, " batch"],
]
"""The reward of transitions: observation, action, next observation. Differentiable."""


Restore = Callable[[], None]
"""Brings an environment back to the moment at which it was made, as often as it is called."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one action brought about.

    Attributes:
        obs_next: Observation after the action.
        reward: Reward of this step.
        terminated: The task itself ended; nothing can be earned afterwards.
        truncated: A limit of time ended the episode; the task would have gone on.
    """

    obs_next: Float[Tensor, " obs"]
    reward: float
    terminated: bool
    truncated: bool

    @property
    def ended(self) -> bool:
        """Whether the episode is over, for whichever reason."""
        return self.terminated or self.truncated


class SimulatorFault(Exception):
    """What a real environment answered cannot be learned from: the fault is the simulator's."""


class Environment(Protocol):
    """One real environment: float32 vectors on the CPU, actions in [-1, 1] or one-hot.

    It answers the same actions after the same reset in the same way: that is how a run that was
    interrupted comes back to the middle of an episode.
    """

    def reset(self, seed: int) -> Float[Tensor, " obs"]:
        """The first observation of a new episode that `seed` alone decides."""

    def step(self, action: Float[Tensor, " act"]) -> Step:
        """What `action` brings about. Not to be called after the episode ended."""

    def saved_moment(self) -> Restore | None:
        """A way back to this very moment, whatever happens next; None where there is none.

        After it the same actions bring about the same, to the last bit. Where there is none, the
        same reset and the same actions lead to the same moment.
        """


@dataclass(frozen=True)
class Task:
    """A kind of environment, of which the core makes as many instances as it needs.

    Attributes:
        observation_dims: Length of an observation.
        action_dims: Length of an action.
        actions: Whether an action is a point in [-1, 1]^m or one of m, written as a one-hot vector.
        episode_limit: Steps after which an episode is truncated.
        termination: The task's known rule; None where the model must learn one.
        reward: The task's known formula; None where the model must learn it.
        make: A new, independent instance.
    """

    observation_dims: int
    action_dims: int
    actions: ActionKind
    episode_limit: int
    termination: TerminationRule | None
    reward: RewardRule | None
    make: Callable[[], Environment]
