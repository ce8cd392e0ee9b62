"""Model rollouts: where they start, how long they are, and how the ensemble propagates."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from backend.spec.spec_part import LengthKind, Part, setting

StartStates = Literal["initial", "real_uniform", "real_recent", "real_on_policy"]
# Without effect, and the only one that says nothing untrue, where a spec does not choose a start.
NO_START: StartStates = "real_uniform"
Propagation = Literal["mean", "ts1", "tsinf"]
CutOffRule = Literal["bootstrap", "worst"]

MAX_LENGTH = 1_000
RolloutSteps = Annotated[int, Field(ge=1, le=MAX_LENGTH)]


def _ordered(between: tuple[int, int]) -> tuple[int, int]:
    if between[0] >= between[1]:
        raise ValueError(
            f"the first real step must come before the second, got {between[0]} and {between[1]}"
        )
    return between


class LengthSchedule(Part):
    """A length that grows linearly between two real steps and is constant outside them."""

    start: RolloutSteps = Field(
        alias="from",
        description="Length until the first real step.",
        json_schema_extra={"unit": "model steps"},
    )
    end: RolloutSteps = Field(
        alias="to",
        description="Length from the second real step on.",
        json_schema_extra={"unit": "model steps"},
    )
    between: Annotated[
        tuple[
            Annotated[int, Field(ge=0, le=100_000_000)], Annotated[int, Field(ge=1, le=100_000_000)]
        ],
        Field(strict=False),
        AfterValidator(_ordered),
    ] = Field(
        description="The two real steps between which the length changes.",
        json_schema_extra={"unit": "real steps"},
    )

    def at(self, env_step: int) -> int:
        """The length in force at `env_step`: linear in between, rounded down.

        Source: Janner et al. 2019, appendix C, `x -> y over epochs a -> b`, in real steps instead
            of epochs.
        """
        first, last = self.between
        done = min(max(env_step, first), last) - first
        # In whole numbers: 1 + 0.29 * 100 is a little less than 30.
        return self.start + done * (self.end - self.start) // (last - first)


class AdaptiveLength(Part):
    """The longest length at which the measured error of the model stays tolerable."""

    tolerance: float = Field(
        gt=0.0,
        le=1_000.0,
        description="Largest open-loop error at the end of a rollout: that along the current "
        "policy's episodes or that along the data's, whichever is larger.",
        json_schema_extra={"unit": "standard deviations of the data"},
    )
    largest: RolloutSteps = Field(
        25,
        description="Length that is never exceeded.",
        json_schema_extra={"unit": "model steps"},
    )
    hysteresis: float = Field(
        0.2,
        ge=0.0,
        lt=1.0,
        description="The length grows only to where the error is below (1 - hysteresis) of the "
        "tolerance, and shrinks only where it is above the tolerance.",
        json_schema_extra={"unit": "share of the tolerance"},
    )


def _kind_of_length(value: object) -> str | None:
    """Which branch of the union a value means, so that an error speaks of that branch alone."""
    if isinstance(value, AdaptiveLength) or (isinstance(value, dict) and "tolerance" in value):
        return "adaptive"
    if isinstance(value, LengthSchedule | dict):
        return "schedule"
    return "constant" if isinstance(value, int) and not isinstance(value, bool) else None


RolloutLength = Annotated[
    Annotated[RolloutSteps, Tag("constant")]
    | Annotated[LengthSchedule, Tag("schedule")]
    | Annotated[AdaptiveLength, Tag("adaptive")],
    Discriminator(
        _kind_of_length,
        custom_error_type="rollout_length",
        custom_error_message=(
            f"a whole number from 1 to {MAX_LENGTH}, a schedule like from: 1, to: 15, "
            "between: [20000, 100000], or adaptive like tolerance: 0.5, largest: 25"
        ),
    ),
]


# What each kind of length begins with in a form.
LENGTH_EXAMPLES: dict[LengthKind, Any] = {
    "constant": 5,
    "schedule": LengthSchedule(start=1, end=15, between=(1_000, 5_000)).model_dump(
        mode="json", by_alias=True
    ),
    "adaptive": AdaptiveLength(tolerance=0.5, largest=25, hysteresis=0.2).model_dump(mode="json"),
}


class RolloutSpec(Part):
    """How the model is rolled out."""

    start: StartStates = setting(
        "real_uniform",
        "Where imagined rollouts begin: at states drawn uniformly from all real ones "
        "(real_uniform), from the latest ones (real_recent), from those since the last refit, "
        "visited by nearly the present policy (real_on_policy), or at initial states.",
        label="Branch from",
        source="CS285 Fall 2023, lecture 12; Janner et al. 2019, algorithm 2",
    )
    recent: int = setting(
        2_500,
        "Real steps that real_recent draws from.",
        unit="real steps",
        label="Recent states",
        source="our default",
        ge=1,
        le=10_000_000,
    )
    length: RolloutLength = setting(
        5,
        "Imagined steps per rollout, or the planner's horizon: a constant, a schedule from one "
        "length to another, or adapted to the measured error.",
        unit="model steps",
        label="Rollout length k",
        source=(
            "Janner et al. 2019, appendix C: 1 to 25 by task; 5 is our default for short budgets"
        ),
    )
    per_step: int = setting(
        400,
        "Rollouts imagined for every real step, all made when the model is refitted.",
        unit="rollouts per real step",
        label="Rollouts per real step",
        source="Janner et al. 2019, appendix C",
        ge=1,
        le=10_000,
    )
    propagation: Propagation = setting(
        "ts1",
        "How an ensemble predicts a trajectory: ts1 draws an elite member anew at every step, "
        "tsinf keeps one per rollout, mean feeds back the elites' mean without noise.",
        label="Propagation",
        source="Chua et al. 2018 (PETS), section 5; Janner et al. 2019",
    )
    max_disagreement: float | None = setting(
        None,
        "Stop an imagined rollout where the elites' means differ by more than this; "
        "empty never stops.",
        unit="standard deviations of the data",
        label="Stop at disagreement",
        source="Pan et al. 2020 (M2AC) mask by uncertainty; the threshold is ours",
        gt=0.0,
        le=1_000.0,
    )
    after_cut_off: CutOffRule = setting(
        "bootstrap",
        "What stands for the rest of a rollout that was stopped where the elites disagree or a "
        "prediction is unusable: the value of its last state (bootstrap), or the worst reward in "
        "the data at every missed step (worst). Returns without a value function take the worst.",
        label="After a cut-off",
        source="Kidambi et al. 2020 (MOReL), section 4, for worst; bootstrap is our default",
    )
    uncertainty_penalty: float = setting(
        0.0,
        "Taken from each imagined reward per unit of predicted deviation: the largest length, over "
        "the elites, of the deviations of next observation and reward. 0 takes nothing; the "
        "model's own promise is measured without it.",
        unit="reward per unit of deviation",
        label="Uncertainty penalty",
        source="Yu et al. 2020 (MOPO), section 4.3: 0.5 to 5 by task; 0 is our default",
        ge=0.0,
        le=1_000_000.0,
    )
    retain_epochs: int = setting(
        1,
        "Epochs whose rollouts the model buffer keeps; older imagined data is forgotten.",
        unit="epochs",
        label="Rollout memory",
        source="MBPO's published configurations: model_retain_epochs = 1",
        ge=1,
        le=100,
    )
    epoch_steps: int | None = setting(
        None,
        "Real steps in an epoch, by which the rollout memory counts; empty is the time between two "
        "refits.",
        unit="real steps",
        label="Epoch",
        source="MBPO's published configurations: epoch_length = 1,000; empty is our default for "
        "short budgets",
        ge=1,
        le=1_000_000,
    )

    def refits_kept(self, fit_every: int) -> int:
        """Refits whose rollouts the model buffer keeps, at one refit every so many real steps."""
        if self.epoch_steps is None:
            return self.retain_epochs
        return -(-self.retain_epochs * self.epoch_steps // fit_every)

    @property
    def length_kind(self) -> LengthKind:
        """In which way the length is given."""
        if isinstance(self.length, AdaptiveLength):
            return "adaptive"
        return "schedule" if isinstance(self.length, LengthSchedule) else "constant"

    @property
    def longest(self) -> int:
        """The largest length this run can reach."""
        if isinstance(self.length, AdaptiveLength):
            return self.length.largest
        return (
            self.length if isinstance(self.length, int) else max(self.length.start, self.length.end)
        )
