"""The worker's process: registers, works, and stops cleanly when asked to."""

import os
import signal
import socket
import sys
import threading
from importlib.metadata import PackageNotFoundError, version
from types import FrameType

import structlog

from backend.db import workers
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.lifeline import OPTION as LIFELINE
from backend.lifeline import end_with_parent
from backend.spec.environments import REGISTERED
from backend.unfailing_logs import log_unfailingly
from worker.engines.local import LocalEngine
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
        worker_id = patiently(lambda: _register(database, settings.slots), stopping.wait)
    except Interrupted:
        return 0
    log.info("ready", worker=worker_id, slots=settings.slots)
    Agent(database, settings, LocalEngine(), worker_id).work_until(stopping.wait)
    database.dispose()
    return 0


def _register(database: Database, slots: int) -> str:
    refused = refused_tasks(REGISTERED)
    for name, reason in refused.items():
        log.warning("no run can learn in an installed environment", id=name, reason=reason)
    with database.transaction() as session:
        return workers.register(
            session, socket.gethostname(), os.getpid(), slots, _version(), refused
        )


def _version() -> str:
    try:
        return version("branchpoint")
    except PackageNotFoundError:
        return "from source"
