"""What is asked of share links, and how they are shown."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from backend.db.shares import ShareKind
from backend.schemas import Ask, Ids, IdText, Line, Moment, Shown, View

Title = Annotated[Line, Field(max_length=200)]
Search = Annotated[Line, Field(max_length=8_000)]


class NewShare(Ask):
    """A link to one thing."""

    kind: ShareKind
    target_id: IdText | None = Field(None, description="The experiment or run.")
    run_ids: Ids | None = Field(None, description="The runs of a comparison.")
    view: Search = Field("", description="The page's search string, so the link opens that view.")
    title: Title = ""
    expires_at: Moment | None = Field(None, description="Never when left out.")


class Share(View):
    """A link, as its owner sees it. Its token is not kept and cannot be shown again."""

    id: str
    kind: ShareKind
    target_id: str | None
    run_ids: list[str]
    view: str
    title: Shown = Field(description="Empty when it has none.")
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class CreatedShare(Share):
    """A new link, with the token that opens it: shown this once."""

    token: str
    url: str = Field(description="Path of the page on this server.")


class Shares(View):
    """Links that were not revoked, newest first."""

    items: list[Share]


class Shared(View):
    """What a link shows, as its viewer sees it."""

    kind: ShareKind
    title: Shown = Field(description="Empty when it has none.")
    target_id: str | None
    run_ids: list[str] = Field(description="The runs that can be read now.")
    view: str
    created_at: datetime
    expires_at: datetime | None
