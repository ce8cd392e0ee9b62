"""A run's process whose agent is gone, and the agent that takes it over.

The process then makes a named pipe in the data folder, and listens at it. Whoever takes it over
holds the other end open: so both learn at once when the other is gone, as with the lifeline of a
child, and neither trusts the number of a process, which the system gives to another one day.
"""

import errno
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog

log = structlog.get_logger()

FOLDER = "processes"
END_SECONDS = 10.0
# Of a process that was taken over and left no word of its end: it crashed.
UNTOLD = 1
UNTOLD_WORDS = "the run's process is gone; how it ended only the worker that started it could know"


def folder_of(data: Path) -> Path:
    """The pipes of processes here: several hosts, and containers of one name, may share the data.

    Each of them numbers its processes itself.
    """
    try:
        numbers = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        numbers = "0"
    return data.resolve() / FOLDER / f"{socket.gethostname()}-{numbers}"


class Listening:
    """The end of the pipe that a run's process keeps.

    The pipe has its name for as long as nobody holds the other end.
    """

    def __init__(self, folder: Path, run_id: str, attempt: int) -> None:
        """Begin to listen.

        Raises:
            OSError: Where no pipe can be made.
        """
        folder.mkdir(parents=True, exist_ok=True)
        gpu = os.environ.get("CUDA_VISIBLE_DEVICES", "").replace("/", "")
        self._pipe = folder / f"{run_id}.{attempt}.{os.getpid()}.{gpu}"
        self._end = self._made()
        self._is_held = self._was_held = False
        # What it forks must not pass for it once it is gone.
        os.register_at_fork(after_in_child=self._let_go)

    def _made(self) -> int:
        os.mkfifo(self._pipe, 0o600)
        return os.open(self._pipe, os.O_RDONLY | os.O_NONBLOCK)

    def is_held(self) -> bool:
        """Whether an agent holds the other end, and has said so: others only look who listens.

        Raises:
            OSError: Where no pipe can be made after the agent is gone again.
        """
        try:
            while os.read(self._end, 1 << 16):
                if not self._is_held:
                    self._is_held = self._was_held = True
                    self._pipe.unlink(missing_ok=True)
        except BlockingIOError:
            return self._is_held
        if self._is_held:
            self._is_held = False
            self._let_go()
            self._end = self._made()
        return False

    def close(self, status: int) -> None:
        """Leave word of the exit status to an agent that took it over.

        Its end of the pipe stays open until the system closes it, when the process is gone.
        """
        with suppress(OSError):
            if self._was_held:
                _word_of(self._pipe).write_text(str(status))
            self._pipe.unlink(missing_ok=True)

    def _let_go(self) -> None:
        with suppress(OSError):
            os.close(self._end)


class LeftProcess:
    """The process of a run that an earlier agent started.

    Attributes:
        gpu: The GPU that it was shown; None where it saw none or several.
    """

    job: str | None = None
    waits_for: str | None = None

    def __init__(self, pipe: Path) -> None:
        """Hold it.

        Raises:
            OSError: When it is gone.
        """
        self._pipe = pipe
        _, _, pid, gpu = pipe.name.split(".", 3)
        self._pid = int(pid)
        self.gpu = int(gpu) if gpu.isdecimal() else None
        self._end = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        os.write(self._end, b".")
        self._status: int | None = None
        self._is_told = False

    def exit_status(self) -> int | None:
        """Its exit status; None while it runs."""
        if self._status is None and not self._lives():
            word = _word_of(self._pipe)
            with suppress(OSError, ValueError):
                self._status, self._is_told = int(word.read_text()), True
            if self._status is None:
                self._status = UNTOLD
            for left in (word, self._pipe):
                left.unlink(missing_ok=True)
            os.close(self._end)
        return self._status

    def _lives(self) -> bool:
        try:
            os.write(self._end, b".")
        except BlockingIOError:
            # It is stopped, and has not read for long.
            return True
        except BrokenPipeError:
            return False
        return True

    def end_words(self) -> str | None:
        """That nobody knows how it ended, where it left no word of it."""
        return None if self._is_told or self._status is None else UNTOLD_WORDS

    def ask_to_stop(self) -> None:
        """Ask it to save where it is and end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it and all that it started, whatever they are doing."""
        self._signal(signal.SIGKILL)
        deadline = time.monotonic() + END_SECONDS
        while self.exit_status() is None and time.monotonic() < deadline:
            time.sleep(0.01)

    def _signal(self, number: signal.Signals) -> None:
        # It leads a group of its own, whose number is its own for as long as it listens.
        if self.exit_status() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._pid, number)


def pipe_of(folder: Path, run_id: str, attempt: int) -> Path | None:
    """The pipe of a run's process; None where it made none, or took it away when it ended."""
    return next(folder.glob(f"{run_id}.{attempt}.[0-9]*"), None) if folder.exists() else None


def left_runs(folder: Path) -> Iterator[str]:
    """The runs whose processes listen here: their agents are gone. What dead ones left goes."""
    for pipe in sorted(folder.glob("*")) if folder.exists() else []:
        if not pipe.is_fifo():
            continue
        try:
            os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            if error.errno == errno.ENXIO:
                pipe.unlink(missing_ok=True)
            else:
                log.warning("not looked at", pipe=str(pipe), error=str(error))
        else:
            yield pipe.name.partition(".")[0]


def _word_of(pipe: Path) -> Path:
    return pipe.with_name(f"{pipe.name}-ended")
