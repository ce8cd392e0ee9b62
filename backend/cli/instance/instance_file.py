"""The instance on this machine: the folder of its data and the file that says where it answers."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from backend import private
from backend.address import alive
from backend.cli.terminal.failure import ExitCode, Failure

FILE = "instance.json"
LOCK = "instance.lock"


@dataclass(frozen=True)
class Instance:
    """A running instance.

    Attributes:
        url: Where it answers, without a slash at the end.
        token: An API token that is good as long as its API runs.
        pid: The process of `branchpoint up`.
        processes: Its child processes by name.
        certificate: File of the certificate that it shows; empty without TLS.
        page: Where a browser opens it, when that is another address than `url`.
    """

    url: str
    token: str
    pid: int
    processes: dict[str, int]
    certificate: str = ""
    page: str = ""


def data_folder(named: Path | None = None) -> Path:
    """The folder that holds an instance's data: `named`, `BRANCHPOINT_DATA`, or `./data`."""
    return (named or Path(os.environ.get("BRANCHPOINT_DATA") or "data")).expanduser().absolute()


def write(folder: Path, instance: Instance) -> None:
    """Say where `instance` answers, to this user only."""
    private.write(folder / FILE, json.dumps(asdict(instance)))


def read(folder: Path) -> Instance | None:
    """The instance that the folder's file names, or `None` without a file.

    Raises:
        Failure: When the file cannot be read.
    """
    path = folder / FILE
    try:
        return Instance(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise Failure(f"{path} cannot be read: {error}", ExitCode.UNREACHABLE) from error


def running(folder: Path) -> Instance | None:
    """The instance that runs on `folder`. The file of one that was killed is removed.

    Raises:
        Failure: When the file cannot be read.
    """
    found = read(folder)
    if found is not None and not alive(found.pid) and not _is_held(folder):
        remove(folder)
        return None
    return found


def _is_held(folder: Path) -> bool:
    """Whether a process of an instance still runs: the lock is held until the last one ends."""
    try:
        with (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def remove(folder: Path) -> None:
    """Forget the instance: it has stopped."""
    (folder / FILE).unlink(missing_ok=True)
