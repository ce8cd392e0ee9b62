"""What the route of seeds' statistics takes and answers."""

from typing import Annotated

from pydantic import Field

from backend.schemas import CellView, EstimateView, SpreadView, View
from backend.selection.request import GroupSelection
from backend.table_files import Format

EnvStep = Annotated[int, Field(ge=0, le=2**53 - 1)]
Return = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
THRESHOLD = "A return to reach; left out: where the one environment counts as solved, if it does."


class StatisticsQuery(GroupSelection):
    """Which runs, grouped how, and what their seeds are asked to reach."""

    env_step: EnvStep | None = Field(
        None, description="The last evaluation of each run at or before it; left out: its latest."
    )
    threshold: Return | None = Field(None, description=THRESHOLD)
    last: int = Field(5, ge=1, le=1_000, description="Evaluations in the mean of the last.")
    format: Format = "json"


class ShareView(View):
    """How many of some runs do something, and the exact 95 % interval of the chance."""

    count: int
    n: int
    low: float
    high: float


class StatisticsRow(View):
    """A group, and what is said of the real returns of its seeds."""

    index: int
    key: str
    label: str
    run_ids: list[str]
    seeds: int
    diverged: int = Field(description="Runs whose return at the evaluation is not a finite number.")
    failed: int = Field(description="Runs that failed before their first evaluation.")
    final_returns: list[float | None] = Field(
        description="Real return of each run at the evaluation; null before there is one, and "
        "where it is not finite."
    )
    normalised_scores: list[float | None] = Field(
        description="The same between the random policy's return, 0, and the trained one's, 1, of "
        "the task's suite; null where the task has no such reference."
    )
    reached: ShareView | None = Field(
        description="Runs at or above the threshold, if there is one."
    )
    estimates: dict[str, EstimateView] = Field(description="Numbers by column.")
    steps_to_threshold: list[float | None] = Field(
        description="Real step at which each run reaches the threshold; null: not reached, or "
        "not evaluated. Empty without a threshold."
    )
    steps_spread: SpreadView | None = Field(
        description="Their median and range, of the runs that were evaluated or failed "
        "before they were."
    )
    cells: dict[str, CellView] = Field(description="What a table says, by column.")


class ImprovementView(View):
    """How likely a seed of the first group pays more than one of the second; ties half."""

    first: str
    second: str
    probability: float
    low: float = Field(description="Lower end of the 95 % interval.")
    high: float
    words: str = Field(description="The same, and how many seeds stand against how many.")


class SeedStatistics(View):
    """What groups' seeds pay, beyond their mean."""

    columns: list[str] = Field(description="Keys of the columns, in their order.")
    names: dict[str, str] = Field(description="Names of the columns.")
    units: dict[str, str] = Field(description="What one of each is.")
    unit_words: str = Field(description="The same in a sentence, and which intervals stand there.")
    definitions: dict[str, str] = Field(description="What they are, and how to read them.")
    groups: list[StatisticsRow]
    improvements: list[ImprovementView] = Field(
        description="For each pair of groups of at least three seeds; empty for more than six "
        "groups, and between environments."
    )
    threshold: float | None
    threshold_words: str = Field(description="What is to be reached, and who says so.")
    references: str = Field(
        description="Where the references of normalised scores are from, and which tasks have none."
    )
    methods: list[str] = Field(
        description="Which interval each statistic has, and how often it holds the truth; how runs "
        "that diverged are counted."
    )
