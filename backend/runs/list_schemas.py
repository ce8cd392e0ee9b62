"""What is asked of lists of runs, and what they answer."""

from typing import Annotated

from pydantic import Field

from backend.run_filter.parse import FilterText
from backend.runs.filter_schemas import RunField
from backend.runs.schemas import Run, RunStatus
from backend.schemas import MOST_CHOSEN, AskQuery, IdText, Line, Shown, View
from backend.table_files import Format

CommaList = Annotated[Line, Field(max_length=8_000)]
# What a saved view says of these must be what a list can be asked.
EnvironmentText = Annotated[Line, Field(max_length=100)]
VersionText = Annotated[Line, Field(max_length=20)]
TagText = Annotated[Line, Field(max_length=40)]
Words = Annotated[Line, Field(max_length=200)]
SortText = Annotated[Line, Field(max_length=100)]
GROUPED_BY = (
    "Fields, with commas between, whose values runs of a group have in common: settings, "
    "experiment, environment, status, version, tags (all of a run's), tag:NAME (whether it has "
    "one), or any other field but a time."
)
GroupedBy = Annotated[CommaList, Field(min_length=1, description=GROUPED_BY)]
GroupMark = Annotated[str, Field(pattern=r"^[0-9a-f]{10}$")]


class RunPage(View):
    """Some of the runs that match."""

    items: list[Run]
    columns: list[RunField] = Field(description="The fields that were asked for.")
    values: list[list[float | bool | Shown | None]] = Field(
        description="Of each run the values of those fields; null where it has none."
    )
    next_cursor: str | None
    total: int = Field(description="Runs that match, on all pages.")


class RunTable(View):
    """All runs that match, with their notes."""

    columns: list[RunField]
    rows: list[list[float | bool | Shown | None]] = Field(
        description="Of each run its values of the columns, in order of the ids."
    )


class MatchedRun(View):
    """A run that matches, as far as changing it with others asks."""

    id: str
    status: RunStatus
    tags: list[Shown]
    is_archived: bool
    is_pinned: bool


class MatchedRuns(View):
    """All runs that match, in order."""

    items: list[MatchedRun] = Field(description=f"The first {MOST_CHOSEN:,} of them.")
    total: int = Field(description="Runs that match.")


class SparkLine(View):
    """A few points of a curve, its peaks among them. What is not finite is left out and counted."""

    steps: list[int] = Field(description="Real steps.")
    values: list[float] = Field(description="Reward per episode.")
    left_out: int = Field(description="Points that are not finite.")


class Sparkline(View):
    """The returns of a run, small."""

    id: str
    real: SparkLine
    model: SparkLine = Field(description="What the model promised; empty unless asked for.")
    words: str = Field(description="The real return in words.")


class Sparklines(View):
    """Those of the runs that were asked for, in their order."""

    items: list[Sparkline]


class SparklinesQuery(AskQuery):
    """Which runs."""

    ids: CommaList = Field(description="Up to 100 runs.")
    model: bool = Field(default=False, description="What the model promised, too.")


class MatchQuery(AskQuery):
    """Which runs, in which order. Lists are separated by commas."""

    experiment: IdText | None = None
    status: CommaList | None = Field(None, description="Any of these states.")
    environment: EnvironmentText | None = None
    version: VersionText | None = None
    tag: TagText | None = None
    q: Words | None = Field(None, description="Part of name, environment, id or tag.")
    ids: CommaList | None = None
    filter: FilterText | None = Field(
        None,
        description='An expression, such as `rollout.length >= 5 and version == "3.0"`. '
        "`GET /runs/filter` says which fields there are.",
    )
    archived: bool = Field(
        default=False,
        description="Archived runs too. Without it they are left out, unless `ids` names them or "
        "`filter` says something of archived.",
    )
    sort: SortText = Field("-created_at", description="Any field; - before it reverses the order.")


class GroupedQuery(MatchQuery):
    """Or those of one group alone."""

    group_by: GroupedBy | None = None
    group: GroupMark | None = Field(
        None, description="Only this one of the groups of `GET /runs/groups`; with its `group_by`."
    )


class RunTableQuery(GroupedQuery):
    """All of them as a table, with which columns beside the usual ones."""

    columns: CommaList | None = Field(None, description="Further fields, each a column.")
    format: Format = "json"


class RunQuery(GroupedQuery):
    """A page of them, with which columns."""

    columns: CommaList | None = Field(
        None, description="Fields whose values `values` gives, such as best_return,error(10)."
    )
    cursor: str | None = Field(None, max_length=400)
    limit: int = Field(50, ge=1, le=500)
