"""Which queued run is taken next, and which may not be taken now."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, false, func, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from backend.db.queue_tables import THE_ONLY, QueueRules
from backend.db.status import Status
from backend.db.tables import Experiment, Run
from backend.spec.amounts import Amounts
from backend.spec.compute import KEEP_WHOLE_GPUS, WHOLE_GPUS

AUTO = "auto"


@dataclass(frozen=True)
class Room:
    """What a worker can give.

    Attributes:
        engine: What places its runs.
        most: What one run may have at most.
        left: What is not taken now.
    """

    engine: str
    most: Amounts
    left: Amounts


def suffice(there: Amounts) -> ColumnElement[bool]:
    """Whether a run asks for no more than there is."""
    asked = ((Run.cores, there.cores), (Run.memory_mib, there.memory_mib), (Run.gpu, there.gpu))
    return and_(true(), *(column <= most for column, most in asked if most is not None))


def rules_of(session: Session) -> QueueRules:
    """The rules of the whole queue; those that were never set limit nothing."""
    return session.get(QueueRules, THE_ONLY) or QueueRules(id=THE_ONLY)


def is_waiting() -> ColumnElement[bool]:
    """Whether a run is in the queue at all."""
    return (Run.status == Status.QUEUED) & Run.deleted_at.is_(None)


ORDER = (Run.priority.desc(), Run.queued_at, Run.id)
"""In which order runs are taken."""


def takes_before(run: Run) -> ColumnElement[bool]:
    """Whether a run is taken earlier than this one, as far as their places say."""
    later = tuple_(Run.queued_at, Run.id) < tuple_(run.queued_at, run.id)
    return (Run.priority > run.priority) | ((Run.priority == run.priority) & later)


def may_be_taken(session: Session, room: Room | None) -> ColumnElement[bool]:
    """Whether a worker with this room may ever take a run, and the rules let it now.

    Limits are counted while their row is locked, so that two who claim at once do not both take
    the last place.
    """
    rules = session.get(QueueRules, THE_ONLY, with_for_update=True)
    allowed = is_waiting() & Run.paused_at.is_(None)
    if room is not None:
        allowed &= Run.engine.in_((AUTO, room.engine)) & suffice(room.most)
        if room.engine in KEEP_WHOLE_GPUS:
            allowed &= Run.gpu.in_(WHOLE_GPUS)
    if rules is None:
        return allowed
    if rules.paused_at is not None:
        return false()
    limit = rules.max_running_per_account
    return allowed & _within_experiment() & (true() if limit is None else _of_account() < limit)


def _within_experiment() -> ColumnElement[bool]:
    """Whether a run's experiment may have one more at work."""
    other = aliased(Run)
    at_work = select(func.count()).where(
        other.experiment_id == Run.experiment_id, other.status == Status.RUNNING
    )
    return ~exists().where(
        Experiment.id == Run.experiment_id,
        Experiment.max_running <= at_work.correlate(Run).scalar_subquery(),
    )


def _of_account() -> ScalarSelect[int]:
    """How many runs of a run's account are at work; those of nobody are of one account."""
    other = aliased(Run)
    at_work = select(func.count()).where(
        func.coalesce(other.account_id, "") == func.coalesce(Run.account_id, ""),
        other.status == Status.RUNNING,
    )
    return at_work.correlate(Run).scalar_subquery()
