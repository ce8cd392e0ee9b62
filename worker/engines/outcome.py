"""How a run's process ends, as its agent reads it."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses of a run's process. Any other, and any signal, is a crash."""

    FINISHED = 0
    """The run ended, and the process itself has written how."""

    INTERRUPTED = 75
    """Asked to stop, it saved where it was; the run can go on elsewhere."""

    LOST = 76
    """The run belongs to somebody else by now; nothing more was written."""

    UNKNOWN = 78
    """Its cluster knows its job no longer: whether the run goes on, its lease says."""

    CANCELLED = 77
    """Somebody cancelled its job in the cluster, past us: the run is not wanted any more."""


def crash_reason(status: int) -> str:
    """Why a process that ended with this status is gone, for the run's page."""
    if status < 0:
        hint = "; the system may have been out of memory" if status == -9 else ""
        return f"the run's process was ended by signal {-status}{hint}"
    return f"the run's process ended by itself with status {status}"
