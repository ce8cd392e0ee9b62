"""What is asked of groups of a list's runs, and what they answer."""

from pydantic import Field

from backend.runs.filter_schemas import RunField
from backend.runs.list_schemas import CommaList, GroupedBy, MatchQuery
from backend.schemas import EstimateView, RunCounts, Shown, View


class RunGroupsQuery(MatchQuery):
    """Which runs are grouped by what, and of what each group says its mean."""

    group_by: GroupedBy
    columns: CommaList | None = Field(
        None, description="Fields of which each group says the mean, or the value that all have."
    )


class GroupColumn(View):
    """What the runs of a group say of a field."""

    estimate: EstimateView | None = Field(description="Of numbers; null for other fields.")
    same: float | bool | Shown | None = Field(
        description="The value that all of its runs have; null where they differ, or have none."
    )
    values: int = Field(description="How many different values they have.")


class RunGroup(View):
    """Runs that have the same values of some fields."""

    mark: str = Field(description="What `group` calls it in requests for its runs.")
    label: Shown
    values: list[Shown] = Field(description="Of each of `group_by`, in words.")
    count: int = Field(description="Its runs.")
    run_counts: RunCounts
    copies: int = Field(
        description="How many of these repeat another one's seed and settings, and are in no mean."
    )
    real_return: EstimateView = Field(description="Of each run's last evaluation.")
    columns: list[GroupColumn] = Field(description="Of each of the columns, in their order.")


class RunGroups(View):
    """The groups of all runs that match."""

    group_by: list[str]
    columns: list[RunField]
    items: list[RunGroup] = Field(
        description="In the order that was asked for, by their means where it is that of a number; "
        "else by their values. The first 2,000 of them."
    )
    total: int = Field(description="Groups.")
    runs: int = Field(description="Runs in all of them.")
