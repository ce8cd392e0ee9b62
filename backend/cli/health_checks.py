"""What `branchpoint doctor` looks at: one function per subject, none of which changes anything."""

import io
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import TimeoutError as LateError
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Literal, TypeVar
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from backend.cli.api_client.client import Client
from backend.cli.instance import instance_file
from backend.cli.instance.given_settings import refuse_wrong_worker_settings
from backend.cli.instance.installed import Unreadable, differing, learning_core
from backend.cli.instance.listening import free_port
from backend.cli.terminal.failure import Failure
from backend.db import artifact_files, migrate
from backend.db.settings import DatabaseSettings
from backend.private import is_open_to_others
from backend.settings import WebSettings
from backend.spec.refused_settings import refusals
from backend.version import VERSION

GIBIBYTE = 1024**3
ENOUGH_DISK, LITTLE_DISK = 5 * GIBIBYTE, GIBIBYTE // 2
SUPPORTED = ((3, 11), (3, 14))
# Long enough for a store or a database that answers at all, and short enough for who waits.
ANSWER_SECONDS = 10.0

# What a check may meet where something is wrong with what it looks at.
WRONG = (OSError, SQLAlchemyError, Failure, Unreadable)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report.

    Attributes:
        subject: What was looked at.
        state: `warn` is for what still works, `fail` for what does not.
        message: What is so.
        remedy: What to do; empty when all is well.
    """

    subject: str
    state: Literal["ok", "warn", "fail"]
    message: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """All findings, one by one as they are made."""
    for subject, look in SUBJECTS.items():
        try:
            yield look()
        except ValidationError as error:
            first = refusals(error)[0]
            yield Finding(subject, "fail", first, f"Set {first.partition(':')[0]} right.")
        except WRONG as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            yield Finding(subject, "fail", reason, REMEDIES.get(subject, ""))


def in_time(look: Callable[[], Found], what: str) -> Found:
    """What it finds, unless that takes too long: libraries try on for minutes.

    Raises:
        Failure: When it does; it goes on in a thread that ends with the program.
    """
    # Its thread keeps no program from ending.
    with ThreadPool(1) as pool:
        try:
            return pool.apply_async(look).get(ANSWER_SECONDS)
        except LateError:
            raise Failure(f"{what} did not answer within {ANSWER_SECONDS:g} s") from None


def python() -> Finding:
    """The interpreter."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        return Finding("python", "ok", f"{found} at {sys.executable}")
    return Finding("python", "fail", found, "Use Python 3.11 to 3.14: make up PYTHON=...")


def packages() -> Finding:
    """The packages against the lock file."""
    wrong = differing()
    if wrong is None:
        return Finding("packages", "ok", "no lock file beside this code to compare with")
    if wrong:
        return Finding("packages", "warn", "not as locked: " + ", ".join(wrong), "Run make up.")
    return Finding("packages", "ok", "all as locked")


def learning() -> Finding:
    """The learning core: torch and the simulators, imported in a process of their own."""
    return Finding("learning", "ok", learning_core())


def page() -> Finding:
    """The built page."""
    folder = WebSettings().page
    if (folder / "index.html").is_file():
        return Finding("page", "ok", f"built, in {folder}")
    return Finding("page", "warn", "not built; the API works without it", "Run make up.")


def disk() -> Finding:
    """Room for data."""
    folder = instance_file.data_folder()
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    message = f"{free / GIBIBYTE:.1f} GiB free for {folder}"
    if free < LITTLE_DISK:
        return Finding("disk", "fail", message, "Make room, or name another folder with --data.")
    state: Literal["ok", "warn"] = "ok" if free >= ENOUGH_DISK else "warn"
    return Finding("disk", state, message, "" if state == "ok" else "Make room before long runs.")


