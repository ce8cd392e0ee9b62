"""The instance on this machine: the folder of its data and the file that says where it answers."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.cli.failure import ExitCode, Failure

FILE = "instance.json"


@dataclass(frozen=True)
class Instance:
    """A running instance.

    Attributes:
        url: Where it answers, without a slash at the end.
        token: An API token that is good as long as it runs.
        pid: The process of `branchpoint up`.
        processes: Its child processes by name.
    """

    url: str
    token: str
    pid: int
    processes: dict[str, int]


def data_folder(named: Path | None = None) -> Path:
    """The folder that holds an instance's data: `named`, `BRANCHPOINT_DATA`, or `./data`."""
    return (named or Path(os.environ.get("BRANCHPOINT_DATA") or "data")).expanduser().absolute()


def write(folder: Path, instance: Instance) -> None:
    """Say where `instance` answers, to this user only."""
    path = folder / FILE
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(instance), file)
    partial.replace(path)


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


def remove(folder: Path) -> None:
    """Forget the instance: it has stopped."""
    (folder / FILE).unlink(missing_ok=True)


def alive(pid: int) -> bool:
    """Whether a process of that number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
