"""What the trust routes take and answer."""

from typing import Annotated

from pydantic import Field

from backend.schemas import BreakEvenTally, CellView, EstimateView, SpreadView, Tally, View
from backend.selection.request import GroupSelection
from backend.table_files import Format
from backend.verdict.exploitation import PartingKind
from backend.verdict.growth import Kind
from backend.verdict.length_advice import GapStanding, Limit


class ParameterView(View):
    """A number and its 95 % interval."""

    value: float
    low: float | None = Field(description="Null where there is too little to tell it from.")
    high: float | None


class GrowthView(View):
    """By which law a curve over the horizon grows."""

    kinds: list[Kind] = Field(
        description="What it may be, the best one first; more than one where they are not told "
        "apart. `none` stands alone."
    )
    steps: int = Field(description="Steps, from the first, that the law was fitted to.")
    episodes: int = Field(
        description="Episodes that the intervals are from; 0 where they were not kept."
    )
    one_step: ParameterView | None = Field(description="Epsilon: the law's error of one step.")
    factor: ParameterView | None = Field(
        description="L: what a step multiplies what is wrong already by; of levelling off, "
        "exponential."
    )
    exponent: ParameterView | None = Field(description="p of h^p; of a power.")
    plateau: float | None = Field(description="Where a constant or levelling curve ends.")
    at_data_size: bool = Field(
        description="Whether it ends at the size of the data, and can say no more there."
    )
    nearest: Kind | None = Field(description="Where no law fits: the one that comes nearest.")
    off_by: float | None = Field(
        description="Where no law fits, or the best is only near: the most that the nearest is off "
        "by, a factor minus one."
    )
    bend: float | None = Field(
        description="Where the law is of a typical episode, because episodes grow at rates of "
        "their own: by how much the logarithm of their mean rises above its curve. Null where it "
        "is of the mean."
    )


class BreakEvenView(View):
    """The first horizon at which the error is not below that of persistence."""

    at: int | None = Field(description="Null where it is below as far as was measured.")
    horizon: int = Field(description="Longest horizon measured.")
    again: int | None = Field(description="The next horizon at which it is below again.")
    behind: int | None = Field(description="Horizons at which it is not below.")
    low: int | None = Field(
        description="Lower end of its 95 % interval over episodes; null where that lies beyond "
        "what was measured."
    )
    high: int | None = Field(description="Upper end, likewise.")
    episodes: int = Field(description="Episodes of that interval; 0 where there is none.")


class LengthAdviceView(View):
    """The rollout length that the measured error advises, beside the one in use."""

    tolerance: float = Field(description="Largest tolerable error, deviations of the data.")
    gap_tolerance: float | None = Field(
        description="Largest tolerable return gap per step, a tenth of what a real step earns in "
        "size at the latest evaluation. Null where that is 0 or not known."
    )
    length: int = Field(
        description="Longest rollout whose error is within its tolerance and whose return gap is "
        "not surely beyond its own."
    )
    limited_by: Limit = Field(
        description="What the next step would exceed: the tolerance of the `error` or of the "
        "`gap`, or the `horizon` that was measured."
    )
    at_half: int = Field(description="The length at half of both tolerances.")
    at_twice: int = Field(description="The length at twice both tolerances.")
    is_finite: bool = Field(
        description="Whether what limits it is a finite number at the next step."
    )
    gap_standing: GapStanding = Field(
        description="What is known of the return gap over these steps: surely `within` its "
        "tolerance; that it `exceeds` it at the next step; `unsure`, where chance leaves both "
        "open; of too `few` episodes; measured for fewer steps (`short`) or not at all "
        "(`unmeasured`); without a scale to judge it by (`unscaled`)."
    )
    gap_episodes: int = Field(description="Episodes that the return gap was measured in.")
    gap_step: int | None = Field(
        description="The step, of these, at which its interval reaches furthest beyond the "
        "tolerance. Null where it does not."
    )
    gap_size: float | None = Field(description="Size of its mean there, reward per step.")
    gap_reach: float | None = Field(
        description="Far end of its 95 % interval over episodes there, reward per step."
    )
    in_force: int | None = Field(description="The rollout length of the latest fit.")


class Alarm(View):
    """Whether the policy seems to exploit the model."""

    raised: bool = Field(description="Whether the model promises too much, in any of these ways.")
    kind: PartingKind | None = Field(
        description="How promise and world have parted; null where they have not."
    )
    since: int = Field(description="Real step of the first evaluation looked at.")
    model_change: float
    real_change: float


class GradientStretch(View):
    """How gradients through the model are stretched over the horizon."""

    env_step: int = Field(description="The last evaluation that measured gradients.")
    horizon: int = Field(description="Longest horizon h at which the stretch is known.")
    rate: float = Field(
        description="log(stretch) / h, per step, from the median over start states: above 0 "
        "gradients explode, below 0 they vanish."
    )
    variance_ratio: ParameterView | None = Field(
        description="Total variance of the gradient through the model, divided by that of the "
        "likelihood-ratio gradient of the same rollouts, with its interval over start states. Null "
        "where it was not measured with a baseline of each start's own."
    )


class Trust(View):
    """How far a run's model can be trusted at its latest evaluation."""

    env_step: int | None = Field(description="The evaluation; null before the first one.")
    error_of_one_step: float | None
    growth: GrowthView | None = Field(
        description="Of the open-loop error; null with fewer than five steps."
    )
    gap_growth: GrowthView | None = Field(
        description="Of the return gap, which is a sum; null where it is not beyond chance or "
        "changes its sign."
    )
    break_even: BreakEvenView | None = Field(
        description="Along the current policy's episodes; null before it was measured."
    )
    suite_break_even: BreakEvenView | None = Field(
        description="Along the environment's suite; null where the run has none."
    )
    advice: LengthAdviceView | None
    gradients: GradientStretch | None = Field(
        description="Null for planners, discrete actions, and before they are measured."
    )
    alarm: Alarm | None = Field(description="Null with fewer than two evaluations.")
    reading: str = Field(description="What this comes to, in sentences; empty before any of it.")


class TrustQuery(GroupSelection):
    """Which runs, grouped how, at which evaluation."""

    env_step: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = Field(
        None, description="What each run had measured at or before it; left out: so far."
    )
    format: Format = "json"


class TrustRow(View):
    """Runs that are alike but for their seeds; the catalog says what the numbers mean."""

    index: int
    key: str
    label: str
    run_ids: list[str]
    seeds: int
    law: Tally
    growth: GrowthView | None = Field(description="Of a run that is alone in its group.")
    growth_factor: EstimateView
    growth_factor_of: str = Field(
        "", description="The law whose runs alone it is over, where others have a factor too."
    )
    growth_exponent: EstimateView
    error_of_one_step: EstimateView
    break_even: BreakEvenTally
    advised_length: SpreadView | None = Field(description="Null before it is known.")
    in_force: EstimateView
    policy_shift: EstimateView
    calibration_error: EstimateView
    price_of_change: EstimateView
    alarm: Tally
    cpu: EstimateView
    diagnostics: EstimateView


class TrustGroup(TrustRow):
    """The same, and what its cells say."""

    cells: dict[str, CellView] = Field(description="By column.")


class TrustComparison(View):
    """How far the models of groups of runs can be trusted, and what that cost."""

    group_by: list[str]
    env_step: int | None = Field(description="The evaluation asked for; null for the latest.")
    groups: list[TrustGroup]
    along: dict[str, str] = Field(
        description="By column, along whose episodes its errors are measured."
    )
    reading: str = Field(description="What the rows come to, in sentences.")
    reason: str | None = Field(description="Why nothing is said, where nothing is.")
