"""What a child process does whose agent is gone.

It goes on for a while and keeps its lease itself, so that the next agent on this host can take it
over. When none does it saves, ends, and puts its run back.
"""

import threading
import time
from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.db import queue
from backend.db.errors import StaleClaim
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.lifeline import end_with_parent
from worker.engines.left_process import UNTOLD, Listening, folder_of
from worker.engines.outcome import Exit
from worker.jobs.job import Every
from worker.settings import WorkerSettings

log = structlog.get_logger()

LOOK_SECONDS = 0.2


def as_child(
    database: Database,
    claim: Claim,
    stopping: threading.Event,
    seconds: float,
    work: Callable[[], int],
) -> int:
    """Do a run's work as the child of an agent; its exit status.

    Args:
        database: Where the run is stored.
        claim: The right to it.
        stopping: Is set to ask the work to save and end.
        seconds: How long it goes on without an agent.
        work: Gives the exit status.
    """
    alone, orphaned, status = Alone(database, claim, seconds), threading.Event(), UNTOLD

    def stop() -> None:
        log.warning("the agent is gone, so the run stops here")
        orphaned.set()
        stopping.set()

    give_back = partial(put_back, database, claim)
    end_with_parent(WorkerSettings().stop_seconds, stop, at_last=give_back, outlive=alone.go_on)
    try:
        status = work()
        if status == Exit.INTERRUPTED and orphaned.is_set():
            give_back()
    finally:
        alone.close(status)
    return status


class Alone:
    """A run's process without its agent."""

    def __init__(self, database: Database, claim: Claim, seconds: float) -> None:
        """It goes on for so many seconds without any agent."""
        self._database = database
        self._claim = claim
        self._seconds = seconds
        self._listening: Listening | None = None

    def go_on(self) -> None:
        """Go on alone, or with an agent that took this process over; return when to end."""
        if self._seconds <= 0:
            return
        log.warning("the agent is gone; another may take this run over", seconds=self._seconds)
        try:
            folder = folder_of(DatabaseSettings().data)
            self._listening = Listening(folder, self._claim.run_id, self._claim.attempt)
            self._until_left(self._listening)
        except OSError as error:
            log.warning("no agent can take this run over", error=str(error))

    def _until_left(self, listening: Listening) -> None:
        beat, left_at = Every(WorkerSettings().heartbeat_seconds), time.monotonic()
        while True:
            if listening.is_held():
                left_at = time.monotonic()
            elif time.monotonic() - left_at > self._seconds or (beat.is_due() and not self._keep()):
                return
            # A sleep can fail where the clock is set meanwhile; a wait does not.
            threading.Event().wait(LOOK_SECONDS)

    def _keep(self) -> bool:
        """Renew the lease, as the agent would; whether the run is still this process' own."""
        try:
            with self._database.transaction() as session:
                queue.renew(session, self._claim, WorkerSettings().lease_seconds)
        except StaleClaim:
            return False
        except SQLAlchemyError as error:
            log.warning("the lease was not renewed", error=str(error))
        return True

    def close(self, status: int) -> None:
        """Leave word of the exit status, where an agent took this process over."""
        if self._listening is not None:
            self._listening.close(status)


def put_back(database: Database, claim: Claim) -> None:
    """Put the run back into the queue, as its agent would have; else its lease ends by itself."""
    try:
        with database.transaction() as session:
            queue.release(session, claim)
    except (StaleClaim, SQLAlchemyError) as error:
        log.warning("not put back into the queue", run=claim.run_id, error=str(error))
