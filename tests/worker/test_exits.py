"""A run whose process ends by itself, as a simulator can end it, fails with that as its reason."""

import subprocess
import sys
import threading
import time

import pytest

from backend.db import experiments, runs, workers
from backend.db.session import Database
from backend.db.status import Status
from backend.spec.grid import parse
from worker.engines.local import LocalEngine, LocalProcess
from worker.jobs.agent import Agent
from worker.settings import WorkerSettings

SOON = 60.0


class Ending(LocalEngine):
    """An engine whose processes end at once, without a word."""

    def __init__(self, status):
        super().__init__()
        self.status = status

    def _start(self, claim):
        del claim
        command = [sys.executable, "-S", "-c", f"import os; os._exit({self.status})"]
        popen = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        return LocalProcess(popen)


@pytest.mark.parametrize("status", [0, 3])
def test_a_process_that_ends_by_itself_is_said_to_and_the_worker_is_not_blamed(
    sqlite_settings, status
):
    database = Database(sqlite_settings)
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        (run,) = runs.create(session, experiment.id, [runs.NewRun("run", parse({}))])
        worker_id = workers.register(session, "here", 1, 1, "0")
    agent = Agent(database, WorkerSettings(poll_seconds=0.05), Ending(status), worker_id)
    deadline = time.monotonic() + SOON

    def is_over(seconds):
        threading.Event().wait(seconds)
        with database.reading() as session:
            found = runs.get(session, run.id)
        return Status(found.status).is_final or time.monotonic() > deadline

    agent.work_until(is_over)
    with database.reading() as session:
        found = runs.get(session, run.id)
    assert found.failure_reason == (
        f"the run's process ended by itself with status {status}; gave up after 3 attempts"
    )
    database.dispose()
