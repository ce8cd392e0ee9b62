"""What is asked of the runs that wait, and how each is shown."""

from datetime import datetime

from pydantic import Field

from backend.schemas import AskQuery, Shown, View


class WaitingRunView(View):
    """A run that waits, in the queue or in a cluster."""

    id: str
    name: Shown
    told_apart: str = Field(
        description="What tells it apart from runs of its name in this list; empty where none has."
    )
    experiment_id: str
    experiment_name: Shown
    reason: Shown = Field(description="What it waits for; of a cluster, in the cluster's words.")
    look_up: str | None = Field(description="A command that tells more, where a cluster has it.")
    priority: int
    is_paused: bool
    is_placed: bool = Field(description="Whether it was handed over to a cluster already.")
    queued_at: datetime
    env_steps: int = Field(description="Real steps that it goes on from.")


class WaitingRuns(View):
    """The runs that wait, in the order in which they are taken."""

    items: list[WaitingRunView]
    total: int


class WaitingQuery(AskQuery):
    """How many of them."""

    limit: int = Field(500, ge=1, le=1_000)
