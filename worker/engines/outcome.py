"""How a run's process ends, as its agent reads it."""

import signal
from enum import IntEnum
from pathlib import Path


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

    NOT_BEGUN = 79
    """Its cluster gave its job up before it began, which is not the run's fault."""

    CANCELLED = 77
    """Somebody cancelled its job in the cluster, past us: the run is not wanted any more."""


MEANINGS: dict[int, str] = {
    signal.SIGSEGV: "a segmentation fault",
    signal.SIGBUS: "a bus error",
    signal.SIGABRT: "it aborted",
    signal.SIGILL: "an illegal instruction",
    signal.SIGFPE: "an arithmetic fault",
    signal.SIGKILL: "somebody killed it, or the system was out of memory",
}
OUT_OF_MEMORY = "the system was out of memory and killed the run's process"
KERNEL_COUNTS = Path("/proc/vmstat")


def crash_reason(status: int) -> str:
    """Why a process that ended with this status is gone, for the run's page."""
    if status >= 0:
        return f"the run's process ended by itself with status {status}"
    meaning = MEANINGS.get(-status)
    return f"the run's process was ended by signal {-status}{f' ({meaning})' if meaning else ''}"


def memory_kills() -> int | None:
    """How many processes the kernel has killed for want of memory; None where it does not say."""
    try:
        lines = KERNEL_COUNTS.read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith("oom_kill ")]
    return int(found[0]) if found else None
