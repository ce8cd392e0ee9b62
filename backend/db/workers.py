"""Workers: who can execute runs, and who was heard of lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now, new_id
from backend.db.queue_tables import Worker
from backend.spec.amounts import Amounts

LIVE_SECONDS = 30
SHOWN_FOR = timedelta(days=1)


UNTOLD = Amounts()


@dataclass(frozen=True)
class Offer:
    """What a worker takes.

    Attributes:
        engine: What places its runs.
        most: What one run may have; nothing is known of a cluster.
        refused: Why it could not make installed environments, by their id.
    """

    engine: str = "local"
    most: Amounts = UNTOLD
    refused: Mapping[str, str] = field(default_factory=dict)


ANYTHING = Offer()


def register(
    session: Session, host: str, pid: int, slots: int, version: str, offer: Offer = ANYTHING
) -> str:
    """Enter a worker that just started; its id.

    Args:
        session: The transaction.
        host: Where it runs.
        pid: Its process there.
        slots: Cores of its machine, or jobs in its cluster, at a time.
        version: Of this program.
        offer: What it takes beside.
    """
    now = database_now(session)
    worker = Worker(
        id=new_id(),
        host=host,
        pid=pid,
        engine=offer.engine,
        slots=slots,
        most_cores=offer.most.cores,
        most_memory_mib=offer.most.memory_mib,
        most_gpu=offer.most.gpu,
        version=version,
        refused=dict(offer.refused) or None,
        started_at=now,
        heartbeat_at=now,
    )
    session.add(worker)
    session.flush()
    changes.record(session, "worker", worker.id)
    return worker.id


def show_nodes(session: Session, worker_id: str, nodes: Sequence[Mapping[str, Any]]) -> None:
    """Note which nodes the worker's cluster has."""
    before = session.scalar(select(Worker.nodes).where(Worker.id == worker_id))
    if before != list(nodes):
        session.execute(update(Worker).where(Worker.id == worker_id).values(nodes=list(nodes)))
        changes.record(session, "worker", worker_id)


def tell_trouble(session: Session, worker_id: str, trouble: str | None) -> None:
    """Note what is wrong with the worker's engine; None where nothing is."""
    session.execute(update(Worker).where(Worker.id == worker_id).values(trouble=trouble))
    changes.record(session, "worker", worker_id)


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
