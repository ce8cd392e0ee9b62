"""What decides why runs wait: their places, the limits, and who could take them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backend.db import workers
from backend.db.queue_tables import Worker
from backend.db.status import Status
from backend.db.tables import Experiment, Run
from backend.db.visibility import ALL
from backend.db.waiting import ORDER, is_waiting, rules_of


class WaitingRun(NamedTuple):
    """A run that waits, in the queue or in a cluster."""

    id: str
    name: str
    seed: int
    experiment_id: str
    experiment_name: str
    max_running: int | None
    account_id: str | None
    status: str
    priority: int
    queued_at: datetime
    paused_at: datetime | None
    engine: str
    cores: int
    memory_mib: int
    gpu: float
    job: str | None
    waits_for: str | None
    attempt: int
    env_steps: int


class QueueState(NamedTuple):
    """What all of them wait under.

    Attributes:
        paused_at: Since when nothing is taken from the queue.
        per_account: Runs of one account at a time; None without a limit.
        workers: The live ones.
        of_experiment: Runs at work by experiment.
        of_account: Runs at work by account; those of nobody are under an empty name.
        places: How many runs are taken before each that may be taken.
    """

    paused_at: datetime | None
    per_account: int | None
    workers: Sequence[Worker]
    of_experiment: Mapping[str, int]
    of_account: Mapping[str, int]
    places: Mapping[str, int]


_OF_EXPERIMENT = {"experiment_name": Experiment.name, "max_running": Experiment.max_running}
_COLUMNS = [
    _OF_EXPERIMENT[name].label(name) if name in _OF_EXPERIMENT else getattr(Run, name)
    for name in WaitingRun._fields
]


def waiting(session: Session, only: str | None = None) -> list[WaitingRun]:
    """The runs that wait, in the order in which they are taken; those in clusters come first.

    Args:
        session: A session; of an account it tells what that may see.
        only: This run alone.
    """
    in_cluster = (Run.status == Status.RUNNING) & Run.waits_for.is_not(None)
    query = select(*_COLUMNS).join(Experiment, Experiment.id == Run.experiment_id)
    query = query.where(or_(is_waiting(), in_cluster)).order_by(Run.status.desc(), *ORDER)
    if only is not None:
        query = query.where(Run.id == only)
    return [WaitingRun(*row) for row in session.execute(query)]


def state(session: Session) -> QueueState:
    """What runs wait under, counted over the runs of all accounts."""
    rules = rules_of(session)
    at_work = (
        select(Run.experiment_id, Run.account_id, func.count().label("runs"))
        .where(Run.status == Status.RUNNING)
        .group_by(Run.experiment_id, Run.account_id)
    )
    of_experiment: dict[str, int] = {}
    of_account: dict[str, int] = {}
    for row in session.execute(at_work, execution_options=ALL):
        of_experiment[row.experiment_id] = of_experiment.get(row.experiment_id, 0) + row.runs
        account = row.account_id or ""
        of_account[account] = of_account.get(account, 0) + row.runs
    order = select(Run.id).where(is_waiting(), Run.paused_at.is_(None)).order_by(*ORDER)
    ids = session.scalars(order, execution_options=ALL).all()
    return QueueState(
        rules.paused_at,
        rules.max_running_per_account,
        workers.list_live(session),
        of_experiment,
        of_account,
        {run_id: place for place, run_id in enumerate(ids)},
    )
