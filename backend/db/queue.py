"""The queue: the `runs` table, claimed by lease and fenced by attempt number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, func, select, true, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now
from backend.db.errors import StaleClaim
from backend.db.status import Event, Status, next_status
from backend.db.tables import Run
from backend.db.waiting import ORDER, Room, is_waiting, may_be_taken, suffice, takes_before
from backend.spec.run import RunSpec
from backend.spec.visible_text import visible


@dataclass(frozen=True)
class Claim:
    """A worker's right to execute a run, until its lease ends or the run is claimed again.

    Attributes:
        run_id: The run.
        attempt: The fencing token: every later write carries it.
        spec: What to do.
        worker_id: Who claimed it.
    """

    run_id: str
    attempt: int
    spec: RunSpec
    worker_id: str


def claim(
    session: Session, worker_id: str, lease_seconds: float, room: Room | None = None
) -> Claim | None:
    """Take the run that is first in line; None when none may be taken.

    One statement finds and takes it. On PostgreSQL rows that another claimer holds are skipped; on
    SQLite the transaction already holds the only write lock.

    A run that asks for more than is left holds its place until there is room: those behind it
    that ask for less would otherwise keep it waiting for ever.

    Args:
        session: A transaction.
        worker_id: Who takes it.
        lease_seconds: For how long, unless it is renewed.
        room: What the worker can give; None where it gives whatever is asked.
    """
    now = database_now(session)
    waiting = (
        select(Run.id)
        .where(may_be_taken(session, room))
        .order_by(*ORDER)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    take = (
        update(Run)
        .where(
            Run.id == waiting,
            Run.status == Status.QUEUED,
            true() if room is None else suffice(room.left),
        )
        .values(
            status=next_status(Status.QUEUED, "claim"),
            attempt=Run.attempt + 1,
            worker_id=worker_id,
            lease_expires_at=now + timedelta(seconds=lease_seconds),
            started_at=now,
            phase="starting",
            progressed_at=now,
            stalled_since=None,
            job=None,
            waits_for=None,
        )
        .returning(Run.id, Run.attempt, Run.spec)
        .execution_options(synchronize_session=False)
    )
    taken = session.execute(take).one_or_none()
    if taken is None:
        return None
    _changed(session, taken.id)
    return Claim(taken.id, taken.attempt, RunSpec.model_validate(taken.spec), worker_id)


def waiting_before(session: Session, run: Run) -> int:
    """How many queued runs are taken earlier than this one."""
    earlier = is_waiting() & Run.paused_at.is_(None) & takes_before(run)
    return session.scalar(select(func.count()).where(earlier)) or 0


def owned(session: Session, claim: Claim) -> Run:
    """The claimed run, locked until the transaction ends.

    Raises:
        StaleClaim: When the claim no longer owns it.
    """
    run = session.scalar(select(Run).where(_owns(claim)).with_for_update())
    if run is None:
        raise StaleClaim(claim.run_id, claim.attempt)
    return run


def _owns(claim: Claim) -> ColumnElement[bool]:
    is_claimed = (Run.id == claim.run_id) & (Run.attempt == claim.attempt)
    return is_claimed & (Run.status == Status.RUNNING) & (Run.worker_id == claim.worker_id)


def renew(session: Session, claim: Claim, lease_seconds: float) -> bool:
    """Keep the run for another lease; whether its cancellation was asked for meanwhile.

    A lease that ended is renewed all the same when nobody claimed the run since.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    ends = database_now(session) + timedelta(seconds=lease_seconds)
    keep = update(Run).where(_owns(claim)).values(lease_expires_at=ends)
    row = session.execute(keep.returning(Run.cancel_requested_at)).one_or_none()
    if row is None:
        raise StaleClaim(claim.run_id, claim.attempt)
    return row.cancel_requested_at is not None


def release(session: Session, claim: Claim, *, to_the_end: bool = False) -> Status:
    """Put the run back into its place in the queue, as on a clean stop: no attempt is burnt.

    Args:
        session: A transaction.
        claim: The right to it.
        to_the_end: It had its turn, so those that wait beside it come first.

    Returns:
        The run's status now: queued, or cancelled when that was asked for.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    run = owned(session, claim)
    if run.cancel_requested_at is not None:
        _leave(run, "cancel")
        run.finished_at = database_now(session)
    else:
        _leave(run, "release")
        if to_the_end:
            run.queued_at = database_now(session)
    _changed(session, claim.run_id)
    return Status(run.status)


def note_job(session: Session, claim: Claim, job: str, waits_for: str) -> None:
    """Note what a cluster calls the run's job, and why that has not begun.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    run = owned(session, claim)
    run.job, run.waits_for = visible(job), visible(waits_for)
    _changed(session, claim.run_id)


