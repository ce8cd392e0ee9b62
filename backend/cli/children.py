"""Child processes of an instance: started apart from the terminal, stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.cli.failure import Failure

STOP_SECONDS = 15.0
POLL_SECONDS = 0.05
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
    """Start this Python with `arguments`, its output in `logs`; it keeps `inherited` files open."""
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{name}.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
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
    return late
