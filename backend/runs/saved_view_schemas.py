"""What is asked of saved views, and how one is shown."""

from datetime import datetime

from pydantic import Field

from backend.run_filter.parse import FilterText
from backend.runs.list_schemas import (
    CommaList,
    EnvironmentText,
    SortText,
    TagText,
    VersionText,
    Words,
)
from backend.schemas import Ask, Name, Shown, View


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


class NewView(Ask):
    """A view to be saved."""

    name: Name
    state: ViewState


class ViewChange(Ask):
    """Another name for a view, or another state in place of its own. What is left out stays."""

    name: Name | None = None
    state: ViewState | None = None


class SavedView(View):
    """A view of the list of runs under a name."""

    id: str
    name: Shown
    state: dict[str, Shown] = Field(
        description="What the list is asked, by the names of `GET /runs`; what is usual is missing."
    )
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class SavedViews(View):
    """All of them, by name."""

    items: list[SavedView]