def begin(session: Session, claim: Claim, lease_seconds: float) -> None:
    """Note that the run's job has begun, and keep the run for another lease.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    run = owned(session, claim)
    now = database_now(session)
    run.waits_for = None
    run.progressed_at = now
    run.lease_expires_at = now + timedelta(seconds=lease_seconds)
    _changed(session, claim.run_id)


def _leave(run: Run, event: Event) -> None:
    run.status = next_status(run.status, event)
    run.worker_id = None
    run.lease_expires_at = None
    run.steps_per_second = None
    run.phase = None
    run.stalled_since = None
    run.waits_for = None


def finish(
    session: Session,
    claim: Claim,
    status: Status,
    reason: str | None = None,
    traceback: str | None = None,
) -> None:
    """End the run for good.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    run = owned(session, claim)
    events: dict[Status, Event] = {
        Status.SUCCEEDED: "succeed",
        Status.FAILED: "fail",
        Status.CANCELLED: "cancel",
    }
    _leave(run, events[status])
    run.finished_at = database_now(session)
    run.failure_reason = None if reason is None else visible(reason)
    run.failure_traceback = None if traceback is None else visible(traceback)
    _changed(session, run.id)


def give_up(session: Session, claim: Claim, reason: str) -> Status:
    """Note that the attempt failed by no fault of the spec: try again, or fail after the last.

    Returns:
        The run's status now: queued, failed, or cancelled when that was asked for.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    status = _expire(owned(session, claim), reason, database_now(session))
    _changed(session, claim.run_id)
    return status


def _expire(run: Run, reason: str, now: datetime) -> Status:
    run.failed_attempts += 1
    if run.cancel_requested_at is not None:
        _leave(run, "cancel")
        run.finished_at = now
    elif run.failed_attempts >= run.max_attempts:
        _leave(run, "fail")
        run.finished_at = now
        run.failure_reason = f"{visible(reason)}; gave up after {run.failed_attempts} attempts"
    else:
        _leave(run, "expire")
    return Status(run.status)


def requeue_expired(session: Session, now: datetime | None = None) -> list[str]:
    """Put runs whose lease ended back into the queue; those out of attempts fail with the reason.

    Those whose lease ended before `now`, by default the database's time.

    Returns:
        Ids of the runs that were moved.
    """
    now = now or database_now(session)
    lost = (
        select(Run)
        .where(Run.status == Status.RUNNING, Run.lease_expires_at < now)
        .with_for_update(skip_locked=True)
    )
    moved = []
    for run in session.scalars(lost):
        _expire(run, f"worker {run.worker_id} was not heard of until its lease ended", now)
        _changed(session, run.id)
        moved.append(run.id)
    return moved


def request_cancel(session: Session, run_id: str, only: Status | None = None) -> Status | None:
    """Cancel a queued run at once, or ask the worker of a running one to stop.

    Args:
        session: An open transaction.
        run_id: The run.
        only: Leave it as it is unless it is in this state now; None: whatever it is in.

    Returns:
        The run's status now; None when there is no such run. An ended run stays as it is.
    """
    run = session.scalar(select(Run).where(Run.id == run_id).with_for_update())
    if run is None:
        return None
    if only is not None and run.status != only:
        return Status(run.status)
    if run.status == Status.QUEUED:
        _leave(run, "cancel")
        run.finished_at = database_now(session)
        _changed(session, run_id)
    elif run.status == Status.RUNNING and run.cancel_requested_at is None:
        run.cancel_requested_at = database_now(session)
        _changed(session, run_id)
    return Status(run.status)


def _changed(session: Session, run_id: str) -> None:
    session.flush()
    changes.record(session, "run", run_id, run_id)


def fenced(claim: Claim, statement: Update) -> Update:
    """`statement` on runs, limited to the claimed one while the claim owns it."""
    return statement.where(_owns(claim))
