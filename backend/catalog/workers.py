"""Who can execute runs, and how many wait."""

from sqlalchemy.orm import Session

from backend.catalog.schemas import NodeView, OwnRuns, Queue, QueueChange, WorkerView
from backend.db import asked, quotas, runs, waiting, workers
from backend.db.visibility import asker_of


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
            engine=worker.engine,
            nodes=[NodeView.model_validate(node) for node in worker.nodes or []],
            trouble=worker.trouble,
        )
        for worker, is_live in workers.list_recent(session)
    ]


def queue(session: Session) -> Queue:
    """Runs at work and waiting, and the slots there are for them."""
    counts = runs.queue_counts(session)
    rules = waiting.rules_of(session)
    live = workers.list_live(session)
    return Queue(
        running=counts["running"],
        queued=counts["queued"],
        paused=counts["paused"],
        slots=sum(worker.slots for worker in live),
        workers_live=len(live),
        is_paused=rules.paused_at is not None,
        max_running_per_account=rules.max_running_per_account,
        max_queued_per_account=quotas.most_queued(session),
        yours=_yours(session),
    )


def _yours(session: Session) -> OwnRuns | None:
    who = asker_of(session)
    if who is None:
        return None
    own = quotas.own_runs(session, who.account_id)
    return OwnRuns(waiting=own.waiting, running=own.running)


def change_queue(session: Session, wanted: QueueChange) -> Queue:
    """Pause the queue, let it go on, or limit what one account has at work and in the queue."""
    if wanted.paused is not None:
        asked.pause_queue(session, is_on=wanted.paused)
    if wanted.max_running_per_account is not None:
        asked.limit_accounts(session, wanted.max_running_per_account or None)
    if wanted.max_queued_per_account is not None:
        asked.limit_queued(session, wanted.max_queued_per_account or None)
    return queue(session)
