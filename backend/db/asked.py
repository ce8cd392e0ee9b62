"""What people ask of a run in the queue, whoever works on it: another try, a pause, a priority."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db import runs
from backend.db.base import database_now
from backend.db.status import Status, next_status
from backend.db.tables import Run


def _locked(session: Session, run_id: str) -> Run | None:
    return session.scalar(select(Run).where(Run.id == run_id).with_for_update())


def retry(session: Session, run_id: str) -> Status | None:
    """Put a run that failed or was cancelled back into the queue, to go on where it saved itself.

    Returns:
        The run's status now; None when there is no such run. One that succeeded stays as it is,
        one that was deleted too.
    """
    run = _locked(session, run_id)
    if run is None:
        return None
    if run.status in {Status.FAILED, Status.CANCELLED} and run.deleted_at is None:
        run.status = next_status(run.status, "retry")
        run.queued_at = database_now(session)
        run.failed_attempts = 0
        run.finished_at = run.cancel_requested_at = run.paused_at = None
        run.failure_reason = run.failure_traceback = None
        runs.touch(session, run)
    return Status(run.status)


def pause(session: Session, run_id: str, *, is_on: bool) -> Status | None:
    """Keep a run from being taken, or let it again; its worker gives a running one back.

    Returns:
        The run's status now; None when there is no such run. An ended run stays as it is.
    """
    run = _locked(session, run_id)
    if run is None:
        return None
    if not Status(run.status).is_final and is_on != (run.paused_at is not None):
        run.paused_at = database_now(session) if is_on else None
        runs.touch(session, run)
    return Status(run.status)


def set_priority(session: Session, run_id: str, priority: int) -> None:
    """Let a run be taken before all that have a lower priority."""
    run = _locked(session, run_id)
    if run is not None and run.priority != priority:
        run.priority = priority
        runs.touch(session, run)
