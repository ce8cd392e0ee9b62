"""What the trust routes take and answer."""

from typing import Annotated, Literal

from pydantic import Field

from backend.groups.request import GroupSelection
from backend.schemas import CellView, EstimateView, View
from backend.table_files import Format


class GrowthLaw(View):
    """One law fitted to the error over the horizon."""

    law: Literal["linear", "quadratic", "exponential"]
    coefficient: float = Field(description="a in a h, a h^2 or a exp(b h).")
    rate: float | None = Field(description="b, per step; null unless exponential.")
    r_squared: float


class LengthAdviceView(View):
    """The rollout length that the measured error advises, beside the one in use."""

    tolerance: float = Field(description="Largest tolerable error, deviations of the data.")
    by_tolerance: int = Field(description="Longest rollout whose error is within the tolerance.")
    by_bound: int | None = Field(
        description="The length that minimises MBPO's bound; loose. Null where it is undefined."
    )
    in_force: int | None = Field(description="The rollout length of the latest fit.")
    model_error: float | None = Field(description="e_m': error of one step under the policy.")
    policy_shift: float | None = Field(
        description="e_pi: the least total variation between D and the policy's states that their "
        "AUC allows."
    )


class Alarm(View):
    """Whether the policy seems to exploit the model."""

    raised: bool
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
    variance_ratio: float | None = Field(
        description="Total variance of the gradient through the model, divided by that of the "
        "likelihood-ratio gradient of the same returns."
    )


class Trust(View):
    """How far a run's model can be trusted at its latest evaluation."""

    env_step: int | None = Field(description="The evaluation; null before the first one.")
    error_of_one_step: float | None
    laws: list[GrowthLaw] = Field(description="Best first; empty where no law can be fitted.")
    advice: LengthAdviceView | None
    gradients: GradientStretch | None = Field(
        description="Null for planners, discrete actions, and before they are measured."
    )
    alarm: Alarm | None = Field(description="Null with fewer than five evaluations.")
    reading: str = Field(description="What this comes to, in sentences; empty before any of it.")


class TrustQuery(GroupSelection):
    """Which runs, grouped how, at which evaluation."""

    env_step: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = Field(
        None, description="What each run had measured at or before it; left out: so far."
    )
    format: Format = "json"


class Tally(View):
    """How many runs of a group say what."""

    counts: dict[str, int] = Field(description="Runs by verdict, the commonest first.")
    n: int = Field(description="Runs that say anything.")


class TrustRow(View):
    """Runs that are alike but for their seeds; the catalog says what the numbers mean."""

    index: int
    key: str
    label: str
    run_ids: list[str]
    seeds: int
    law: Tally
    r_squared: EstimateView
    error_of_one_step: EstimateView
    growth_per_step: EstimateView
    by_tolerance: EstimateView
    by_bound: EstimateView
    in_force: EstimateView
    policy_shift: EstimateView
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
    reading: str = Field(description="What the rows come to, in sentences.")
    reason: str | None = Field(description="Why nothing is said, where nothing is.")
