"""A real worker and its real processes: killed, cancelled, stopped, resumed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import pytest
import torch

from backend.db import artifacts, experiments, logs, profiles, queue, runs, series, workers
from backend.db.session import Database
from backend.db.status import Status
from backend.spec.grid import parse
from tests.waiting import SOON, until
from worker.jobs.job import Job

SMALL = {
    "training": {"env_steps": 200, "random_steps": 50},
    # A fit of small steps soon stops; how good the model is does not matter here.
    "model": {
        "hidden": [8],
        "members": 2,
        "elites": 1,
        "fit_every": 50,
        "patience": 1,
        "learning_rate": 1e-5,
    },
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 16},
    "rollout": {"per_step": 1, "length": 1},
    "evaluation": {"every": 50, "episodes": 1, "horizon": 5},
}
# Long enough to be killed before its end.
LONG = SMALL | {"training": {"env_steps": 500, "random_steps": 50}}
ENDLESS = SMALL | {"training": {"env_steps": 1_000_000, "random_steps": 50}}
SETTINGS = {
    "BRANCHPOINT_LEASE_SECONDS": "4",
    "BRANCHPOINT_HEARTBEAT_SECONDS": "0.5",
    "BRANCHPOINT_POLL_SECONDS": "0.1",
    "BRANCHPOINT_CHECKPOINT_SECONDS": "0.2",
    # What one goes on with alone is for test_taking_over.py.
    "BRANCHPOINT_ALONE_SECONDS": "0",
    "BRANCHPOINT_CHECKPOINT_SHARE": "1",
    "BRANCHPOINT_SLOTS": "2",
}


def environment(settings):
    address = settings.database_url
    named = {} if address is None else {"BRANCHPOINT_DATABASE_URL": address.get_secret_value()}
    return os.environ | SETTINGS | {"BRANCHPOINT_DATA": str(settings.data)} | named


@contextmanager
def a_worker(settings):
    """A worker process, asked to stop at the end."""
    process = subprocess.Popen([sys.executable, "-m", "worker"], env=environment(settings))
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=SOON)


@pytest.fixture
def sqlite(sqlite_settings):
    database = Database(sqlite_settings)
    yield database
    database.dispose()


def launch(database, *documents):
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        new = [runs.NewRun(f"run {n}", parse(document)) for n, document in enumerate(documents)]
        return [run.id for run in runs.create(session, experiment.id, new)]


def look(database, run_id):
    with database.reading() as session:
        return runs.get(session, run_id)


def words(database, run_id):
    with database.reading() as session:
        return "\n".join(line.message for line in logs.tail(session, run_id, 500))


def process_of(worker, run_id):
    """The process that executes a run."""
    for child in psutil.Process(worker.pid).children(recursive=True):
        if run_id in child.cmdline():
            return child
    return None


def has_checkpoint(database, run_id):
    with database.reading() as session:
        return artifacts.checkpoints(session, run_id)


def ended(database, run_id, status=Status.SUCCEEDED):
    run = until(lambda: (r := look(database, run_id)) and Status(r.status).is_final and r, "an end")
    assert run.status == status, f"{run.failure_reason}\n{run.failure_traceback}"
    return run


def assert_measured_once(database, run):
    """Every evaluation is there once, and nothing is missing in between."""
    with database.reading() as session:
        points = series.read(session, [run.id], ["return/real"])[run.id, "return/real"]
        steps = profiles.steps(session, [run.id], "horizon-error")
    expected = list(range(50, run.total_steps + 1, 50))
    assert points.steps.tolist() == expected
    assert steps == expected


def test_a_run_succeeds_and_says_how_it_was_made(database_settings, database):
    (run_id,) = launch(database, SMALL)
    with a_worker(database_settings):
        run = ended(database, run_id)
    assert run.env_steps == 200
    assert run.real_return is not None
    assert run.provenance["packages"]["torch"]
    assert run.provenance["products"] in ("highest", "medium")
    assert "matrix products are" in words(database, run_id)
    assert "of CPU time, its start and the writing included" in words(database, run_id)
    assert_measured_once(database, run)


def test_a_run_whose_process_is_killed_goes_on_from_its_checkpoint(database_settings, database):
    (run_id,) = launch(database, LONG)
    with a_worker(database_settings) as worker:
        until(lambda: has_checkpoint(database, run_id), "a checkpoint")
        process_of(worker, run_id).kill()
        run = ended(database, run_id)
    assert run.attempt == 2
    assert "ended by signal 9" in words(database, run_id)
    assert "going on from the checkpoint" in words(database, run_id)
    assert_measured_once(database, run)


def test_a_run_saves_and_puts_itself_back_when_its_worker_is_killed(sqlite_settings, sqlite):
    (run_id,) = launch(sqlite, LONG)
    with a_worker(sqlite_settings) as first:
        until(lambda: look(sqlite, run_id).env_steps > 60, "progress")
        child = process_of(first, run_id)
        first.kill()
        until(lambda: is_gone(child), "the child to end too")
    run = look(sqlite, run_id)
    assert (run.status, run.failed_attempts) == (Status.QUEUED, 0)
    with a_worker(sqlite_settings):
        run = ended(sqlite, run_id)
    assert run.attempt == 2
    assert_measured_once(sqlite, run)


def test_a_run_that_cannot_save_ends_all_the_same_when_its_worker_is_killed(
    sqlite_settings, sqlite, monkeypatch
):
    monkeypatch.setitem(SETTINGS, "BRANCHPOINT_STOP_SECONDS", "0.01")
    (run_id,) = launch(sqlite, ENDLESS)
    with a_worker(sqlite_settings) as first:
        until(lambda: look(sqlite, run_id).env_steps > 60, "progress")
        child = process_of(first, run_id)
        first.kill()
        until(lambda: is_gone(child), "the child to end too")
    run = look(sqlite, run_id)
    assert (run.status, run.failed_attempts) == (Status.QUEUED, 0)


def test_a_run_goes_on_elsewhere_when_its_worker_and_its_process_are_killed(
    sqlite_settings, sqlite
):
    (run_id,) = launch(sqlite, LONG)
    with a_worker(sqlite_settings) as first:
        until(lambda: has_checkpoint(sqlite, run_id), "a checkpoint")
        child = process_of(first, run_id)
        child.suspend()
        first.kill()
        child.kill()
        until(lambda: is_gone(child), "the child to end")
    with a_worker(sqlite_settings):
        run = ended(sqlite, run_id)
    assert run.attempt == 2
    assert "fell silent" in words(sqlite, run_id)
    assert_measured_once(sqlite, run)


def is_gone(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_cancelled_run_ends_even_when_it_hears_nothing(sqlite_settings, sqlite):
    (run_id,) = launch(sqlite, ENDLESS)
    with a_worker(sqlite_settings) as worker:
        until(lambda: look(sqlite, run_id).env_steps > 0, "progress")
        # A stopped process hears no signal but SIGKILL, like one inside a long tensor operation.
        process_of(worker, run_id).suspend()
        with sqlite.transaction() as session:
            queue.request_cancel(session, run_id)
        ended(sqlite, run_id, Status.CANCELLED)


class Unhearing:
    """A process that never ends."""

    def __init__(self):
        self.heard = []

    def ask_to_stop(self):
        self.heard.append("stop")

    def kill(self):
        self.heard.append("kill")


@pytest.mark.parametrize(("why", "ended_after"), [("cancel", 1.0), ("pause", 121.0)])
def test_a_process_has_time_to_save_before_it_is_ended(monkeypatch, why, ended_after):
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    job = Job(claim=None, process=Unhearing())
    job.ask_to_stop(why)
    now[0] += ended_after * 0.75
    job.end_if_late()
    assert job.process.heard == ["stop"]
    now[0] += ended_after * 0.25
    job.end_if_late()
    job.end_if_late()
    assert job.process.heard == ["stop", "kill"]


def test_a_worker_that_is_stopped_puts_its_runs_back_and_burns_no_attempt(sqlite_settings, sqlite):
    (run_id,) = launch(sqlite, ENDLESS)
    with a_worker(sqlite_settings) as worker:
        until(lambda: look(sqlite, run_id).env_steps > 60, "progress")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=SOON) == 0
    run = look(sqlite, run_id)
    assert (run.status, run.failed_attempts) == (Status.QUEUED, 0)
    assert has_checkpoint(sqlite, run_id)[0].env_step >= run.env_steps - 25
    with sqlite.reading() as session:
        assert workers.list_live(session) == []


def test_a_run_that_cannot_be_built_fails_once_with_reason_and_traceback(sqlite_settings, sqlite):
    (run_id,) = launch(sqlite, SMALL | {"compute": {"device": "cuda"}})
    with a_worker(sqlite_settings):
        run = ended(sqlite, run_id, Status.FAILED)
    assert run.attempt == 1
    assert "no CUDA device" in run.failure_reason
    assert "choose_device" in run.failure_traceback


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_without_a_gpu_a_run_that_asks_for_graphs_is_run_and_says_so(sqlite_settings, sqlite):
    (run_id,) = launch(sqlite, SMALL | {"compute": {"cuda_graphs": True}})
    with a_worker(sqlite_settings):
        ended(sqlite, run_id, Status.SUCCEEDED)
    assert "no CUDA graphs: this run has no GPU" in words(sqlite, run_id)


def test_a_damaged_checkpoint_is_passed_over(sqlite_settings, sqlite):
    (run_id,) = launch(sqlite, ENDLESS)
    with a_worker(sqlite_settings) as worker:
        until(lambda: look(sqlite, run_id).env_steps > 100, "progress")
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=SOON)
    with sqlite.reading() as session:
        newest, earlier = artifacts.checkpoints(session, run_id)[:2]
    with open(newest.uri, "r+b") as file:  # noqa: PTH123 - an address, not a path
        file.write(b"nonsense")
    with a_worker(sqlite_settings):
        until(lambda: "going on" in words(sqlite, run_id), "the run to go on")
    told = words(sqlite, run_id)
    assert f"{newest.name} is damaged" in told
    assert f"going on from the checkpoint at real step {earlier.env_step:,}" in told


def test_two_runs_share_a_worker_and_a_third_waits(sqlite_settings, sqlite):
    ids = launch(sqlite, ENDLESS, ENDLESS, ENDLESS)
    with a_worker(sqlite_settings):
        until(lambda: look(sqlite, ids[1]).status == Status.RUNNING, "two running")
        time.sleep(0.5)
        assert look(sqlite, ids[2]).status == Status.QUEUED
        with sqlite.transaction() as session:
            queue.request_cancel(session, ids[0])
        until(lambda: look(sqlite, ids[2]).status == Status.RUNNING, "the third to start")
