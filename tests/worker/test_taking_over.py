"""A worker that is started again takes over the runs of one that was killed, while they go on."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from backend.db import artifacts, experiments, logs, queue, runs, workers
from backend.db.status import Status
from backend.spec.grid import parse
from tests.waiting import SOON, until
from worker.engines.left_process import (
    UNTOLD,
    UNTOLD_WORDS,
    LeftProcess,
    folder_of,
    left_runs,
    pipe_of,
)
from worker.engines.local import LocalEngine
from worker.engines.outcome import Exit
from worker.jobs.agent import Agent
from worker.settings import WorkerSettings

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = {
    "algorithm": {"version": "model-free"},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 16},
    "training": {"env_steps": 1_000_000, "random_steps": 25},
    "evaluation": {"every": 1_000, "episodes": 1, "horizon": 5},
}
QUICK = {
    "BRANCHPOINT_LEASE_SECONDS": "10",
    "BRANCHPOINT_HEARTBEAT_SECONDS": "1",
    "BRANCHPOINT_POLL_SECONDS": "0.1",
    "BRANCHPOINT_CHECKPOINT_SECONDS": "0.5",
    "BRANCHPOINT_SLOTS": "1",
    "OMP_NUM_THREADS": "1",
}


def look(store, run_id):
    with store.reading() as session:
        return runs.get(session, run_id)


def lines(store, run_id):
    with store.reading() as session:
        return [line.message for line in logs.tail(session, run_id, 500)]


def is_gone(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@contextmanager
def worker(settings, **more):
    """A worker on its own, as a service manager starts it."""
    environment = os.environ | QUICK | {"BRANCHPOINT_DATA": str(settings.data)} | more
    process = subprocess.Popen([sys.executable, "-m", "worker"], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(SOON)


@pytest.fixture
def run_id(store):
    with store.transaction() as session:
        experiment = experiments.create(session, "tests")
        return runs.create(session, experiment.id, [runs.NewRun("run", parse(ENDLESS))])[0].id


def goes_on(store, run_id):
    """Wait until it has done some steps more."""
    before = look(store, run_id).env_steps
    until(lambda: look(store, run_id).env_steps > before + 20, "steps")


def killed(store, run_id, process):
    """The run's process, whose worker was killed at work."""
    goes_on(store, run_id)
    (child,) = psutil.Process(process.pid).children()
    process.kill()
    process.wait()
    return child


def taken_over(store, run_id, process, times=1):
    """Wait until this worker holds the run, which was taken over so often."""

    def holds():
        # Its row says so from the start: it is that of the worker before it.
        with store.reading() as session:
            (known,) = workers.list_live(session)
        told = [line for line in lines(store, run_id) if "took the run over" in line]
        return known.pid == process.pid and len(told) == times

    until(holds, "the worker to take the run over")
    goes_on(store, run_id)
    run = look(store, run_id)
    assert (run.status, run.attempt, run.failed_attempts) == (Status.RUNNING, 1, 0)


class Adopting(LocalEngine):
    """An engine that left one run, whose process saves and ends when it is asked to."""

    job = waits_for = status = None

    def __init__(self, run_id, meanwhile):
        super().__init__()
        self.run_id, self.meanwhile = run_id, meanwhile

    def left_here(self):
        return [self.run_id]

    def adopt(self, claim, job):
        del claim, job
        self.meanwhile()
        return self

    def exit_status(self):
        return self.status

    def ask_to_stop(self):
        self.status = Exit.INTERRUPTED

    def kill(self):
        pass


@pytest.mark.parametrize("is_lost", [False, True])
def test_the_log_says_that_a_run_was_taken_over(store, run_id, is_lost):
    with store.transaction() as session:
        owner = workers.register(session, "here", 1, 1, "0")
        claim = queue.claim(session, owner, 60)
    ticks = iter([False, True])
    engine = Adopting(run_id, lambda: is_lost and end(store, claim))
    Agent(store, WorkerSettings(slots=1), engine, owner).work_until(lambda _: next(ticks))
    told = f"worker {owner} was started again and took the run over; it went on meanwhile"
    assert lines(store, run_id) == ([] if is_lost else [told])


def end(store, claim):
    with store.transaction() as session:
        queue.finish(session, claim, Status.CANCELLED)


def pipes(settings):
    return [*folder_of(settings.data).iterdir()]


def test_two_workers_after_one_another_take_a_run_over_and_its_cancellation_ends_it(
    store, sqlite_settings, run_id
):
    with worker(sqlite_settings) as first:
        child = killed(store, run_id, first)
    with worker(sqlite_settings) as second:
        taken_over(store, run_id, second)
        second.kill()
        second.wait()
    with worker(sqlite_settings) as third:
        taken_over(store, run_id, third, times=2)
        assert not is_gone(child)
        with store.transaction() as session:
            queue.request_cancel(session, run_id)
        until(lambda: look(store, run_id).status == Status.CANCELLED, "the cancellation")
        assert look(store, run_id).failed_attempts == 0
        until(lambda: is_gone(child), "the process to end")
    assert pipes(sqlite_settings) == []


