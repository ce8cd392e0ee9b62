"""Writing how a process ended that did not write it itself."""

from datetime import UTC, datetime

import structlog
from sqlalchemy.orm import Session

from backend.db import logs, queue
from backend.db.errors import StaleClaim
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.status import Status
from worker.engines.outcome import Exit, crash_reason
from worker.engines.protocol import NotPlaced
from worker.jobs.job import Job

log = structlog.get_logger()

NOT_BEGUN = "its cluster did not begin its job"
CANCELLED_OUTSIDE = "its job was cancelled in the cluster, so the run is cancelled"


def settle(database: Database, job: Job, status: int) -> None:
    """Write how a job's process ended, unless it has written that itself."""
    claim = job.claim
    log.info("ended", run=claim.run_id, attempt=claim.attempt, status=status)
    if status in {Exit.LOST, Exit.UNKNOWN}:
        return
    try:
        with database.transaction() as session:
            _write(session, job, status)
    except StaleClaim:
        # The process wrote the end itself, as it does when it fails or succeeds in time.
        log.debug("already settled", run=claim.run_id)


def _write(session: Session, job: Job, status: int) -> None:
    claim = job.claim
    if job.asked == "cancel":
        queue.finish(session, claim, Status.CANCELLED)
    elif job.ended_because is not None:
        _say(session, claim, "error", job.ended_because)
        queue.finish(session, claim, Status.FAILED, job.ended_because)
    elif status == Exit.NOT_BEGUN:
        words = job.process.end_words() or NOT_BEGUN
        _say(session, claim, "warning", f"{words}. The run goes back to the queue")
        queue.release(session, claim)
    elif status == Exit.CANCELLED:
        _say(session, claim, "warning", CANCELLED_OUTSIDE)
        queue.finish(session, claim, Status.CANCELLED)
    elif status == Exit.INTERRUPTED or job.asked is not None:
        had_its_turn = job.asked != "pause" and claim.spec.compute.time_limit_minutes is not None
        queue.release(session, claim, to_the_end=had_its_turn)
    else:
        # Also after Exit.FINISHED: a simulator can end the process with that status.
        reason = job.process.end_words() or crash_reason(status)
        _say(session, claim, "error", reason)
        queue.give_up(session, claim, reason)


def settle_unplaced(database: Database, claim: Claim, refused: NotPlaced) -> None:
    """Fail a run that the engine never takes; another one goes back to the queue."""
    log.warning("not placed", run=claim.run_id, reason=refused.reason)
    try:
        with database.transaction() as session:
            if refused.is_final:
                _say(session, claim, "error", refused.reason)
                queue.finish(session, claim, Status.FAILED, refused.reason)
            else:
                queue.release(session, claim)
    except StaleClaim:
        log.debug("already settled", run=claim.run_id)


def _say(session: Session, claim: Claim, level: logs.Level, words: str) -> None:
    logs.append(session, claim, [logs.LogLine(datetime.now(UTC), level, words)])
