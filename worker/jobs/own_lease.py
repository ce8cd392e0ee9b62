"""The lease of a run in a cluster is kept by its own process, not by the agent.

So a run goes on while its agent is away, and one whose node was cut off goes to others as soon as
its lease ends, whenever the cluster notices.
"""

import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.db import queue
from backend.db.errors import StaleClaim
from backend.db.queue import Claim
from backend.db.session import Database
from worker.jobs.patience import Interrupted, patiently
from worker.settings import WorkerSettings

log = structlog.get_logger()


def keep_lease(
    database: Database, claim: Claim, settings: WorkerSettings, stopping: threading.Event
) -> None:
    """Note that the run has begun, and from now on renew its lease; a lost run is stopped.

    Raises:
        StaleClaim: When the claim no longer owns the run, as when its job waited for too long.
        Interrupted: When it is to stop before the database has answered.
    """

    def begin() -> None:
        with database.transaction() as session:
            queue.begin(session, claim, settings.lease_seconds)

    def renew() -> None:
        with database.transaction() as session:
            queue.renew(session, claim, settings.lease_seconds)

    def keep() -> None:
        ended = threading.Event()
        while not ended.wait(settings.heartbeat_seconds):
            try:
                patiently(renew, ended.wait)
            except StaleClaim:
                log.warning("lost: the run belongs to somebody else", run=claim.run_id)
                stopping.set()
                return
            except (Interrupted, SQLAlchemyError) as error:
                log.warning("the lease was not renewed", run=claim.run_id, error=str(error))

    patiently(begin, stopping.wait)
    threading.Thread(target=keep, name="lease", daemon=True).start()
