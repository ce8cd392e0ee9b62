"""What is asked of saved views, and how one is shown."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from backend.db.saved_views import ViewKind
from backend.run_filter.parse import FilterText
from backend.runs.list_schemas import (
    CommaList,
    EnvironmentText,
    SortText,
    TagText,
    VersionText,
    Words,
)
from backend.schemas import Ask, AskQuery, Line, Name, Shown, View


class ViewState(Ask):
    """What the address of a list of runs says, by its names there. What is left out is usual."""

    q: Words | None = None
    filter: FilterText | None = None
    status: CommaList | None = None
    environment: EnvironmentText | None = None
    version: VersionText | None = None
    tag: TagText | None = None
    archived: bool | None = None
    promises: bool | None = None
    columns: CommaList | None = None
    sort: SortText | None = None
    group_by: CommaList | None = None


AddressText = Annotated[
    Line,
    Field(
        max_length=20_000,
        description="What the address of a comparison says, without its `?`. In place of `state`.",
    ),
]


class ViewsQuery(AskQuery):
    """Which saved views."""

    kind: ViewKind = "runs"


class NewView(Ask):
    """A view to be saved: of the list of runs, or of a comparison."""

    name: Name
    state: ViewState | None = None
    address: AddressText | None = None


class ViewChange(Ask):
    """Another name for a view, or another state in place of its own. What is left out stays."""

    name: Name | None = None
    state: ViewState | None = None
    address: AddressText | None = None


class SavedView(View):
    """A view of the list of runs, or a comparison, under a name."""

    id: str
    name: Shown
    kind: ViewKind
    state: dict[str, Shown] = Field(
        description="What the list is asked, by the names of `GET /runs`; what is usual is "
        "missing. Of a comparison its `address`."
    )
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class SavedViews(View):
    """All of them, by name."""

    items: list[SavedView]
