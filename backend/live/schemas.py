"""What the stream of changes says."""

from typing import Literal

from backend.schemas import View


class Change(View):
    """Something changed; ask for it again. Only ids, never data."""

    kind: Literal["run", "experiment", "series", "profiles", "logs", "share", "worker", "session"]
    id: str
    run_id: str | None
    version: int
