"""How much real data a run may take, and how it is evaluated."""

from backend.spec.spec_part import Part, setting


class TrainingSpec(Part):
    """The budget of real steps."""

    env_steps: int = setting(
        5_000,
        "Real steps in all, random ones included; evaluation is not counted.",
        unit="real steps",
        label="Real steps",
        source="our default for the classic tasks",
        ge=10,
        le=100_000_000,
    )
    random_steps: int = setting(
        500,
        "Real steps of uniformly random actions before learning starts.",
        unit="real steps",
        label="Random steps",
        source="MBPO's published configurations: n_initial_exploration_steps",
        ge=1,
        le=1_000_000,
    )
    replay_capacity: int = setting(
        1_000_000,
        "Real transitions the replay buffer can hold.",
        unit="transitions",
        label="Replay capacity",
        source="Haarnoja et al. 2018",
        ge=1_000,
        le=10_000_000,
    )

    @property
    def first_evaluation(self) -> int:
        """Real step of a run's first evaluation, whatever `evaluation.every` is.

        Before it nothing is learned; a model is fitted first, so that there is one to measure.
        """
        return self.random_steps


class EvaluationSpec(Part):
    """When the policy and the model are measured, on episodes that are never trained on."""

    every: int = setting(
        250,
        "Real steps between evaluations.",
        unit="real steps",
        label="Evaluate every",
        source="our default: every refit",
        ge=1,
        le=1_000_000,
    )
    episodes: int = setting(
        5,
        "Real episodes of the current policy per evaluation.",
        unit="episodes",
        label="Evaluation episodes",
        source="our default",
        ge=1,
        le=100,
    )
    horizon: int = setting(
        50,
        "Longest horizon H of the compounding-error curves; cut to the shortest usable episode.",
        unit="model steps",
        label="Error horizon",
        source="our default",
        ge=1,
        le=1_000,
    )
    diagnostics_budget: float = setting(
        0.05,
        "Largest share of the computation that diagnostics may take. When it is spent, closed-loop "
        "error, calibration, mismatch, gradients and trajectories are left out of some "
        "evaluations, never of the last one.",
        unit="share of the network computation",
        label="Diagnostics budget",
        source="our default",
        gt=0.0,
        le=1.0,
    )
