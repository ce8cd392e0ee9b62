"""Workers: who can execute runs, and who was heard of lately."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now, new_id
from backend.db.tables import Worker

LIVE_SECONDS = 30
SHOWN_FOR = timedelta(days=1)


def register(
    session: Session,
    host: str,
    pid: int,
    slots: int,
    version: str,
    refused: Mapping[str, str] | None = None,
) -> str:
    """Enter a worker that just started; its id.

    Args:
        session: The transaction.
        host: Where it runs.
        pid: Its process there.
        slots: Runs that it takes at a time.
        version: Of this program.
        refused: Why it could not make installed environments, by their id.
    """
    now = database_now(session)
    worker = Worker(
        id=new_id(),
        host=host,
        pid=pid,
        slots=slots,
        version=version,
        refused=dict(refused) if refused else None,
        started_at=now,
        heartbeat_at=now,
    )
    session.add(worker)
    session.flush()
    changes.record(session, "worker", worker.id)
    return worker.id


def heartbeat(session: Session, worker_id: str, busy: int) -> None:
    """Note that a worker lives and how many of its slots are taken."""
    before = session.scalar(select(Worker.busy).where(Worker.id == worker_id))
    session.execute(
        update(Worker)
        .where(Worker.id == worker_id)
        .values(heartbeat_at=database_now(session), busy=busy, stopped_at=None)
    )
    if before != busy:
        changes.record(session, "worker", worker_id)


def stop(session: Session, worker_id: str) -> None:
    """Note that a worker stopped."""
    now = database_now(session)
    session.execute(update(Worker).where(Worker.id == worker_id).values(stopped_at=now, busy=0))
    changes.record(session, "worker", worker_id)


def list_recent(session: Session) -> Sequence[tuple[Worker, bool]]:
    """The workers heard of within a day, newest first, each with whether it lives."""
    now = database_now(session)
    query = select(Worker).where(Worker.heartbeat_at > now - SHOWN_FOR)
    found = session.scalars(query.order_by(Worker.started_at.desc(), Worker.id)).all()
    alive_since = now - timedelta(seconds=LIVE_SECONDS)
    return [(each, each.stopped_at is None and each.heartbeat_at > alive_since) for each in found]


def list_live(session: Session) -> Sequence[Worker]:
    """The workers that were heard of in the last half minute and did not stop."""
    return [worker for worker, is_live in list_recent(session) if is_live]


def refusal(session: Session, environment_id: str) -> str | None:
    """Why no live worker can make an environment; None where one can, or none lives."""
    reasons = [(worker.refused or {}).get(environment_id) for worker in list_live(session)]
    return None if None in reasons or not reasons else reasons[0]
