"""Model rollouts: where they start, how long they are, and how the ensemble propagates."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from backend.spec.part import Part, setting

StartStates = Literal["initial", "real_uniform"]
Propagation = Literal["ts1"]

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
        share = min(max((env_step - first) / (last - first), 0.0), 1.0)
        return int(self.start + share * (self.end - self.start))


def _kind_of_length(value: object) -> str | None:
    """Which branch of the union a value means, so that an error speaks of that branch alone."""
    if isinstance(value, LengthSchedule | dict):
        return "schedule"
    return "constant" if isinstance(value, int) and not isinstance(value, bool) else None


RolloutLength = Annotated[
    Annotated[RolloutSteps, Tag("constant")] | Annotated[LengthSchedule, Tag("schedule")],
    Discriminator(
        _kind_of_length,
        custom_error_type="rollout_length",
        custom_error_message=(
            f"a whole number from 1 to {MAX_LENGTH}, or a schedule "
            "like from: 1, to: 15, between: [20000, 100000]"
        ),
    ),
]


class RolloutSpec(Part):
    """How the model is rolled out."""

    start: StartStates = setting(
        "real_uniform",
        "Where imagined rollouts begin: uniformly over all real states seen, or at initial states.",
        label="Branch from",
        source="CS285 Fall 2023, lecture 12; Janner et al. 2019, algorithm 2",
    )
    length: RolloutLength = setting(
        5,
        "Imagined steps per rollout: a constant, or a schedule from one length to another.",
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
        "How an ensemble predicts a trajectory: ts1 draws an elite member anew at every step.",
        label="Propagation",
        source="Chua et al. 2018 (PETS), section 5; Janner et al. 2019",
    )
    retain_epochs: int = setting(
        1,
        "Refits whose rollouts the model buffer keeps; older imagined data is forgotten.",
        unit="refits",
        label="Rollout memory",
        source="MBPO's published configurations: model_retain_epochs = 1",
        ge=1,
        le=100,
    )

    def length_at(self, env_step: int) -> int:
        """The rollout length in force at `env_step`, at least 1."""
        return self.length if isinstance(self.length, int) else self.length.at(env_step)

    @property
    def longest(self) -> int:
        """The largest length this run can reach."""
        return (
            self.length if isinstance(self.length, int) else max(self.length.start, self.length.end)
        )
