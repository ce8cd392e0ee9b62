"""What `branchpoint doctor` looks at: one function per subject, none of which changes anything."""

import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from fsspec.core import url_to_fs
from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from backend.cli.api_client.client import Client
from backend.cli.instance import instance_file
from backend.cli.instance.installed import Unreadable, differing, learning_core
from backend.cli.instance.listening import free_port
from backend.cli.terminal.failure import Failure
from backend.db import migrate
from backend.db.settings import DatabaseSettings
from backend.private import is_open_to_others
from backend.settings import WebSettings
from backend.version import VERSION

GIBIBYTE = 1024**3
ENOUGH_DISK, LITTLE_DISK = 5 * GIBIBYTE, GIBIBYTE // 2
SUPPORTED = ((3, 11), (3, 14))


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
            first = error.errors(include_url=False)[0]
            name = "BRANCHPOINT_" + "_".join(str(part) for part in first["loc"]).upper()
            yield Finding(subject, "fail", f"{name}: {first['msg']}", f"Set {name} right.")
        except (OSError, SQLAlchemyError, Failure, Unreadable) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            yield Finding(subject, "fail", reason, REMEDIES.get(subject, ""))


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
    store, folder = url_to_fs(address)
    if not instance_file.data_folder().exists() and store.protocol == ("file", "local"):
        return Finding("artifacts", "ok", "does not exist yet; branchpoint up makes it")
    probe = f"{folder}/.probe-{uuid4().hex}"
    store.makedirs(folder, exist_ok=True)
    store.pipe_file(probe, b"probe")
    store.rm_file(probe)
    return Finding("artifacts", "ok", f"{address} can be written")


def database() -> Finding:
    """The database and its tables."""
    settings = DatabaseSettings()
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return Finding("database", "ok", "does not exist yet; branchpoint up makes it")
    if not migrate.pending(settings):
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
