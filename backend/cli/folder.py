"""The data folder, held by one instance at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.cli import instance
from backend.cli.failure import Failure

LOCK = "instance.lock"


@contextmanager
def held(folder: Path) -> Iterator[int]:
    """The open lock of `folder`, which is made where it is missing.

    Children inherit the lock, so it is held until the last process of the instance has ended, even
    where `branchpoint up` itself was killed.

    Raises:
        Failure: When another instance has it, or the folder cannot be used.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Failure(f"the data folder {folder} cannot be used: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _in_use(folder) from error
        yield lock
    finally:
        os.close(lock)


def _in_use(folder: Path) -> Failure:
    running = instance.read(folder)
    if running is None:
        return Failure(f"another instance is just starting or stopping on {folder}.")
    if instance.alive(running.pid):
        return Failure(
            f"an instance already runs on {folder}: {running.url} (process {running.pid}). "
            "Stop it, or name another folder with --data."
        )
    left = " ".join(str(pid) for pid in running.processes.values() if instance.alive(pid))
    return Failure(
        f"{folder} is still in use by processes of an instance that was killed. "
        f"Stop them, and start again: kill {left}"
    )
