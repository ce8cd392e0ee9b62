"""Runs that go on without the worker that started them, and who takes them on.

They are jobs of a cluster, which the row of each run names, or processes of one host.
"""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now
from backend.db.queue import Claim
from backend.db.queue_tables import Worker
from backend.db.status import Status
from backend.db.tables import Run
from backend.spec.run import RunSpec


def take_over(
    session: Session,
    engine: str,
    host: str,
    is_gone: Callable[[int], bool],
    here: Collection[str] | None = None,
) -> str | None:
    """The id of a worker of this host and engine that is gone and left runs; None without one.

    Args:
        session: The transaction.
        engine: The engine, one whose jobs go on without their worker.
        host: Where it ran.
        is_gone: Whether the process of a number is no more on this host.
        here: The runs whose processes go on here; None where a cluster has them.
    """
    at_work = select(Run.worker_id).where(Run.status == Status.RUNNING, _goes_on(here))
    left = select(Worker).where(
        Worker.engine == engine, Worker.host == host, Worker.id.in_(at_work)
    )
    # Locked: of two agents that start together each takes another one.
    for worker in session.scalars(left.order_by(Worker.heartbeat_at.desc()).with_for_update()):
        if worker.stopped_at is not None or is_gone(worker.pid):
            return worker.id
    return None


def go_on(session: Session, worker_id: str, pid: int, slots: int, version: str) -> None:
    """Note that another process goes on as this worker."""
    values = {"pid": pid, "slots": slots, "version": version, "stopped_at": None}
    now = database_now(session)
    session.execute(update(Worker).where(Worker.id == worker_id).values(heartbeat_at=now, **values))
    changes.record(session, "worker", worker_id)


def _goes_on(here: Collection[str] | None) -> ColumnElement[bool]:
    return Run.job.is_not(None) if here is None else Run.id.in_(here)


def jobs_of(
    session: Session, worker_id: str, here: Collection[str] | None = None
) -> list[tuple[Claim, str | None]]:
    """The runs of a worker that go on without it, each with what a cluster calls its job."""
    held = (Run.worker_id == worker_id, Run.status == Status.RUNNING, _goes_on(here))
    rows = session.execute(select(Run.id, Run.attempt, Run.spec, Run.job).where(*held))
    return [
        (Claim(row.id, row.attempt, RunSpec.model_validate(row.spec), worker_id), row.job)
        for row in rows
    ]
