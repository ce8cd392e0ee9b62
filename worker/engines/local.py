"""The local engine: one child process for each run, in a process group of its own.

Its standard input is its lifeline: it ends when the agent does, even where that was killed.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass

from backend.db.queue import Claim

# One thread for each run: two processes with two threads on two cores were 30 times slower.
THREAD_COUNTS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
ONE_THREAD = dict.fromkeys(THREAD_COUNTS, "1")
# glibc gives large blocks back to the system at once by default, and asks for them again.
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "268435456", "MALLOC_MMAP_THRESHOLD_": "268435456"}


@dataclass(frozen=True)
class LocalProcess:
    """The process of one run."""

    popen: subprocess.Popen[bytes]

    def exit_status(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        status = self.popen.poll()
        if status is not None:
            self._let_go()
        return status

    def ask_to_stop(self) -> None:
        """Ask it to save where it is and end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it and all that it started, whatever they are doing."""
        self._signal(signal.SIGKILL)
        self.popen.wait()
        self._let_go()

    def _let_go(self) -> None:
        if self.popen.stdin is not None:
            self.popen.stdin.close()

    def _signal(self, number: signal.Signals) -> None:
        # The group's id is the process' own and stays taken until the process is waited for.
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, number)


class LocalEngine:
    """Places runs on this machine."""

    def start(self, claim: Claim) -> LocalProcess:
        """Start the process that executes a claimed run."""
        # -P: never a folder named worker where the user stands.
        command = [sys.executable, "-P", "-m", "worker.jobs.execute"]
        command += ["--run", claim.run_id, "--attempt", str(claim.attempt)]
        command += ["--worker", claim.worker_id]
        popen = subprocess.Popen(  # noqa: S603 - our own interpreter, module and ids
            command,
            env=os.environ | ONE_THREAD | KEEP_MEMORY,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        return LocalProcess(popen)
