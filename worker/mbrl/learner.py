"""What a version must be able to do inside the outer loop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from jaxtyping import Float
from torch import Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.start_states import StartStrategy
from worker.mbrl.materials import Materials
from worker.mbrl.policy.judgement import Judgement
from worker.mbrl.policy.policy import Policy
from worker.mbrl.report import Profile


@dataclass(frozen=True)
class LearnerReport:
    """What a part of a learner tells about itself.

    Attributes:
        values: Values by the key of their series.
        notes: Sentences for the run's log.
        warnings: Sentences for the run's log that say what is wrong.
    """

    values: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Learner(Protocol):
    """The model and the policy of one run, and how real data improves them."""

    @property
    def policy(self) -> Policy:
        """The policy that acts, and that is measured."""

    @property
    def model(self) -> DynamicsModel | None:
        """The model; None in versions without one."""

    @property
    def judgement(self) -> Judgement | None:
        """What the critics of state and action say; None without such critics."""

    @property
    def imagined_obs(self) -> Float[Tensor, "batch obs"] | None:
        """Observations of the rollouts that the policy last learned from; None without rollouts."""

    @property
    def starts(self) -> StartStrategy | None:
        """Where those rollouts begin; None without rollouts."""

    @property
    def rollout_length(self) -> int:
        """Steps of the rollouts since the last fit; 0 in versions without a model."""

    def refit(self, env_step: int) -> LearnerReport:
        """Fit the model on D and do what follows from a new model (steps 2 and 3 of the loop)."""

    def learn(self) -> None:
        """Improve the policy after one more real step (step 4 of the loop)."""

    def measured(self) -> LearnerReport:
        """What `learn` did since the last call."""

    @property
    def improving(self) -> bool:
        """Whether the policy is to be improved further in this model before the next real step."""

    def improve(self) -> LearnerReport:
        """One improvement of the policy in the model alone (steps 3 and 4, repeated)."""

    def observe(self, profiles: Sequence[Profile]) -> None:
        """Hear what an evaluation measured of the model."""

    def state_dict(self) -> dict[str, Any]:
        """Everything learned, as tensors, numbers, lists and dicts."""

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace everything learned."""


Build = Callable[[Materials], Learner]
"""A version, as the outer loop is given it."""


class Defaults:
    """What a learner does that leaves a part of the loop out: nothing."""

    @property
    def model(self) -> DynamicsModel | None:
        """None."""
        return None

    @property
    def judgement(self) -> Judgement | None:
        """None."""
        return None

    @property
    def imagined_obs(self) -> Float[Tensor, "batch obs"] | None:
        """None."""
        return None

    @property
    def starts(self) -> StartStrategy | None:
        """None."""
        return None

    @property
    def improving(self) -> bool:
        """Never."""
        return False

    @property
    def rollout_length(self) -> int:
        """None."""
        return 0

    def refit(self, env_step: int) -> LearnerReport:
        """Nothing: there is no model."""
        return LearnerReport(notes=(f"no model to fit at step {env_step}",))

    def learn(self) -> None:
        """Nothing: a single real step teaches it nothing."""

    def measured(self) -> LearnerReport:
        """Nothing was done."""
        return LearnerReport()

    def improve(self) -> LearnerReport:
        """Nothing."""
        return LearnerReport()

    def observe(self, profiles: Sequence[Profile]) -> None:
        """Nothing: no rollout's length depends on it."""
