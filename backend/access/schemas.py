"""Who is asking, and whether the server is up."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from backend.roles import Role
from backend.schemas import Shown, View


class SessionView(View):
    """Who is asking."""

    kind: Literal["owner", "share"]
    version: str
    role: Role = Field(description="What may be done: viewer, editor or admin.")
    account: Shown | None = Field(description="Whose account; null where there is none.")


class BrowserSession(View):
    """A browser that signed in."""

    id: str
    browser: Shown = Field(description="What it says that it is, such as Firefox 144 on Linux.")
    created_at: datetime
    last_used_at: datetime = Field(description="Within a minute or so.")
    expires_at: datetime | None
    revoked_at: datetime | None = Field(description="When it was signed out.")
    is_current: bool = Field(description="Whether it is the one that asks.")


class BrowserSessions(View):
    """The browsers that are signed in, newest first."""

    items: list[BrowserSession]


class Health(View):
    """The process answers."""

    status: Literal["ok"]


class Readiness(View):
    """The process can do its work."""

    status: Literal["ready"]
    database: Literal["sqlite", "postgresql"]
    page_built: bool
