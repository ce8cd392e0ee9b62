"""The worker's process: registers, works, and stops cleanly when asked to."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from types import FrameType

import structlog
from pydantic import ValidationError

from backend.db import left_jobs, table_version, workers
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.lifeline import OPTION as LIFELINE
from backend.lifeline import end_with_parent
from backend.spec.environments import REGISTERED
from backend.spec.refused_settings import refusals
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
LOOK_FOR_TABLES_SECONDS = 2.0


def main() -> int:
    """Work until asked to stop. Returns 2 when the settings are refused."""
    log_unfailingly()
    try:
        settings, stored = WorkerSettings(), DatabaseSettings()
    except ValidationError as error:
        sys.stderr.writelines(f"{refusal}\n" for refusal in refusals(error))
        return 2
    if LIFELINE in sys.argv[1:]:
        # Whoever holds it ends as a whole: nothing is left that another worker could take over.
        settings = settings.model_copy(update={"alone_seconds": 0.0})
        end_with_parent(settings.stop_seconds + SETTLE_SECONDS)
    return run_worker(stored, settings)


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
    _warn_of_sqlite(database, engine_name=settings.engine)
    try:
        engine = engine_of(settings, database_settings.data)
        _await_tables(database, stopping.wait)
        worker_id = patiently(lambda: _register(database, settings, engine), stopping.wait)
        agent = Agent(database, settings, engine, worker_id)
    except Interrupted:
        return 0
    log.info("ready", worker=worker_id, engine=engine.name, slots=settings.slots)
    agent.work_until(stopping.wait)
    database.dispose()
    return 0


def _warn_of_sqlite(database: Database, engine_name: str) -> None:
    """Say that other machines cannot share SQLite's file; a cluster of this one alone can."""
    if engine_name != "local" and database.engine.dialect.name == "sqlite":
        log.warning(
            "runs on other nodes cannot share SQLite's file: a cluster needs PostgreSQL, in "
            "BRANCHPOINT_DATABASE_URL, unless this machine is its only node",
            engine=engine_name,
        )


def _await_tables(database: Database, is_stopping: Callable[[float], bool]) -> None:
    """Wait for the migration of somebody else, and say so once.

    Machines of one group start in any order. A worker that ended here would be given up by its
    service manager after a few tries, and be missing once the tables are there.

    Raises:
        Interrupted: When asked to stop meanwhile.
    """

    def lacks_tables() -> bool:
        with database.reading() as session:
            return table_version.is_older(session)

    has_said = False
    while patiently(lacks_tables, is_stopping):
        if not has_said:
            log.warning(table_version.NOT_MIGRATED)
        has_said = True
        if is_stopping(LOOK_FOR_TABLES_SECONDS):
            raise Interrupted


def _register(database: Database, settings: WorkerSettings, engine: Engine) -> str:
    """Enter this worker; an earlier one's name, where that one's runs go on without it."""
    refused = refused_tasks(REGISTERED)
    for name, reason in refused.items():
        log.warning("no run can learn in an installed environment", id=name, reason=reason)
    host, pid = socket.gethostname(), os.getpid()
    with database.transaction() as session:
        if table_version.is_newer(session):
            raise SystemExit(table_version.TOO_OLD)
        here = engine.left_here()
        earlier = left_jobs.take_over(session, engine.name, host, _is_gone, here)
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
