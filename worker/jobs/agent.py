"""The agent: takes runs from the queue, keeps their leases, and sees their processes to the end.

It never imports torch, so it starts at once and stays small. All that a run computes happens in the
run's own process; the agent can therefore end a run at any moment, even inside a tensor operation.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.db import changes, measures, queue, runs, workers
from backend.db.base import database_now
from backend.db.errors import StaleClaim
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.status import Status
from backend.db.tables import Run
from worker.engines.outcome import Exit
from worker.engines.protocol import Engine
from worker.jobs import stall
from worker.jobs.job import Every, Job
from worker.jobs.placing import Placing
from worker.jobs.settle import NOT_BEGUN, settle
from worker.jobs.silent_workers import SilentWorkers
from worker.settings import WorkerSettings

log = structlog.get_logger()

LONGEST_BACKOFF_SECONDS = 10.0
PRUNE_SECONDS = 600.0
FILLED_AT_ONCE = 100
TICK_SECONDS = 0.1


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
        self._took_over = False
        self._placing = Placing(database, settings, engine, worker_id)
        self._backoff = 0.0
        self._silent = SilentWorkers(database, settings)

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
                self._backoff = min(self._longest_backoff(), 2 * self._backoff + 0.5)
                self._silent.could_not_write()
                log.warning("the database does not answer", error=str(error), wait=self._backoff)
        self._stop()

    def _longest_backoff(self) -> float:
        """Well within a lease: the first to reach a database again judges the others after one."""
        return min(LONGEST_BACKOFF_SECONDS, self.settings.lease_seconds / 4)

    def _tick(self) -> None:
        if not self._took_over:
            taken_over = self._placing.take_over()
            # All of them are held before anything that the database may not answer.
            self.jobs += taken_over
            self._took_over = True
            for job in taken_over:
                self._placing.tell_taken_over(job)
        self._placing.look()
        self._settle_ended()
        for job in self.jobs:
            job.end_if_late()
        if self._beat.is_due():
            self._renew()
        if self._poll.is_due():
            self._see_to_jobs()
            self._take()

    def _take(self) -> None:
        taken, refusals = self._placing.take(self.jobs)
        # All of them are held before anything that the database may not answer.
        self.jobs += taken
        for claim, refused in refusals:
            self._placing.refuse(claim, refused)
        for job in taken:
            self._placing.note(job)
        if taken:
            self._show_busy()

    def _show_busy(self) -> None:
        with self.database.transaction() as session:
            workers.heartbeat(session, self.worker_id, self._taken())

    def _taken(self) -> int:
        """Slots that are taken: of this machine, cores."""
        alone = self.engine.outlives_agent
        return sum(1 if alone else job.compute.cores for job in self.jobs)

    def _renew(self) -> None:
        """Say that worker and runs live, and put the runs of silent workers back."""
        self._show_busy()
        for job in list(self.jobs):
            if self.engine.outlives_agent and job.has_begun:
                # Its process keeps the lease: whether it lives, it knows better than the cluster.
                continue
            try:
                with self.database.transaction() as session:
                    queue.renew(session, job.claim, self.settings.lease_seconds)
            except StaleClaim:
                if not self._ended_by_itself(job.claim):
                    self._abandon(job)
        self._silent.judge()
        if self._prune.is_due():
            with self.database.transaction() as session:
                changes.prune(session)
                measures.fill_missing(session, FILLED_AT_ONCE)

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
        self._silent.see_clock(now)
        for job in list(self.jobs):
            run = found.get(job.claim.run_id)
            if run is not None:
                self._see_to(job, run, now)

    def _see_to(self, job: Job, run: Run, now: datetime) -> None:
        """Do what was asked for meanwhile, and see whether the run stands still."""
        if self.engine.outlives_agent and self._is_lost(job, run):
            return
        if run.cancel_requested_at is not None:
            job.ask_to_stop("cancel")
        elif run.paused_at is not None:
            job.ask_to_stop("pause")
        elif job.had_its_turn and not self.engine.limits_time:
            job.ask_to_stop("turn")
        elif job.asked is None and job.has_begun and self._silent.counts:
            self._see_standstill(job, run, now)

    def _is_lost(self, job: Job, run: Run) -> bool:
        """See whether a job of a cluster has begun, waits again, or lost its run."""
        if run.attempt != job.claim.attempt or run.worker_id != self.worker_id:
            if Status(run.status).is_final:
                # Its process wrote the end and exits; the cluster may never say so.
                self.jobs.remove(job)
                self._show_busy()
            else:
                self._abandon(job)
            return True
        waits_for = job.process.waits_for
        job.has_begun = waits_for is None and run.waits_for is None
        if run.job != job.process.job or waits_for not in {None, run.waits_for}:
            self._placing.note(job)
        return False

    def _see_standstill(self, job: Job, run: Run, now: datetime) -> None:
        if run.stalled_since is None and stall.is_stalled(run, now, self.settings):
            log.warning("stands still", run=run.id, phase=run.phase)
            with self.database.transaction() as session:
                stall.say(session, job.claim, run, now)
        job.ended_because = stall.reason_to_end(run, now, self.settings)
        if job.ended_because is not None:
            job.process.kill()

    def _settle_ended(self) -> None:
        for job in list(self.jobs):
            status = job.process.exit_status()
            if status is not None:
                settle(self.database, job, status)
                self.jobs.remove(job)
                self._show_busy()
                if status == Exit.NOT_BEGUN:
                    self._placing.hold_off(job.process.end_words() or NOT_BEGUN)

    def _stop(self) -> None:
        """Let every run save where it is, put it back into the queue, and sign off.

        Jobs of a cluster stay there: the next agent on this host takes them over.
        """
        if self.engine.outlives_agent:
            self.jobs.clear()
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
            settle(self.database, job, status)
        self.jobs.clear()
        with self.database.transaction() as session:
            workers.stop(session, self.worker_id)
