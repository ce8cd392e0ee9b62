"""What an evaluation measures."""

from dataclasses import dataclass
from functools import cached_property

from jaxtyping import Float, Int
from torch import Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.normaliser import SMALLEST_DEVIATION
from worker.mbrl.dynamics.start_states import StartStrategy
from worker.mbrl.evaluation.naive_predictors import NaivePredictors, naive_predictors
from worker.mbrl.policy.judgement import Judgement
from worker.mbrl.policy.policy import Acting, Policy
from worker.mbrl.replay.transitions import Transitions


@dataclass(frozen=True)
class Subject:
    """A policy and a model at one moment of a run.

    Attributes:
        policy: The current policy.
        model: The model; None in versions without one.
        behaviour: What fills D at present, about to begin an episode.
        real_obs: Observations in D, which set the unit of errors.
        imagined_obs: Observations of the rollouts that the policy last learned from; None where it
            learns from none.
        worst_reward: What stands for each step that an imagined episode misses when it is cut off.
        rollout_length: Steps of the rollouts in force; 0 without a model.
        env_step: Real steps taken.
        progress: Share of the run's real steps that is taken.
        starts: Where imagined rollouts begin; None where the policy learns from none.
        real_steps: The step of its episode at which each of `real_obs` was seen, -1 where that is
            not known; None where no rollouts begin.
        judgement: What the critics of the policy say; None without any, or before they learned.
        real: The transitions of D, which the naive predictors are fitted to; None leaves them out.
    """

    policy: Policy
    model: DynamicsModel | None
    behaviour: Acting
    real_obs: Float[Tensor, "batch obs"]
    imagined_obs: Float[Tensor, "other obs"] | None
    worst_reward: Float[Tensor, ""]
    rollout_length: int
    env_step: int
    progress: float
    starts: StartStrategy | None = None
    real_steps: Int[Tensor, " batch"] | None = None
    real: Transitions | None = None
    judgement: Judgement | None = None

    @property
    def is_last(self) -> bool:
        """Whether no further evaluation follows."""
        return self.progress >= 1.0

    @cached_property
    def scale(self) -> Float[Tensor, " obs"]:
        """Deviation of each dimension over D, 1 where it is constant: the unit of state errors."""
        return deviations(self.real_obs)

    @cached_property
    def naive(self) -> NaivePredictors | None:
        """What the model is held against, fitted to the same data."""
        return None if self.real is None else naive_predictors(self.real)


def deviations(obs: Float[Tensor, "batch obs"]) -> Float[Tensor, " obs"]:
    """Standard deviation of each dimension, 1 where it is constant."""
    spread = obs.std(dim=0, correction=0)
    return spread.where(spread > SMALLEST_DEVIATION, 1.0)
