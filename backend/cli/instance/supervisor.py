"""Child processes of an instance: started apart from the terminal, stopped together."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend import private
from backend.cli.terminal.failure import Failure
from backend.lifeline import OPTION as LIFELINE

STOP_SECONDS = 15.0
POLL_SECONDS = 0.05
# A log and its older part: both together are at most twice as large.
LARGEST_LOG = 10 * 1024 * 1024
TAIL_BYTES, TAIL_LINES = 4_000, 20


@dataclass(frozen=True)
class Child:
    """A process that belongs to an instance.

    Attributes:
        name: What the user knows it as.
        process: The process; it leads a process group of its own, so that Ctrl-C in the terminal
            reaches only the parent, which then stops the children in its own order.
        log: The file with all that it writes.
    """

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def ended(self) -> bool:
        """Whether it runs no more."""
        return self.process.poll() is not None

    def keep_log_small(self) -> None:
        """Move what the log holds to its older part once that is much.

        The log is emptied and not replaced: the process and those that it started, the runs' among
        them, keep the file open and go on at its new end.
        """
        if self.log.stat().st_size < LARGEST_LOG:
            return
        older = self.log.with_suffix(".log.1")
        try:
            shutil.copyfile(self.log, older)
        except OSError:
            # A full disk, most likely: the room that old logs take is needed more than they are.
            older.unlink(missing_ok=True)
        os.truncate(self.log, 0)

    def refuse_if_ended(self) -> None:
        """Say so when it is no longer there.

        Raises:
            Failure: With the end of its log.
        """
        if self.ended:
            text = self.log.read_bytes()[-TAIL_BYTES:].decode("utf-8", "replace")
            last_words = "\n".join(text.splitlines()[-TAIL_LINES:])
            raise Failure(
                f"the {self.name} ended by itself with status {self.process.returncode}, so all "
                f"stops. The end of {self.log}:\n{last_words}"
            )


def start(
    name: str,
    arguments: Sequence[str],
    *,
    logs: Path,
    inherited: Sequence[int],
) -> Child:
    """Start this Python with `arguments`, its output in `logs`; it keeps `inherited` files open.

    Its standard input is its lifeline: it ends when this process does, even where that was killed.
    """
    private.make_folder(logs)
    log = logs / f"{name}.log"
    with private.opened_to_append(log) as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, *arguments, LIFELINE],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            pass_fds=tuple(inherited),
            start_new_session=True,
        )
    return Child(name, process, log)


def stop(children: Sequence[Child], seconds: float = STOP_SECONDS) -> list[Child]:
    """Ask all to end, and after `seconds` make them. Returns those that had to be made to."""
    for child in children:
        if not child.ended:
            child.process.terminate()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(child.ended for child in children):
        time.sleep(POLL_SECONDS)
    late = [child for child in children if not child.ended]
    for child in late:
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
    for child in children:
        if child.process.stdin is not None:
            child.process.stdin.close()
    return late
