"""A run whose simulator hangs is said to stand still, and ended where the worker is told to."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from backend.db import experiments, logs, queue, runs, workers
from backend.db.session import Database
from backend.db.status import Status
from backend.db.tables import Run
from backend.spec.grid import parse
from tests.waiting import SOON, until
from worker.engines.local import LocalEngine
from worker.environments.gymnasium_environment import GymnasiumEnvironment
from worker.jobs import execute, stall
from worker.jobs.agent import Agent
from worker.jobs.recorder import Recorder
from worker.mbrl.activity import Activity
from worker.settings import WorkerSettings

TINY = {
    "algorithm": {"version": "model-free"},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 16},
    "training": {"env_steps": 50, "random_steps": 25},
    "evaluation": {"every": 50, "episodes": 1, "horizon": 5},
}


@pytest.fixture
def stored(sqlite_settings, monkeypatch):
    monkeypatch.setenv("BRANCHPOINT_DATA", str(sqlite_settings.data))
    database = Database(sqlite_settings)
    yield database
    database.dispose()


@pytest.fixture
def hanging(monkeypatch):
    """The tenth step of an environment takes until this is set."""
    going_on, real_step, taken = threading.Event(), GymnasiumEnvironment.step, []

    def step(environment, action):
        taken.append(action)
        if len(taken) == 10:
            going_on.wait(SOON)
        return real_step(environment, action)

    monkeypatch.setattr(GymnasiumEnvironment, "step", step)
    yield going_on
    going_on.set()


class InThread(LocalEngine):
    """An engine whose runs are threads of this process; a killed one is left to itself."""

    job = waits_for = None

    def __init__(self, database):
        super().__init__()
        self.database = database
        self.status = None

    def _start(self, claim):
        given = (self.database, claim, threading.Event())
        self.thread = threading.Thread(target=lambda: self._end(execute.execute(*given)))
        self.thread.start()
        return self

    def _end(self, status):
        self.status = self.status or status

    def exit_status(self):
        return None if self.status is None else int(self.status)

    def end_words(self):
        return None

    def ask_to_stop(self):
        pass

    def kill(self):
        self.status = self.status if self.status is not None else -9


@pytest.fixture
def worker(stored):
    """Starts a worker on the one run there is; gives the run's id, and stops it in the end."""
    stopping, started = threading.Event(), []

    def start(**settings):
        with stored.transaction() as session:
            experiment = experiments.create(session, "tests")
            (run,) = runs.create(session, experiment.id, [runs.NewRun("run", parse(TINY))])
            worker_id = workers.register(session, "here", 1, 1, "0")
        # Nothing is said before a lease in which every beat came within two of its time.
        quick = {
            "lease_seconds": 2, "heartbeat_seconds": 1, "poll_seconds": 0.05, "stop_seconds": 0.1,
        }  # fmt: skip
        engine = InThread(stored)
        agent = Agent(stored, WorkerSettings(**(quick | settings)), engine, worker_id)
        thread = threading.Thread(target=agent.work_until, args=(stopping.wait,))
        thread.start()
        started.append((thread, engine))
        return run.id

    yield start
    stopping.set()
    for thread, engine in started:
        thread.join()
        engine.thread.join()


def look(database, run_id):
    with database.reading() as session:
        return runs.get(session, run_id)


def lines(database, run_id):
    with database.reading() as session:
        return [(line.level, line.message) for line in logs.tail(session, run_id, 100)]


def test_a_run_whose_simulator_hangs_says_so_until_it_goes_on(stored, worker, hanging):
    run_id = worker(stall_minutes=0.02)
    until(lambda: look(stored, run_id).stalled_since is not None, "the standstill to be said")
    run = look(stored, run_id)
    assert run.status == Status.RUNNING
    assert run.stalled_since == run.progressed_at
    hanging.set()
    until(lambda: look(stored, run_id).status == Status.SUCCEEDED, "the end")
    assert look(stored, run_id).stalled_since is None
    told = [message for level, message in lines(stored, run_id) if level == "warning"]
    assert any(words.startswith("no step for ") for words in told)


def test_a_run_that_hangs_for_too_long_is_ended_with_its_reason(stored, worker, hanging):
    run_id = worker(stall_minutes=0.02, end_stalled_minutes=0.05)
    until(lambda: look(stored, run_id).status == Status.FAILED, "the end")
    run = look(stored, run_id)
    assert run.failure_reason.startswith("no step for ")
    assert "BRANCHPOINT_END_STALLED_MINUTES = 0.05" in run.failure_reason
    assert ("error", run.failure_reason) in lines(stored, run_id)
    assert run.stalled_since is None
    hanging.set()


@pytest.mark.parametrize(
    ("phase", "seconds", "is_one"),
    [("starting", 16, False), (None, 16, False), ("collecting", 16, True), ("starting", 121, True)],
)
def test_a_start_is_no_standstill_unless_it_takes_far_longer(phase, seconds, is_one):
    now = datetime.now(UTC)
    run = Run(phase=phase, progressed_at=now - timedelta(seconds=seconds))
    settings = WorkerSettings(stall_minutes=0.25, end_stalled_minutes=0.25)
    assert stall.is_stalled(run, now, settings) is is_one
    assert (stall.reason_to_end(run, now, settings) is not None) is is_one


def test_a_run_is_not_ended_before_it_is_said_to_stand_still():
    with pytest.raises(ValidationError, match="at least stall_minutes"):
        WorkerSettings(stall_minutes=5, end_stalled_minutes=4)


def test_the_epochs_of_a_fit_are_progress_and_are_said(stored):
    with stored.transaction() as session:
        experiment = experiments.create(session, "tests")
        runs.create(session, experiment.id, [runs.NewRun("run", parse(TINY))])
    with stored.transaction() as session:
        claim = queue.claim(session, "worker", 60)
    began = look(stored, claim.run_id).progressed_at
    recorder, activity = Recorder(stored, claim, 0), Activity()
    recorder.watch(activity, 250, "fitting the model")
    activity.fitted(1_016, 0.01234)
    until(lambda: "epoch" in (look(stored, claim.run_id).phase or ""), "the epochs")
    run = look(stored, claim.run_id)
    assert run.phase == "fitting the model: epoch 1,016, held-out error 0.012"
    assert run.env_steps == 250
    assert run.progressed_at > began
    seen = run.progressed_at
    activity.fit_ended()
    until(lambda: look(stored, claim.run_id).phase == "fitting the model", "the end of the fit")
    assert look(stored, claim.run_id).progressed_at > seen
    assert recorder.close(SOON)
