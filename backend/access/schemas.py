"""Who is asking, and whether the server is up."""

from typing import Literal

from backend.schemas import View


class SessionView(View):
    """Who is asking."""

    kind: Literal["owner", "share"]
    version: str


class Health(View):
    """The process answers."""

    status: Literal["ok"]


class Readiness(View):
    """The process can do its work."""

    status: Literal["ready"]
    database: Literal["sqlite", "postgresql"]
    page_built: bool
