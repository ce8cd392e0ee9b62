"""The data folder: held by one instance at a time, and closed to other users of the machine."""

import fcntl
import os
import shlex
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backend import private
from backend.address import FILE as API_FILE
from backend.address import alive
from backend.cli.instance import instance_file
from backend.cli.terminal.failure import ExitCode, Failure
from backend.cli.terminal.output import note
from backend.db.settings import DATABASE_FILE

PREDECESSOR_SECONDS = 30.0
POLL_SECONDS = 0.1
DATABASE_FILES = {DATABASE_FILE + end for end in ("", "-wal", "-shm", "-journal")}
OUR_FILES = DATABASE_FILES | {instance_file.LOCK, instance_file.FILE, API_FILE}
OUR_FOLDERS = {"artifacts", "logs"}


def _wait(seconds: float) -> bool:
    time.sleep(seconds)
    return False


@contextmanager
def held(folder: Path, stop_asked: Callable[[float], bool] = _wait) -> Iterator[int]:
    """The open lock of `folder`, which is made where it is missing.

    Children inherit the lock, so it is held until the last process of the instance has ended, even
    where `branchpoint up` itself was killed. Its successor waits for them.

    Args:
        folder: The data folder.
        stop_asked: Waits for so many seconds and says whether to stop.

    Raises:
        Failure: When another instance has it, or the folder cannot be used.
    """
    try:
        private.make_folder(folder)
        close_to_others(folder)
        lock = os.open(folder / instance_file.LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Failure(f"the data folder {folder} cannot be used: {error.strerror}.") from error
    try:
        _take(lock, folder, stop_asked)
        yield lock
    finally:
        os.close(lock)


def _take(lock: int, folder: Path, stop_asked: Callable[[float], bool]) -> None:
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    is_told = False
    while not _is_taken(lock):
        running = instance_file.read(folder)
        if running is not None and alive(running.pid):
            raise Failure(
                f"an instance already runs on {folder}: {running.url} (process {running.pid}). "
                "Stop it, or name another folder with --data."
            )
        if time.monotonic() > deadline:
            raise _still_in_use(folder, running)
        if not is_told:
            note(f"Waiting for the instance before this one to leave {folder} ...")
            is_told = True
        if stop_asked(POLL_SECONDS):
            raise Failure("stopped before it started.", ExitCode.INTERRUPTED)


def _is_taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _still_in_use(folder: Path, left: instance_file.Instance | None) -> Failure:
    if left is None:
        return Failure(f"another instance is just starting or stopping on {folder}.")
    pids = " ".join(str(pid) for pid in left.processes.values() if alive(pid))
    return Failure(
        f"{folder} is still in use by processes of an instance that was killed, and they do not "
        f"end. End them, and start again: kill -9 {pids}"
    )


def close_to_others(folder: Path) -> None:
    """See to it that other users of this machine cannot read the data in `folder`.

    A folder that holds anything else than what Branchpoint makes may be shared on purpose, so it
    is left as it is, and its user is told.
    """
    private.keep_from_others()
    if not folder.exists():
        return
    if private.is_open_to_others(folder):
        if _is_ours(folder):
            folder.chmod(0o700)
            note(f"Other users of this machine could read {folder}. Now only you can.")
        else:
            note(
                f"Warning: other users of this machine can read {folder}. Unless that is wanted, "
                f"run: chmod 700 {shlex.quote(str(folder))}"
            )
    for name in OUR_FILES | OUR_FOLDERS:
        path = folder / name
        if path.exists() and private.is_open_to_others(path) and _is_own(path):
            path.chmod(0o700 if path.is_dir() else 0o600)


def _is_ours(folder: Path) -> bool:
    """Whether Branchpoint made all that is in it, and this user may close it."""
    return _is_own(folder) and {each.name for each in folder.iterdir()} <= OUR_FILES | OUR_FOLDERS


def _is_own(path: Path) -> bool:
    return path.stat().st_uid == os.getuid()
