"""How a query names runs, and how they are to be grouped."""

from typing import Annotated

from pydantic import Field

from backend.run_filter.parse import FilterText
from backend.schemas import AskQuery
from backend.spec.diagnostic import Middle

MEAN: Middle = "mean"
MIDDLE = (
    "What stands for a group: the mean, of errors the geometric one, the median, the interquartile "
    "mean, or single runs."
)
List = Annotated[str, Field(max_length=20_000)]


class RunSelection(AskQuery):
    """The part of a query that names runs: ids with commas between, an experiment, or a filter."""

    runs: List | None = Field(
        None,
        description="Run ids, with commas between them. Needed where `experiment` and `filter` are "
        "left out.",
    )
    experiment: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="Or every run of this experiment; needed without the others."
    )
    filter: FilterText | None = Field(
        None,
        description="Or every run that passes this expression of `GET /runs/filter`, archived ones "
        "only where it says something of `archived`; with `experiment`, those of its runs.",
    )


class GroupSelection(RunSelection):
    """And the part that groups them."""

    group_by: List | None = Field(
        None,
        description="What runs of a group have in common, with commas between: dotted paths of the "
        "spec, `experiment`, `tags` (all of a run's), `tag:NAME` (whether it has one), or `run`. "
        "Left out: everything that differs but the seed. Empty: all runs together.",
    )
    baseline: List | None = Field(
        None,
        description="Marks of groups, or ids of single runs, with commas between, that the others "
        "are read against: they are drawn in ink, and tables tell differences from the first. A "
        "run stands by itself then and counts in no other group. What no group has says nothing.",
    )
    hide: List | None = Field(
        None,
        description="Marks of groups, with commas between, that are left out of figures and "
        "sentences; the other groups stay as they are. Marks that no group has say nothing.",
    )
