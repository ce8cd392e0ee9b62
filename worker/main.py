"""The worker's process: registers, works, and stops cleanly when asked to."""

import os
import signal
import socket
import sys
import threading
from importlib.metadata import PackageNotFoundError, version
from types import FrameType

import structlog

from backend.db import left_jobs, workers
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.lifeline import OPTION as LIFELINE
from backend.lifeline import end_with_parent
from backend.spec.environments import REGISTERED
from backend.unfailing_logs import log_unfailingly
from worker.engines.choice import engine_of
from worker.engines.protocol import Engine
from worker.environments.validation import refused_tasks
from worker.jobs.agent import Agent
from worker.jobs.patience import Interrupted, patiently
from worker.settings import WorkerSettings

log = structlog.get_logger()

# What a stop takes beyond the time that runs have to save.
SETTLE_SECONDS = 10.0


def main() -> int:
    """Work until asked to stop; the exit status."""
    log_unfailingly()
    settings = WorkerSettings()
    if LIFELINE in sys.argv[1:]:
        end_with_parent(settings.stop_seconds + SETTLE_SECONDS)
    return run_worker(DatabaseSettings(), settings)


def run_worker(database_settings: DatabaseSettings, settings: WorkerSettings) -> int:
    """Run a worker in this process, which gets its signal handlers."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        log.info("stopping", signal=signal.Signals(number).name)
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Under nohup the end of the terminal is not the end of the worker.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)
    database = Database(database_settings)
    try:
        engine = engine_of(settings, database_settings.data)
        worker_id = patiently(lambda: _register(database, settings, engine), stopping.wait)
        agent = Agent(database, settings, engine, worker_id)
    except Interrupted:
        return 0
    log.info("ready", worker=worker_id, engine=engine.name, slots=settings.slots)
    agent.work_until(stopping.wait)
    database.dispose()
    return 0


def _register(database: Database, settings: WorkerSettings, engine: Engine) -> str:
    """Enter this worker; one whose jobs go on in a cluster takes over an earlier one's name."""
    refused = refused_tasks(REGISTERED)
    for name, reason in refused.items():
        log.warning("no run can learn in an installed environment", id=name, reason=reason)
    host, pid = socket.gethostname(), os.getpid()
    with database.transaction() as session:
        if engine.outlives_agent:
            earlier = left_jobs.take_over(session, engine.name, host, _is_gone)
            if earlier is not None:
                left_jobs.go_on(session, earlier, pid, settings.slots, _version())
                return earlier
        most = engine.room([], settings.slots).most
        offer = workers.Offer(engine.name, most, refused)
        return workers.register(session, host, pid, settings.slots, _version(), offer)


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return pid == os.getpid()


def _version() -> str:
    try:
        return version("branchpoint")
    except PackageNotFoundError:
        return "from source"
