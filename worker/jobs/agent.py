"""The agent: takes runs from the queue, keeps their leases, and sees their processes to the end.

It never imports torch, so it starts at once and stays small. All that a run computes happens in the
run's own process; the agent can therefore end a run at any moment, even inside a tensor operation.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.db import changes, logs, measures, queue, runs, workers
from backend.db.base import database_now
from backend.db.errors import StaleClaim
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.status import Status
from backend.db.tables import Run
from worker.jobs import stall
from worker.jobs.outcome import Exit, crash_reason
from worker.settings import WorkerSettings

log = structlog.get_logger()

CANCEL_GRACE_SECONDS = 0.8
LONGEST_BACKOFF_SECONDS = 10.0
PRUNE_SECONDS = 600.0
FILLED_AT_ONCE = 100
TICK_SECONDS = 0.1


class RunProcess(Protocol):
    """A run's process, wherever an engine placed it."""

    def exit_status(self) -> int | None:
        """Its exit status; None while it runs."""
        ...

    def ask_to_stop(self) -> None:
        """Ask it to save and end."""
        ...

    def kill(self) -> None:
        """End it now."""
        ...


class Engine(Protocol):
    """Places the processes of runs."""

    def start(self, claim: Claim) -> RunProcess:
        """Start the process of a claimed run."""
        ...


@dataclass
class Job:
    """A claimed run and its process.

    Attributes:
        claim: The right to it.
        process: Its process.
        cancelled_at: When it was asked to end because of a cancellation, monotonic seconds.
        ended_because: Why the agent ended it as failed.
    """

    claim: Claim
    process: RunProcess
    cancelled_at: float | None = None
    ended_because: str | None = None


@dataclass
class Every:
    """A clock that is due every so often."""

    seconds: float
    due_at: float = 0.0

    def is_due(self) -> bool:
        """Whether it is time again; if so, the next time is set."""
        now = time.monotonic()
        if now < self.due_at:
            return False
        self.due_at = now + self.seconds
        return True


