"""A database that is busy or away makes runs and agents wait; it fails none of them."""

import signal
import sqlite3
import threading
import time
from contextlib import contextmanager

import pytest

from backend.db import experiments, logs, queue, runs, workers
from backend.db import session as sessions
from backend.db.session import Database
from backend.db.status import Status
from backend.spec.grid import parse
from tests.waiting import SOON, until
from worker import main as worker_main
from worker.engines.local import LocalEngine
from worker.jobs import execute
from worker.jobs.agent import Agent
from worker.jobs.execute import Exit
from worker.settings import WorkerSettings

TINY = {
    "algorithm": {"version": "model-free"},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 16},
    "training": {"env_steps": 50, "random_steps": 25},
    "evaluation": {"every": 50, "episodes": 1, "horizon": 5},
}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch, sqlite_settings):
    """SQLite itself waits for 15 s; here it says at once that it is locked."""
    monkeypatch.setattr(sessions, "BUSY_MILLISECONDS", 100)
    monkeypatch.setenv("BRANCHPOINT_DATA", str(sqlite_settings.data))


@pytest.fixture
def stored(sqlite_settings, _impatient):
    database = Database(sqlite_settings)
    yield database
    database.dispose()


@contextmanager
def locked(settings, seconds):
    """Another connection holds the lock for so long; nobody else writes meanwhile."""
    taken, free = threading.Event(), threading.Event()

    def hold():
        another = sqlite3.connect(settings.data / "branchpoint.db", isolation_level=None)
        another.execute("BEGIN EXCLUSIVE")
        taken.set()
        free.wait(seconds)
        another.execute("ROLLBACK")
        another.close()

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    yield free
    free.set()
    holder.join()


class Waiting(threading.Event):
    """Nobody asks to stop; the lock goes once the run has waited three times."""

    def __init__(self, free):
        super().__init__()
        self.free, self.pauses = free, 0

    def wait(self, timeout=None):
        self.pauses += 1
        if self.pauses == 3:
            self.free.set()
        return super().wait(timeout)


def queued(database):
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        (run,) = runs.create(session, experiment.id, [runs.NewRun("run", parse(TINY))])
        return run.id


def claimed(database):
    queued(database)
    with database.transaction() as session:
        return queue.claim(session, "worker", 60)


def look(database, run_id):
    with database.reading() as session:
        return runs.get(session, run_id)


def test_a_run_that_starts_while_the_database_is_locked_waits_and_succeeds(stored, sqlite_settings):
    claim = claimed(stored)
    with locked(sqlite_settings, SOON) as free:
        status = execute.execute(stored, claim, Waiting(free))
    assert status == Exit.FINISHED
    run = look(stored, claim.run_id)
    assert (run.status, run.failure_reason) == (Status.SUCCEEDED, None)
    with stored.reading() as session:
        told = [line.message for line in logs.tail(session, claim.run_id, 100)]
    assert any("the database did not answer for" in line for line in told)


def test_a_run_that_is_asked_to_stop_while_it_waits_goes_back_to_the_queue(stored, sqlite_settings):
    claim = claimed(stored)
    stopping = threading.Event()
    with locked(sqlite_settings, SOON):
        threading.Timer(0.7, stopping.set).start()
        status = execute.execute(stored, claim, stopping)
    assert status == Exit.INTERRUPTED
    assert look(stored, claim.run_id).status == Status.RUNNING


def test_what_is_no_absence_is_not_waited_for(stored):
    """A table that is missing will be missing for ever."""
    claim = claimed(stored)
    with stored.transaction() as session:
        session.connection().exec_driver_sql("DROP TABLE trajectories")
    status = execute.execute(stored, claim, threading.Event())
    assert status == Exit.FINISHED
    run = look(stored, claim.run_id)
    assert run.status == Status.FAILED
    assert "no such table" in run.failure_reason


class NoProcess:
    """A run's process that hears nothing and never ends."""

    job = waits_for = None

    def exit_status(self):
        return None

    def end_words(self):
        return None

    def ask_to_stop(self):
        pass

    def kill(self):
        pass


class NoEngine(LocalEngine):
    def _start(self, claim):
        del claim
        return NoProcess()


def agent_of(database, **settings):
    quick = {
        "lease_seconds": 2,
        "heartbeat_seconds": 0.1,
        "poll_seconds": 0.05,
        "stop_seconds": 0.1,
    }
    with database.transaction() as session:
        worker_id = workers.register(session, "here", 1, 1, "0")
    return Agent(database, WorkerSettings(**(quick | settings)), NoEngine(), worker_id)


def working(agent, stopping):
    thread = threading.Thread(target=agent.work_until, args=(stopping.wait,))
    thread.start()
    return thread


def test_a_lock_that_outlasts_every_lease_burns_no_attempt(stored, sqlite_settings):
    """After it the first worker to come back must not take the other's silence for death."""
    run_id = queued(stored)
    owner, other, stopping = agent_of(stored), agent_of(stored), threading.Event()
    owner._tick()
    with locked(sqlite_settings, SOON):
        thread = working(other, stopping)
        time.sleep(2.5)
    time.sleep(1.5)
    owner._beat.due_at = 0.0
    owner._tick()
    run = look(stored, run_id)
    stopping.set()
    thread.join()
    assert (run.status, run.attempt, run.failed_attempts) == (Status.RUNNING, 1, 0)


@pytest.mark.parametrize("lease_seconds", [2, 30])
def test_a_worker_asks_a_locked_database_again_well_within_a_lease(
    stored, sqlite_settings, lease_seconds
):
    """One that slept for longer would be called dead by the first that came back."""
    agent, waits = agent_of(stored, lease_seconds=lease_seconds), []

    def is_stopping(seconds):
        waits.append(seconds)
        return len(waits) > 8

    with locked(sqlite_settings, SOON):
        agent.work_until(is_stopping)
    assert lease_seconds / 8 < max(waits) < lease_seconds / 3


def test_a_worker_that_stops_while_the_database_is_locked_ends_all_the_same(
    stored, sqlite_settings
):
    run_id = queued(stored)
    agent, stopping = agent_of(stored), threading.Event()
    thread = working(agent, stopping)
    until(lambda: look(stored, run_id).status == Status.RUNNING, "the run to start")
    failures = []
    threading.excepthook = lambda arguments: failures.append(arguments.exc_value)
    with locked(sqlite_settings, 20.0):
        stopping.set()
        thread.join(15.0)
    threading.excepthook = threading.__excepthook__
    assert not thread.is_alive()
    assert failures == []


@pytest.fixture
def _signals():
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
def test_a_worker_that_starts_while_the_database_is_locked_registers_afterwards(
    sqlite_settings, monkeypatch
):
    began = []

    class Working:
        def __init__(self, *given):
            began.append(given)

        def work_until(self, is_stopping):
            del is_stopping

    monkeypatch.setattr(worker_main, "Agent", Working)
    with locked(sqlite_settings, 1.5):
        assert worker_main.run_worker(sqlite_settings, WorkerSettings()) == 0
    assert len(began) == 1
