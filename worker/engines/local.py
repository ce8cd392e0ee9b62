"""The local engine: one child process for each run, in a process group of its own.

Its standard input is its lifeline: without its agent it ends, even where that was killed. Where it
may go on for a while, the next agent on this host takes it over (`left_process.py`).
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.db.queue import Claim
from backend.db.waiting import Room
from backend.spec.amounts import Amounts
from backend.spec.compute import ComputeSpec
from worker.engines.left_process import LeftProcess, folder_of, left_runs, pipe_of
from worker.engines.outcome import OUT_OF_MEMORY, memory_kills
from worker.engines.protocol import MODULE, NoAnswer, Node, NotPlaced
from worker.engines.system_process import begin

# One thread for each run: two processes with two threads on two cores were 30 times slower.
THREAD_COUNTS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
ONE_THREAD = dict.fromkeys(THREAD_COUNTS, "1")
# glibc gives large blocks back to the system at once by default, and asks for them again.
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "268435456", "MALLOC_MMAP_THRESHOLD_": "268435456"}
RUN_ENVIRONMENT = ONE_THREAD | KEEP_MEMORY
MIB = 1_024 * 1_024


def run_command(claim: Claim) -> list[str]:
    """The command that executes a claimed run, whatever places it."""
    # -P: never a folder named worker where the user stands.
    command = [sys.executable, "-P", "-m", MODULE]
    command += ["--run", claim.run_id, "--attempt", str(claim.attempt)]
    return [*command, "--worker", claim.worker_id]


def memory_here_mib() -> int:
    """The memory of this machine, MiB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB


def gpus_here() -> int:
    """The GPUs of this machine, by their device files: asking CUDA would take seconds."""
    return len([*Path("/dev").glob("nvidia[0-9]*")])


@dataclass(frozen=True)
class LocalProcess:
    """The process of one run.

    Attributes:
        popen: The child.
        gpu: The GPU that is kept for it; None where it asked for none.
        memory_kills: How many processes the kernel had killed for want of memory before it.
    """

    popen: subprocess.Popen[bytes]
    gpu: int | None = None
    memory_kills: int | None = None
    job: str | None = None
    waits_for: str | None = None

    def exit_status(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        status = self.popen.poll()
        if status is not None:
            self._let_go()
        return status

    def end_words(self) -> str | None:
        """That the system was out of memory, which its exit status alone does not say."""
        before, now = self.memory_kills, memory_kills()
        was_killed = self.popen.poll() == -signal.SIGKILL
        if was_killed and before is not None and now is not None and now > before:
            return OUT_OF_MEMORY
        return None

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
    """Places runs on this machine, as long as there are cores, memory and GPUs for them."""

    name = "local"
    outlives_agent = False
    limits_time = False

    def __init__(
        self,
        memory_mib: int | None = None,
        gpus: int | None = None,
        data: Path | None = None,
        alone_seconds: float = 0.0,
    ) -> None:
        """Place runs within these limits.

        Args:
            memory_mib: Memory that runs may ask for; all of this machine's by default.
            gpus: GPUs that they may ask for; all of this machine's by default.
            data: The data folder; None where no process is ever taken over.
            alone_seconds: How long a run's process goes on without its agent.
        """
        self._memory_mib = memory_here_mib() if memory_mib is None else memory_mib
        self._gpus = gpus_here() if gpus is None else gpus
        self._left = None if data is None else folder_of(data)
        self._alone_seconds = alone_seconds
        self._placed: list[tuple[LocalProcess | LeftProcess, ComputeSpec]] = []

    def room(self, held: Sequence[ComputeSpec], slots: int) -> Room:
        """What there is for one more run."""
        memory = self._memory_mib - sum(each.memory_mib for each in held)
        left = Amounts(slots - sum(each.cores for each in held), memory, self._freest()[1])
        return Room(self.name, Amounts(slots, self._memory_mib, min(1.0, self._gpus)), left)

    def _freest(self) -> tuple[int, float]:
        """The GPU of which most is left, and how much that is."""
        self._placed = [each for each in self._placed if each[0].exit_status() is None]
        taken: Counter[int] = Counter()
        for process, compute in self._placed:
            if process.gpu is not None:
                # In thousandths: thirds of a GPU add up to it.
                taken[process.gpu] += round(1_000 * compute.gpu)
        left = [(1_000 - taken[gpu], -gpu) for gpu in range(self._gpus)]
        most, gpu = max(left, default=(0, 0))
        return -gpu, most / 1_000

    def start(self, claims: Sequence[Claim]) -> Sequence[LocalProcess | NotPlaced]:
        """Start the processes that execute claimed runs."""
        return [self._start(claim) for claim in claims]

    def _start(self, claim: Claim) -> LocalProcess:
        compute = claim.spec.compute
        gpu = self._freest()[0] if compute.gpu > 0 else None
        shown = {} if gpu is None else {"CUDA_VISIBLE_DEVICES": str(gpu)}
        kills = memory_kills()
        command = run_command(claim)
        if self._alone_seconds > 0:
            command += ["--goes-on", str(self._alone_seconds)]
        child = begin(command, os.environ | RUN_ENVIRONMENT | shown)
        process = LocalProcess(child, gpu, kills)
        self._placed.append((process, compute))
        return process

    def look(self) -> None:
        """A child is asked itself."""

    def nodes(self) -> Sequence[Node] | None:
        """There is only this machine."""
        return None

    def left_here(self) -> Collection[str]:
        """Runs whose processes listen for an agent here, those of live ones among them."""
        return [] if self._left is None else [*left_runs(self._left)]

    def adopt(self, claim: Claim, job: str | None) -> LeftProcess:
        """The process of this run that goes on here.

        Raises:
            NoAnswer: When it is gone.
        """
        pipe = None if self._left is None else pipe_of(self._left, claim.run_id, claim.attempt)
        try:
            if job is not None or pipe is None:
                raise NoAnswer(f"the process of run {claim.run_id} is gone")
            process = LeftProcess(pipe)
        except OSError as error:
            raise NoAnswer(f"the process of run {claim.run_id} is gone: {error}") from error
        self._placed.append((process, claim.spec.compute))
        return process