class Agent:
    """One worker.

    Attributes:
        worker_id: Its id in the `workers` table.
        jobs: The runs that it holds.
    """

    def __init__(
        self, database: Database, settings: WorkerSettings, engine: Engine, worker_id: str
    ) -> None:
        self.database = database
        self.settings = settings
        self.engine = engine
        self.worker_id = worker_id
        self.jobs: list[Job] = []
        self._poll = Every(settings.poll_seconds)
        self._beat = Every(settings.heartbeat_seconds)
        self._prune = Every(PRUNE_SECONDS)
        self._backoff = 0.0
        self._judges_from = 0.0

    def work_until(self, is_stopping: Callable[[float], bool]) -> None:
        """Work until `is_stopping(seconds)`, which waits up to so long, says so; then stop cleanly.

        The database may go away meanwhile: processes go on and keep what they measured, and the
        agent tries again, ever more patiently.
        """
        while not is_stopping(TICK_SECONDS + self._backoff):
            try:
                self._tick()
                self._backoff = 0.0
            except SQLAlchemyError as error:
                self._backoff = min(LONGEST_BACKOFF_SECONDS, 2 * self._backoff + 0.5)
                self._judges_from = math.inf
                log.warning("the database does not answer", error=str(error), wait=self._backoff)
        self._stop()

    def _tick(self) -> None:
        self._settle_ended()
        self._end_cancelled()
        if self._beat.is_due():
            self._renew()
        if self._poll.is_due():
            self._see_to_jobs()
            while len(self.jobs) < self.settings.slots and self._take():
                pass

    def _take(self) -> bool:
        """Claim a run and start it; whether there was one."""
        with self.database.transaction() as session:
            claim = queue.claim(session, self.worker_id, self.settings.lease_seconds)
        if claim is None:
            return False
        self.jobs.append(Job(claim, self.engine.start(claim)))
        log.info("started", run=claim.run_id, attempt=claim.attempt)
        self._show_busy()
        return True

    def _show_busy(self) -> None:
        with self.database.transaction() as session:
            workers.heartbeat(session, self.worker_id, len(self.jobs))

    def _renew(self) -> None:
        """Say that worker and runs live, and put the runs of silent workers back."""
        began = time.monotonic()
        self._show_busy()
        self._spare_others(time.monotonic() - began)
        for job in list(self.jobs):
            try:
                with self.database.transaction() as session:
                    queue.renew(session, job.claim, self.settings.lease_seconds)
            except StaleClaim:
                if not self._ended_by_itself(job.claim):
                    self._abandon(job)
        if time.monotonic() >= self._judges_from:
            self._put_back_expired()
        if self._prune.is_due():
            with self.database.transaction() as session:
                changes.prune(session)
                measures.fill_missing(session, FILLED_AT_ONCE)

    def _spare_others(self, waited: float) -> None:
        """After a time in which nobody could write, give the others a lease to come back."""
        if waited > self.settings.heartbeat_seconds or self._judges_from == math.inf:
            self._judges_from = time.monotonic() + self.settings.lease_seconds

    def _put_back_expired(self) -> None:
        with self.database.transaction() as session:
            for run_id in queue.requeue_expired(session):
                log.warning("put back: its worker fell silent", run=run_id)
                line = "its worker fell silent, so the run went back to the queue"
                logs.note(session, run_id, logs.LogLine(datetime.now(UTC), "warning", line))

    def _ended_by_itself(self, claim: Claim) -> bool:
        """Whether the run's own process has written its end and is about to exit."""
        with self.database.reading() as session:
            run = runs.get(session, claim.run_id)
        return run is not None and run.attempt == claim.attempt and Status(run.status).is_final

    def _abandon(self, job: Job) -> None:
        log.warning("lost: the run belongs to somebody else", run=job.claim.run_id)
        job.process.kill()
        self.jobs.remove(job)

    def _see_to_jobs(self) -> None:
        """End what is cancelled, and see whether anything stands still."""
        if not self.jobs:
            return
        with self.database.reading() as session:
            found = runs.get_many(session, [job.claim.run_id for job in self.jobs])
            now = database_now(session)
        for job in self.jobs:
            run = found.get(job.claim.run_id)
            if run is None or job.cancelled_at is not None:
                continue
            if run.cancel_requested_at is not None:
                job.cancelled_at = time.monotonic()
                job.process.ask_to_stop()
            elif time.monotonic() >= self._judges_from:
                self._see_standstill(job, run, now)

    def _see_standstill(self, job: Job, run: Run, now: datetime) -> None:
        if run.stalled_since is None and stall.is_stalled(run, now, self.settings):
            log.warning("stands still", run=run.id, phase=run.phase)
            with self.database.transaction() as session:
                stall.say(session, job.claim, run, now)
        job.ended_because = stall.reason_to_end(run, now, self.settings)
        if job.ended_because is not None:
            job.process.kill()

    def _end_cancelled(self) -> None:
        """A cancelled run gets a moment to write its last values; then it is ended."""
        now = time.monotonic()
        for job in self.jobs:
            if job.cancelled_at is not None and now - job.cancelled_at > CANCEL_GRACE_SECONDS:
                job.process.kill()

    def _settle_ended(self) -> None:
        for job in list(self.jobs):
            status = job.process.exit_status()
            if status is not None:
                self._settle(job, status)
                self.jobs.remove(job)
                self._show_busy()

    def _settle(self, job: Job, status: int) -> None:
        """Write how a process ended that did not write it itself."""
        claim = job.claim
        log.info("ended", run=claim.run_id, attempt=claim.attempt, status=status)
        if status == Exit.LOST:
            return
        try:
            with self.database.transaction() as session:
                if job.cancelled_at is not None:
                    queue.finish(session, claim, Status.CANCELLED)
                elif job.ended_because is not None:
                    line = logs.LogLine(datetime.now(UTC), "error", job.ended_because)
                    logs.append(session, claim, [line])
                    queue.finish(session, claim, Status.FAILED, job.ended_because)
                elif status == Exit.INTERRUPTED:
                    queue.release(session, claim)
                else:
                    # Also after Exit.FINISHED: a simulator can end the process with that status.
                    line = logs.LogLine(datetime.now(UTC), "error", crash_reason(status))
                    logs.append(session, claim, [line])
                    queue.give_up(session, claim, crash_reason(status))
        except StaleClaim:
            # The process wrote the end itself, as it does when it fails or succeeds in time.
            log.debug("already settled", run=claim.run_id)

    def _stop(self) -> None:
        """Let every run save where it is, put it back into the queue, and sign off."""
        for job in self.jobs:
            job.process.ask_to_stop()
        deadline = time.monotonic() + self.settings.stop_seconds
        while time.monotonic() < deadline and any(
            job.process.exit_status() is None for job in self.jobs
        ):
            time.sleep(0.05)
        statuses = []
        for job in self.jobs:
            is_late = job.process.exit_status() is None
            job.process.kill()
            status = Exit.INTERRUPTED if is_late else job.process.exit_status() or 0
            statuses.append((job, status))
        try:
            self._sign_off(statuses)
        except SQLAlchemyError as error:
            # Nobody is left to renew the leases: they end, and the runs go back by themselves.
            log.warning("could not sign off: the database does not answer", error=str(error))

    def _sign_off(self, statuses: Sequence[tuple[Job, int]]) -> None:
        for job, status in statuses:
            self._settle(job, status)
        self.jobs.clear()
        with self.database.transaction() as session:
            workers.stop(session, self.worker_id)
