"""Jobs that go on in a cluster without the worker that handed them over, and who takes them on."""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now
from backend.db.queue import Claim
from backend.db.queue_tables import Worker
from backend.db.status import Status
from backend.db.tables import Run
from backend.spec.run import RunSpec


def take_over(
    session: Session, engine: str, host: str, is_gone: Callable[[int], bool]
) -> str | None:
    """The id of a worker of this host and engine that is gone and left jobs; None without one.

    Args:
        session: The transaction.
        engine: The engine, one whose jobs go on without their worker.
        host: Where it ran.
        is_gone: Whether the process of a number is no more on this host.
    """
    at_work = select(Run.worker_id).where(Run.status == Status.RUNNING, Run.job.is_not(None))
    left = select(Worker).where(
        Worker.engine == engine, Worker.host == host, Worker.id.in_(at_work)
    )
    for worker in session.scalars(left.order_by(Worker.heartbeat_at.desc())):
        if worker.stopped_at is not None or is_gone(worker.pid):
            return worker.id
    return None


def go_on(session: Session, worker_id: str, pid: int, slots: int, version: str) -> None:
    """Note that another process goes on as this worker."""
    values = {"pid": pid, "slots": slots, "version": version, "stopped_at": None}
    now = database_now(session)
    session.execute(update(Worker).where(Worker.id == worker_id).values(heartbeat_at=now, **values))
    changes.record(session, "worker", worker_id)


def jobs_of(session: Session, worker_id: str) -> list[tuple[Claim, str]]:
    """The runs that a worker holds in its cluster, each with what that calls its job."""
    held = (Run.worker_id == worker_id, Run.status == Status.RUNNING, Run.job.is_not(None))
    rows = session.execute(select(Run.id, Run.attempt, Run.spec, Run.job).where(*held))
    return [
        (Claim(row.id, row.attempt, RunSpec.model_validate(row.spec), worker_id), row.job)
        for row in rows
    ]