def test_a_worker_that_stops_ends_what_it_took_over_and_gives_it_back(
    store, sqlite_settings, run_id
):
    with worker(sqlite_settings) as first:
        child = killed(store, run_id, first)
    with worker(sqlite_settings) as second:
        taken_over(store, run_id, second)
        before = look(store, run_id).env_steps
        second.terminate()
        assert second.wait(SOON) == 0
        # It has closed its files, which is the last thing but one that a process does.
        until(lambda: is_gone(child), "the process to end")
    run = look(store, run_id)
    assert (run.status, run.attempt, run.failed_attempts) == (Status.QUEUED, 1, 0)
    with store.reading() as session:
        assert artifacts.checkpoints(session, run_id)[0].env_step >= before
    assert pipes(sqlite_settings) == []


def test_what_was_taken_over_and_crashes_costs_an_attempt_with_its_reason(
    store, sqlite_settings, run_id
):
    with worker(sqlite_settings) as first:
        child = killed(store, run_id, first)
    with worker(sqlite_settings) as second:
        taken_over(store, run_id, second)
        child.kill()
        until(lambda: look(store, run_id).attempt == 2, "another attempt")
        assert look(store, run_id).failed_attempts == 1
        with store.reading() as session:
            said = [line.message for line in logs.tail(session, run_id, 100)]
        assert UNTOLD_WORDS in said


def test_a_run_that_nobody_takes_over_saves_and_goes_back(store, sqlite_settings, run_id):
    with worker(sqlite_settings, BRANCHPOINT_ALONE_SECONDS="3") as first:
        child = killed(store, run_id, first)
        began = time.monotonic()
        goes_on(store, run_id)
        until(lambda: is_gone(child), "the process to end")
        assert time.monotonic() - began > 2
    run = look(store, run_id)
    assert (run.status, run.attempt, run.failed_attempts) == (Status.QUEUED, 1, 0)
    with store.reading() as session:
        assert artifacts.checkpoints(session, run_id)[0].env_step == run.env_steps
    assert pipes(sqlite_settings) == []


LISTENER = """
import os, sys, threading, time
from pathlib import Path
from worker.engines.left_process import Listening

listening = Listening(Path(sys.argv[1]), "run", 3)
print("listens", flush=True)
while not listening.is_held():
    time.sleep(0.01)
print("held", flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), listening.close(75), os._exit(75))).start()
while listening.is_held():
    time.sleep(0.01)
print("left", flush=True)
"""


@pytest.fixture
def listener(tmp_path):
    """A process that listens, and then says what it hears."""
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENER, str(tmp_path)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"CUDA_VISIBLE_DEVICES": "1"},
    )  # fmt: skip
    with process:
        assert process.stdout.readline() == "listens\n"
        yield process
        process.kill()


def test_both_ends_of_a_pipe_learn_of_the_other(listener, tmp_path):
    assert [*left_runs(tmp_path)] == ["run"]
    assert pipe_of(tmp_path, "run", 2) is None
    process = LeftProcess(pipe_of(tmp_path, "run", 3))
    assert listener.stdout.readline() == "held\n"
    assert (process.exit_status(), process.gpu) == (None, 1)
    assert [*left_runs(tmp_path)] == [], "it is somebody's"
    os.close(process._end)
    assert listener.stdout.readline() == "left\n"
    assert [*left_runs(tmp_path)] == ["run"]
    again = LeftProcess(pipe_of(tmp_path, "run", 3))
    listener.send_signal(signal.SIGSTOP)
    assert again.exit_status() is None
    again.kill()
    assert (again.exit_status(), again.end_words()) == (UNTOLD, UNTOLD_WORDS)
    assert [*tmp_path.iterdir()] == []


def test_a_process_leaves_word_of_its_end_to_whom_took_it_over(listener, tmp_path):
    process = LeftProcess(pipe_of(tmp_path, "run", 3))
    assert listener.stdout.readline() == "held\n"
    listener.stdin.close()
    until(lambda: process.exit_status() is not None, "the end")
    assert (process.exit_status(), process.end_words()) == (75, None)
    assert [*tmp_path.iterdir()] == []


def test_the_pipe_of_a_dead_process_holds_no_run(listener, tmp_path):
    listener.kill()
    listener.wait()
    pipe = pipe_of(tmp_path, "run", 3)
    assert pipe is not None
    with pytest.raises(OSError, match="No such device or address"):
        LeftProcess(pipe)
    assert [*left_runs(tmp_path)] == []
    assert pipe_of(tmp_path, "run", 3) is None