def data() -> Finding:
    """The data folder."""
    folder = instance_file.data_folder()
    if not folder.exists():
        return Finding("data", "ok", f"{folder} does not exist yet; branchpoint up makes it")
    probe = folder / ".probe"
    probe.write_bytes(b"probe")
    probe.unlink()
    if is_open_to_others(folder):
        remedy = f"chmod 700 {shlex.quote(str(folder))}"
        return Finding("data", "warn", f"other users of this machine can read {folder}", remedy)
    return Finding("data", "ok", f"{folder} can be written")


def artifacts() -> Finding:
    """The artifact store, by writing and removing a small file."""
    address = DatabaseSettings().artifacts
    store, _ = artifact_files.reached(address)
    if not instance_file.data_folder().exists() and store.protocol == ("file", "local"):
        return Finding("artifacts", "ok", "does not exist yet; branchpoint up makes it")
    in_time(lambda: _try_to_write(address), "the artifact store")
    return Finding("artifacts", "ok", f"{address} can be written")


def _try_to_write(address: str) -> None:
    probe = f"{address}/.probe-{uuid4().hex}"
    artifact_files.write(probe, io.BytesIO(b"probe"))
    artifact_files.remove(probe)


def database() -> Finding:
    """The database and its tables."""
    settings = DatabaseSettings()
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return Finding("database", "ok", "does not exist yet; branchpoint up makes it")
    if not in_time(lambda: migrate.pending(settings), "the database"):
        return Finding("database", "ok", "reachable, and its tables are those of this version")
    return Finding(
        "database",
        "warn",
        "reachable, and its tables are not yet those of this version",
        "Run branchpoint migrate; branchpoint up does it too.",
    )


def running() -> Finding:
    """The instance on this machine, or the port that it would take."""
    known = instance_file.running(instance_file.data_folder())
    if known is None:
        web = WebSettings()
        port = free_port(web.host, web.port, or_next=True)
        note = "" if port == web.port else f" (port {web.port} is busy; it would take {port})"
        return Finding("instance", "ok", f"none is running here{note}")
    answer = Client(
        known.url, known.token, if_silent="", patient=False, certificate=known.certificate
    ).get("session")
    if answer["version"] != VERSION:
        return Finding(
            "instance",
            "warn",
            f"{known.url} runs version {answer['version']}, and this is {VERSION}",
            "Stop it and start it again.",
        )
    return Finding("instance", "ok", f"running at {known.url}")


def worker() -> Finding:
    """Whether anybody would take a run from the queue."""
    try:
        refuse_wrong_worker_settings()
    except Failure as refusal:
        first = str(refusal).splitlines()[0]
        return Finding("worker", "fail", first, f"Set {first.partition(':')[0]} right.")
    known = instance_file.running(instance_file.data_folder())
    if known is None:
        return Finding("worker", "ok", "none needed while no instance is running")
    workers = Client(
        known.url, known.token, if_silent="", patient=False, certificate=known.certificate
    ).get("workers")
    live = [each for each in workers if each["live"]]
    if not live:
        return Finding("worker", "fail", "none is alive; runs stay queued", REMEDIES["worker"])
    slots, busy = (sum(each[name] for each in live) for name in ("slots", "busy"))
    return Finding("worker", "ok", f"{len(live)} alive, {busy} of {slots} slots busy")


SUBJECTS: dict[str, Callable[[], Finding]] = {
    "python": python,
    "packages": packages,
    "learning": learning,
    "page": page,
    "disk": disk,
    "data": data,
    "artifacts": artifacts,
    "database": database,
    "instance": running,
    "worker": worker,
}

REMEDIES = {
    "learning": 'Run make up, or pip install "branchpoint[torch]".',
    "data": "Give this user the right to write there, or name another folder with --data.",
    "artifacts": "Check BRANCHPOINT_ARTIFACTS_URL, and that its store can be written.",
    "database": "Check BRANCHPOINT_DATABASE_URL, and that the database server runs.",
    "instance": "Stop it if it still runs, and start it again with branchpoint up.",
    "worker": "Start one with branchpoint worker, or start the instance again.",
}
