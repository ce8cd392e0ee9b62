"""What a child process does whose agent is gone: it saves, ends, and puts its run back."""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.db import queue
from backend.db.errors import StaleClaim
from backend.db.queue import Claim
from backend.db.session import Database
from backend.lifeline import end_with_parent
from worker.settings import WorkerSettings

log = structlog.get_logger()


def end_with_agent(stopping: threading.Event, put_back: Callable[[], None]) -> threading.Event:
    """Save and end when the agent is gone, for nobody renews the lease any more.

    Returns:
        An event that is set once the agent is gone.
    """
    orphaned = threading.Event()

    def stop() -> None:
        log.warning("the agent is gone, so the run stops here")
        orphaned.set()
        stopping.set()

    end_with_parent(WorkerSettings().stop_seconds, stop, at_last=put_back)
    return orphaned


def put_back(database: Database, claim: Claim) -> None:
    """Put the run back into the queue, as its agent would have; else its lease ends by itself."""
    try:
        with database.transaction() as session:
            queue.release(session, claim)
    except (StaleClaim, SQLAlchemyError) as error:
        log.warning("not put back into the queue", run=claim.run_id, error=str(error))
