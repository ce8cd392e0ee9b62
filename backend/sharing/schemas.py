"""What is asked of share links, and how they are shown."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from backend.db.publications import State
from backend.db.shares import ShareKind
from backend.schemas import Ask, Ids, IdText, Line, ManyIds, Moment, Notes, Shown, View

Title = Annotated[Line, Field(max_length=200)]
Search = Annotated[Line, Field(max_length=8_000)]


class Target(Ask):
    """One thing to be shown to others, and what is said of it."""

    kind: ShareKind
    target_id: IdText | None = Field(None, description="The experiment or run.")
    run_ids: Ids | None = Field(None, description="The runs of a comparison.")
    view: Search = Field("", description="The page's search string, so that view is opened.")
    title: Title = ""
    note: Notes = Field("", description="What you say of it, as Markdown.")


class NewShare(Target):
    """A link to one thing."""

    run_ids: ManyIds | None = Field(
        None, description="The runs of a comparison; at most 500 of what is frozen."
    )
    expires_at: Moment | None = Field(None, description="Never when left out.")
    is_frozen: bool = Field(
        default=False, description="Show what it is now, whatever becomes of its runs later."
    )
    is_embeddable: bool = Field(
        default=False, description="Let pages of other sites show it in a frame."
    )


class Share(View):
    """A link, as its owner sees it. Its token is not kept and cannot be shown again."""

    id: str
    kind: ShareKind
    target_id: str | None
    run_ids: list[str]
    view: str
    title: Shown = Field(description="Empty when it has none.")
    note: Shown
    is_frozen: bool
    is_embeddable: bool
    made_by: str | None = Field(description="Whose account made it; None without accounts.")
    views: int = Field(description="How often a page of it was opened.")
    opened_at: datetime | None = Field(description="When one was opened last.")
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


class Frozen(View):
    """How far a frozen link is: what it shows is read once, and kept."""

    state: State
    answers: int
    problem: str


class Shared(View):
    """What a link shows, as its viewer sees it."""

    kind: ShareKind
    title: Shown = Field(description="Empty when it has none.")
    target_id: str | None
    note: Shown = Field(description="What its maker says of it, as Markdown.")
    run_ids: list[str] = Field(description="The runs that can be read now.")
    view: str
    frozen: Frozen | None = Field(description="None where it follows its runs.")
    created_at: datetime
    expires_at: datetime | None
