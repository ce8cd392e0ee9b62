"""What people ask of the queue, whoever works on it: pauses, priorities, limits, another try."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now, upsert
from backend.db.queue_tables import THE_ONLY, QueueRules
from backend.db.status import Status, next_status
from backend.db.tables import Experiment, Run


def pause(session: Session, run_ids: Sequence[str], *, is_on: bool) -> list[str]:
    """Keep runs from being taken, or let them again; the workers of running ones give them back.

    Returns:
        The ids of those that were otherwise. Ended runs stay as they are.
    """
    was_otherwise = Run.paused_at.is_(None) if is_on else Run.paused_at.is_not(None)
    moved = session.scalars(
        update(Run)
        .where(Run.id.in_(run_ids), Run.status.in_([Status.QUEUED, Status.RUNNING]), was_otherwise)
        .values(paused_at=database_now(session) if is_on else None)
        .returning(Run.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    changes.record_runs(session, moved)
    return list(moved)


def prioritise(session: Session, run_ids: Sequence[str], priority: int) -> Mapping[str, int]:
    """Let runs be taken before all that have a lower priority.

    Returns:
        The priorities before, of those that had another one.
    """
    others = select(Run.id, Run.priority).where(Run.id.in_(run_ids), Run.priority != priority)
    # In one order, so that two who do this wait for one another.
    rows = session.execute(others.order_by(Run.id).with_for_update())
    before = {row.id: row.priority for row in rows}
    if before:
        session.execute(
            update(Run)
            .where(Run.id.in_(before))
            .values(priority=priority)
            .execution_options(synchronize_session=False)
        )
        session.expire_all()
        changes.record_runs(session, list(before))
    return before


def may_be_retried(run: Run) -> bool:
    """Whether a run has ended in a way that it may be tried again from."""
    return run.status in {Status.FAILED, Status.CANCELLED} and run.deleted_at is None


def retry(session: Session, run_id: str) -> Status | None:
    """Put a run that failed or was cancelled back into the queue, to go on where it saved itself.

    Returns:
        The run's status now; None when there is no such run. One that succeeded stays as it is,
        one that was deleted too.
    """
    run = session.scalar(select(Run).where(Run.id == run_id).with_for_update())
    if run is None:
        return None
    if may_be_retried(run):
        run.status = next_status(run.status, "retry")
        run.queued_at = database_now(session)
        run.failed_attempts = 0
        run.finished_at = run.cancel_requested_at = run.paused_at = None
        run.failure_reason = run.failure_traceback = None
        session.flush()
        changes.record(session, "run", run_id, run_id)
    return Status(run.status)


def lock_rules(session: Session) -> QueueRules:
    """The rules, to be changed; they are kept from now on, and claims wait for one another."""
    # Two who are the first at once would both add the row.
    session.execute(upsert(session, QueueRules).on_conflict_do_nothing(), [{"id": THE_ONLY}])
    return session.get_one(QueueRules, THE_ONLY, with_for_update=True)


def pause_queue(session: Session, *, is_on: bool) -> None:
    """Let nobody take a run any more, or let them again; what runs goes on."""
    rules = lock_rules(session)
    if is_on != (rules.paused_at is not None):
        rules.paused_at = database_now(session) if is_on else None
    _changed(session)


def limit_accounts(session: Session, most: int | None) -> None:
    """Let an account have so many runs at work at a time; None takes the limit away."""
    lock_rules(session).max_running_per_account = most
    _changed(session)


def limit_queued(session: Session, most: int | None) -> None:
    """Let so many runs of an account wait; None is the usual number."""
    lock_rules(session).max_queued_per_account = most
    _changed(session)


def limit_experiment(session: Session, experiment: Experiment, most: int | None) -> None:
    """Let an experiment have so many runs at work at a time; None takes the limit away."""
    lock_rules(session)
    experiment.max_running = most
    _changed(session)


def _changed(session: Session) -> None:
    session.flush()
    changes.record(session, "worker", "queue")
