"""Who can execute runs, and how many wait."""

from sqlalchemy.orm import Session

from backend.catalog.schemas import Queue, WorkerView
from backend.db import runs, workers


def seen(session: Session) -> list[WorkerView]:
    """The workers heard of within a day, newest first."""
    return [
        WorkerView(
            id=worker.id,
            host=worker.host,
            slots=worker.slots,
            busy=worker.busy,
            version=worker.version,
            heartbeat_at=worker.heartbeat_at,
            live=is_live,
        )
        for worker, is_live in workers.list_recent(session)
    ]


def queue(session: Session) -> Queue:
    """Runs at work and waiting, and the slots there are for them."""
    counts = runs.queue_counts(session)
    live = workers.list_live(session)
    return Queue(
        running=counts["running"],
        queued=counts["queued"],
        slots=sum(worker.slots for worker in live),
        workers_live=len(live),
    )
