"""Which workers are dead, by their silence, and when silence says nothing about them.

It says nothing for the length of a lease after a time in which nobody could write, after the
database's clock was set or its machine slept, and after the start of the worker that judges.
"""

import math
from datetime import UTC, datetime
from time import monotonic

import structlog

from backend.db import leases, logs, queue
from backend.db.base import database_now
from backend.db.session import Database
from worker.jobs.database_clock import DatabaseClock
from worker.settings import WorkerSettings

log = structlog.get_logger()


class SilentWorkers:
    """Puts back the runs of workers that fell silent."""

    def __init__(self, database: Database, settings: WorkerSettings) -> None:
        self._database = database
        self._lease = settings.lease_seconds
        self._beat = settings.heartbeat_seconds
        self._clock = DatabaseClock()
        self._beaten_at = monotonic()
        # What is silent at the start may be so because nobody could write until now.
        self._judges_from = self._beaten_at + self._lease

    @property
    def counts(self) -> bool:
        """Whether silence says anything now."""
        return monotonic() >= self._judges_from

    def could_not_write(self) -> None:
        """Note that the database did not answer; silence says nothing until it does."""
        self._judges_from = math.inf

    def see_clock(self, now: datetime) -> None:
        """Look at the database's time, whose leases end at once or hold on where it was set."""
        jump = self._clock.jump(now)
        if abs(jump) > self._beat:
            self._spare()
        if jump < -self._beat:
            log.warning("the database's clock was set back", seconds=-jump)
            with self._database.transaction() as session:
                leases.shorten(session, self._lease)

    def judge(self) -> None:
        """After a beat of this worker: put back what others hold and do not renew."""
        with self._database.reading() as session:
            now = database_now(session)
        self.see_clock(now)
        beaten_at, self._beaten_at = self._beaten_at, monotonic()
        was_held_up = self._beaten_at - beaten_at > 2 * self._beat
        if was_held_up or self._judges_from == math.inf:
            self._spare()
        if self.counts:
            self._put_back(now)

    def _spare(self) -> None:
        self._judges_from = monotonic() + self._lease

    def _put_back(self, now: datetime) -> None:
        """Put back what had ended by then: while this waits for its turn, others wait too."""
        with self._database.transaction() as session:
            for run_id in queue.requeue_expired(session, now):
                log.warning("put back: its worker fell silent", run=run_id)
                line = "its worker fell silent, so the run went back to the queue"
                logs.note(session, run_id, logs.LogLine(datetime.now(UTC), "warning", line))
