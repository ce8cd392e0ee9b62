"""How a query names runs, and how they are to be grouped."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

List = Annotated[str, Field(max_length=20_000)]


class RunsAsked(BaseModel):
    """The part of a query that names runs: ids with commas between, or an experiment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    runs: List | None = Field(None, description="Run ids, with commas between them.")
    experiment: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="Or every run of this experiment."
    )


class GroupsAsked(RunsAsked):
    """And the part that groups them."""

    group_by: List | None = Field(
        None,
        description="Dotted paths of the spec, with commas between them, or `run`. Left out: "
        "everything that differs but the seed. Empty: all runs together.",
    )
