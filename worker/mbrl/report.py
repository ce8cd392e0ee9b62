"""What one iteration reports: plain numbers. Tensors stop here."""

from dataclasses import dataclass, field

from backend.spec.curves import CurveKind
from backend.spec.diagnostic import DataPolicy


@dataclass(frozen=True)
class Scalar:
    """One value of a series.

    Attributes:
        key: A key of `backend.spec.series.SERIES`.
        env_step: Real steps taken when it was measured.
        value: The value; may be NaN or infinite, which is data and not an error.
    """

    key: str
    env_step: int
    value: float


@dataclass(frozen=True)
class Profile:
    """A curve over the horizon, with its spread over start states.

    Attributes:
        kind: A key of `backend.spec.curves.CURVES`.
        policy: The policy that made the real data under the curve.
        env_step: Real steps taken when it was measured.
        propagation: How the ensemble was propagated: `mean` or `ts1`.
        horizon: The steps h, from 1.
        mean: Mean over start states at each h.
        q10: 10 % quantile over start states at each h.
        q50: Median over start states at each h.
        q90: 90 % quantile over start states at each h.
        count: Start states at each h.
        episodes: Mean over each episode's start states at each h, one row an episode; empty where
            they are not kept.
        episode_starts: Start states of each episode.
    """

    kind: CurveKind
    policy: DataPolicy
    env_step: int
    propagation: str
    horizon: list[int]
    mean: list[float]
    q10: list[float]
    q50: list[float]
    q90: list[float]
    count: list[int]
    episodes: list[list[float]] = field(default_factory=list)
    episode_starts: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Rollout:
    """One imagined rollout beside the world, in some of the observation's dimensions.

    Attributes:
        start: Step of the real episode at whose state it began.
        imagined: The state it began at, then what the model imagined after each step.
        world: The same state, then what the same actions brought about in the world; empty where
            the world could not be brought back to that state.
    """

    start: int
    imagined: list[list[float]]
    world: list[list[float]]


@dataclass(frozen=True)
class RecordedTrajectories:
    """A real episode and imagined rollouts from its states.

    Attributes:
        env_step: Real steps taken when it was recorded.
        rollout_length: The rollout length k in force.
        dimensions: Which of the observation's dimensions are kept.
        real: The real observations, the first one before the first step.
        rollouts: First the one over the whole episode, then the branches by their start.
    """

    env_step: int
    rollout_length: int
    dimensions: list[int]
    real: list[list[float]]
    rollouts: list[Rollout]


@dataclass(frozen=True)
class IterationReport:
    """What happened in one iteration of `Trainer.iterate`.

    Attributes:
        iteration: Iterations done, this one included.
        env_steps: Real steps taken, this iteration's included.
        scalars: Values measured, in order of time.
        profiles: Curves measured; empty unless the iteration ended at an evaluation.
        notes: Sentences for the run's log.
        warnings: Sentences for the run's log that say what is wrong.
        trajectories: Real and imagined ones; None unless an evaluation recorded them.
    """

    iteration: int
    env_steps: int
    scalars: tuple[Scalar, ...] = ()
    profiles: tuple[Profile, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    trajectories: RecordedTrajectories | None = None
