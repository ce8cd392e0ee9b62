"""A run's state in words: what it does, how far it is, what it waits for, how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend.db import queue, workers
from backend.db.queue_tables import Worker
from backend.db.tables import Run as RunRow
from backend.runs.schemas import Run
from backend.spec.time_words import duration
from backend.verdict.figures import counted, figure


@dataclass(frozen=True)
class QueuePlace:
    """Where a queued run stands.

    Attributes:
        ahead: Runs that are taken earlier.
        workers: Live workers.
        slots: Runs that these can run at once.
    """

    ahead: int
    workers: int
    slots: int


def queue_place(session: Session, row: RunRow) -> QueuePlace | None:
    """Where a run stands in the queue; None where it does not wait in it."""
    if row.status != "queued":
        return None
    live: Sequence[Worker] = workers.list_live(session)
    return QueuePlace(
        queue.waiting_before(session, row), len(live), sum(worker.slots for worker in live)
    )


def status_word(status: str, *, cancel_requested: bool, stalled_since: datetime | None) -> str:
    """The state in one word: a running run may be about to end, or stand still."""
    if status != "running":
        return status
    if cancel_requested:
        return "cancelling"
    return "running" if stalled_since is None else "stalled"


def status_words(run: Run, place: QueuePlace | None) -> str:
    """What there is to say beside that word. Without a place only that a queued run waits."""
    if run.status == "queued":
        return _waits(place)
    if run.status == "running":
        return f"stops, at {_steps(run)}" if run.cancel_requested else run.phase or ""
    if run.status == "succeeded":
        return f"{counted(run.total_steps, 'real step')}{_took(run)}"
    return f"at {_steps(run)}{_took(run)}"


def progress_words(run: Run) -> str:
    """How far a running run is, and how fast; empty for others."""
    if run.status != "running" or run.cancel_requested:
        return ""
    rate = run.steps_per_second
    fast = [] if rate is None else [f"{figure(rate)} real steps per second"]
    done = f"{_steps(run)} ({figure(run.progress * 100)} %)"
    return " · ".join([done, *fast])


def _steps(run: Run) -> str:
    return f"{run.env_steps:,} of {counted(run.total_steps, 'real step')}"


def _waits(place: QueuePlace | None) -> str:
    if place is None:
        return "waits for a worker"
    if place.workers == 0:
        return "no worker is running; start one with: branchpoint worker"
    slot = "the one slot" if place.slots == 1 else f"one of {place.slots:,} slots"
    if place.ahead == 0:
        return f"next in line for {slot}"
    verb = "is" if place.ahead == 1 else "are"
    return f"waits for {slot}; {counted(place.ahead, 'run')} {verb} ahead of it"


def _took(run: Run) -> str:
    if run.started_at is None or run.finished_at is None:
        return ""
    return f" in {duration((run.finished_at - run.started_at).total_seconds())}"
