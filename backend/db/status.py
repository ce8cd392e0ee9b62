"""The states of a run and the only ways between them."""

from enum import StrEnum
from typing import Literal

from backend.db.errors import WrongMove

Event = Literal["claim", "release", "expire", "succeed", "fail", "cancel", "retry"]


class Status(StrEnum):
    """Where a run is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to the run unless somebody asks for it."""
        return self not in {Status.QUEUED, Status.RUNNING}


_MOVES: dict[tuple[Status, Event], Status] = {
    (Status.QUEUED, "claim"): Status.RUNNING,
    (Status.QUEUED, "cancel"): Status.CANCELLED,
    (Status.RUNNING, "release"): Status.QUEUED,
    (Status.RUNNING, "expire"): Status.QUEUED,
    (Status.RUNNING, "succeed"): Status.SUCCEEDED,
    (Status.RUNNING, "fail"): Status.FAILED,
    (Status.RUNNING, "cancel"): Status.CANCELLED,
    (Status.FAILED, "retry"): Status.QUEUED,
    (Status.CANCELLED, "retry"): Status.QUEUED,
}


def next_status(current: Status | str, event: Event) -> Status:
    """The status after an event.

    Raises:
        WrongMove: When the event cannot happen to a run in this status.
    """
    try:
        return _MOVES[Status(current), event]
    except KeyError:
        raise WrongMove(str(current), event) from None
