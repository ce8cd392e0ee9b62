"""What the comparison route takes and answers."""

from typing import Annotated, Any

from pydantic import Field

from backend.groups.grouping import Part
from backend.schemas import BreakEvenTally, CellView, EstimateView, RunCounts, Tally, View
from backend.selection.request import MEAN, MIDDLE, GroupSelection
from backend.spec.diagnostic import FIRST_HORIZON, Middle, Policies

MAX_HORIZON = 1_000


class ComparisonQuery(GroupSelection):
    """Which runs, grouped how, at which horizon and evaluation."""

    horizon: int = Field(
        FIRST_HORIZON, ge=1, le=MAX_HORIZON, description="Model steps ahead, clipped."
    )
    policy: Policies | None = Field(
        None,
        description="Along whose episodes the error and its growth are measured; both: the current "
        "policy's, in words for both; suite: the environment's fixed episodes. Left out: both of a "
        "single run; of several the suite that they share, else the current policy's.",
    )
    middle: Middle = Field(MEAN, description=MIDDLE)
    threshold: Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)] | None = Field(
        None,
        description="A return to reach; left out: where the one environment counts as solved, if "
        "it does.",
    )
    env_step: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = Field(
        None, description="The last evaluation of each run at or before it; left out: its latest."
    )


class ComparedGroup(View):
    """Runs that are alike but for their seeds, and their numbers."""

    index: int = Field(description="Its place, which decides its colour; below 0: a baseline.")
    key: str
    mark: str = Field(description="What `hide` calls it.")
    hidden: bool = Field(description="Whether figures and sentences leave it out.")
    label: str
    part: Part = Field(
        description="Which part it is of more runs than can be told apart, whose figures have "
        "quantiles of all; else empty."
    )
    values: dict[str, Any]
    run_ids: list[str]
    seeds: int
    statuses: RunCounts
    note: str = Field(description="How many seeds, and how many of its runs are not done.")
    error: EstimateView = Field(description="Open-loop error at the horizon, of the policy asked.")
    price_of_change: EstimateView = Field(
        description="Error of the current policy over the data policy's."
    )
    break_even: BreakEvenTally = Field(
        description="First horizon at which that error is not below that of persistence."
    )
    break_even_reading: str = Field(
        description="Of a single run, along its suite too, and where linear least squares is "
        "better; empty before it is known."
    )
    growth: Tally = Field(description="By which law that error grows.")
    growth_reading: str = Field(description="The same in a sentence; empty before it is known.")
    real_return: EstimateView
    model_return: EstimateView
    gap: EstimateView = Field(description="Model return minus real return.")
    against: dict[str, str] = Field(
        description="By column the difference from the baseline, of errors the ratio to it; empty "
        "where there is none."
    )
    cells: dict[str, CellView] = Field(
        description="What a table says of these numbers, by `compared_columns` of the catalog."
    )


class Difference(View):
    """A field of the spec in which those runs differ that read it."""

    path: str
    label: str
    values: dict[str, Any] = Field(description="By run, without those that do not read it.")


class DeletedRun(View):
    """A run that was deleted and can be restored."""

    id: str
    name: str


class Comparison(View):
    """Runs side by side."""

    runs: int
    group_by: list[str]
    candidates: list[str] = Field(description="Paths at which the runs differ.")
    tags: list[str] = Field(description="Tags that any of the runs has, to group by.")
    groups: list[ComparedGroup]
    differences: list[Difference]
    policy: Policies = Field(description="Along whose episodes the errors are measured.")
    horizon: int = Field(description="The horizon of the errors, at most `max_horizon`.")
    max_horizon: int | None = Field(description="Longest horizon measured; null before any was.")
    env_step: int | None = Field(description="The evaluation asked for; null for the latest.")
    env_steps: list[int] = Field(description="Real steps with an evaluation.")
    deleted: list[DeletedRun] = Field(description="Those of the runs that are deleted.")
    latest_words: str = Field(
        description="Which real steps the values are of, where they are of several; else empty."
    )
    size_words: str = Field(description="How many runs in how many groups.")
    reduced: str = Field(
        description="What stands for more runs than can be told apart, and why; else empty."
    )
    interval_words: str = Field(description="What the intervals are over; empty for one run.")
    draws_seeds: bool = Field(
        description="Whether figures draw single seeds where nobody says whether to."
    )
    interval_method: str = Field(
        description="How the intervals are made, and how often simulated ones hold the truth."
    )
    threshold: float | None = Field(description="The return that seeds are asked to reach.")
    question: str = Field(description="What the comparison asks, as its title.")
    environments: list[str] = Field(description="The tasks of the runs, each once.")
    returns_comparable: bool = Field(
        description="Whether returns can be set side by side: only within one environment."
    )
    along: dict[str, str] = Field(
        description="By column, along whose episodes its errors are measured."
    )
    error_reading: str = Field(description="How to read the error over the horizon.")
    returns_title: str = Field(description="What the figure of returns is of.")
    returns_reading: str = Field(description="How to read the returns.")
    whole_gap: str = Field(description="What a single group's return gap adds up to.")
