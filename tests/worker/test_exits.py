"""A run whose process ends by itself, as a simulator can end it, fails with that as its reason."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.db import experiments, logs, runs, workers
from backend.db.session import Database
from backend.db.status import Status
from backend.spec.grid import parse
from tests.waiting import SOON
from worker.engines.local import LocalEngine, LocalProcess
from worker.engines.outcome import OUT_OF_MEMORY, Exit, crash_reason, memory_kills
from worker.jobs.agent import Agent
from worker.settings import WorkerSettings


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


@contextmanager
def little_memory(mib):
    """The file that puts a process among those that have so much memory together."""
    group = Path("/proc/self/cgroup").read_text().split(":memory:")
    if len(group) == 2:
        parent, limit = (
            Path(f"/sys/fs/cgroup/memory{group[1].splitlines()[0]}"),
            "memory.limit_in_bytes",
        )
    else:
        parent, limit = Path("/sys/fs/cgroup"), "memory.max"
    folder = parent / f"branchpoint-{os.getpid()}"
    try:
        folder.mkdir()
        (folder / limit).write_text(str(mib << 20))
    except OSError as error:
        pytest.skip(f"memory cannot be limited here: {error}")
    try:
        yield folder / "cgroup.procs"
    finally:
        folder.rmdir()


def child(code, *arguments):
    command = [sys.executable, "-S", "-c", code, *arguments]
    before = memory_kills()
    popen = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    return LocalProcess(popen, None, before)


def test_the_system_being_out_of_memory_is_told_from_a_kill():
    """With a real kernel that really runs out of what a group of processes may have."""
    greedy = "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid())); bytearray(1 << 30)"
    with little_memory(64) as group:
        process = child(greedy, str(group))
        process.popen.wait(SOON)
        assert process.exit_status() == -signal.SIGKILL
        assert process.end_words() == OUT_OF_MEMORY
    process = child("import time; time.sleep(60)")
    process.kill()
    assert process.exit_status() == -signal.SIGKILL
    assert process.end_words() is None


def test_a_segmentation_fault_is_named():
    process = child("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    process.popen.wait(SOON)
    assert process.end_words() is None
    told = crash_reason(process.exit_status())
    assert told == "the run's process was ended by signal 11 (a segmentation fault)"


def test_a_job_that_its_cluster_gave_up_before_it_began_costs_no_attempt(sqlite_settings):
    database = Database(sqlite_settings)
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        (run,) = runs.create(session, experiment.id, [runs.NewRun("run", parse({}))])
        worker_id = workers.register(session, "here", 1, 1, "0")
    agent = Agent(
        database, WorkerSettings(poll_seconds=0.05), Ending(int(Exit.NOT_BEGUN)), worker_id
    )
    deadline = time.monotonic() + SOON

    def is_back(seconds):
        threading.Event().wait(seconds)
        with database.reading() as session:
            found = runs.get(session, run.id)
            told = workers.list_live(session)[0].trouble
        is_given_back = (found.attempt, found.status) == (1, Status.QUEUED) and told is not None
        return is_given_back or time.monotonic() > deadline

    agent.work_until(is_back)
    with database.reading() as session:
        found = runs.get(session, run.id)
        (line,) = logs.tail(session, run.id, 10)
    assert (found.status, found.attempt, found.failed_attempts) == (Status.QUEUED, 1, 0)
    assert line.message == "its cluster did not begin its job. The run goes back to the queue"
    database.dispose()
