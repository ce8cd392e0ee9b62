"""What every engine promises: the same things are done to the same runs on each of them."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress

import psutil
import pytest

from backend.db import asked, queue
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from tests.clusters.ray import a_ray
from tests.clusters.slurm import an_agent
from tests.conftest import emptied
from tests.waiting import SOON, until
from tests.worker.test_worker import (
    ENDLESS,
    SETTINGS,
    SMALL,
    a_worker,
    assert_measured_once,
    ended,
    has_checkpoint,
    launch,
    look,
    words,
)

# Jobs of a cluster that wait are kept by their agent, and Ray takes seconds to start one.
ON_RAY = SETTINGS | {
    "BRANCHPOINT_ENGINE": "ray",
    "BRANCHPOINT_SLOTS": "20",
    "BRANCHPOINT_LEASE_SECONDS": "20",
}


@pytest.fixture(params=["local", "slurm", pytest.param("ray", marks=pytest.mark.postgres)])
def engine(request):
    return request.param


@pytest.fixture
def settings(engine, request, tmp_path):
    """A store that the nodes of the engine reach."""
    if engine != "ray":
        return request.getfixturevalue("sqlite_settings")
    # Before a database is started for it.
    request.getfixturevalue("ray_folder")
    address = request.getfixturevalue("postgres_address")
    return emptied(DatabaseSettings(data=tmp_path, database_url=address))


@pytest.fixture
def store(settings):
    database = Database(settings)
    yield database
    database.dispose()


@pytest.fixture
def agent(engine, settings, request, monkeypatch):
    """A worker of the engine, to be entered."""
    if engine == "slurm":
        return an_agent(request.getfixturevalue("slurm"), settings)
    if engine == "ray":
        return a_worker_on_ray(request.getfixturevalue("ray_folder"), settings)
    monkeypatch.setitem(SETTINGS, "BRANCHPOINT_SLOTS", "4")
    return a_worker(settings)


@contextmanager
def a_worker_on_ray(folder, settings):
    """A cluster of its own, because its nodes know one store, and a worker for it."""
    with a_ray(folder, settings, ON_RAY) as ray:
        own = ray.environment | {"BRANCHPOINT_RAY_ADDRESS": ray.address}
        process = subprocess.Popen([sys.executable, "-m", "worker"], env=own)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=SOON)


def process_of(run_id):
    """The process of a run; all tasks of an array are told the runs of all of them."""
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if "worker.engines.array_task" in line:
            with suppress(psutil.Error):
                place = int(process.environ().get("SLURM_ARRAY_TASK_ID", "0"))
                if [word for word in line if ":" in word][place].startswith(run_id):
                    return process.pid
        elif run_id in line and "worker.jobs.execute" in line:
            return process.pid
    return None


@pytest.mark.long
def test_runs_succeed_pause_go_on_survive_a_kill_and_are_cancelled(agent, store):
    with agent:
        short = launch(store, SMALL)[0]
        assert_measured_once(store, ended(store, short))
        paused, killed = launch(store, ENDLESS, ENDLESS | {"seed": 1})
        for run_id in (paused, killed):
            until(lambda run_id=run_id: has_checkpoint(store, run_id), "a checkpoint")
        with store.transaction() as session:
            asked.pause(session, [paused], is_on=True)
        os.kill(until(lambda: process_of(killed), "its process"), signal.SIGKILL)
        until(lambda: look(store, paused).status == Status.QUEUED, "the pause")
        assert (look(store, paused).attempt, look(store, paused).failed_attempts) == (1, 0)
        until(lambda: "going on from the checkpoint" in words(store, killed), "the next attempt")
        assert (look(store, killed).attempt, look(store, killed).failed_attempts) == (2, 1)
        # In the words of the system, or of the cluster.
        told = words(store, killed)
        assert "ended by signal 9" in told or "Slurm ended its job" in told
        # Nobody took it meanwhile, though there was room.
        assert look(store, paused).status == Status.QUEUED
        with store.transaction() as session:
            asked.pause(session, [paused], is_on=False)
        until(lambda: "going on from the checkpoint" in words(store, paused), "its going on")
        assert (look(store, paused).attempt, look(store, paused).failed_attempts) == (2, 0)
        with store.transaction() as session:
            queue.request_cancel(session, paused)
            queue.request_cancel(session, killed)
        for run_id in (paused, killed):
            ended(store, run_id, Status.CANCELLED)
        until(lambda: process_of(paused) is None and process_of(killed) is None, "their processes")
