"""The Slurm engine: a job for each run, an array for runs that ask for the same.

`sbatch`, `squeue`, `scancel`, `sinfo` and, where there is accounting, `sacct` are called with lists
of arguments. What they answer is split at a character that no state or reason contains.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import structlog

from backend.db.queue import Claim
from backend.db.waiting import Room
from backend.spec.amounts import Amounts
from backend.spec.compute import ComputeSpec
from worker.engines.outcome import Exit
from worker.engines.protocol import NoAnswer, Node, NotPlaced
from worker.engines.system_process import answer

log = structlog.get_logger()

JOB_NAME = "branchpoint"
BATCH_SCRIPT = Path(__file__).with_name("slurm_job.sh")
TASK = "worker.engines.array_task"
# Before its time limit a run is asked to save so many seconds; of a short limit, half of it.
NOTICE_SECONDS = 90
FIELDS = ("JobArrayID", "State", "Reason", "NodeList", "exit_code")
WAITING = frozenset({"PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT"})
AT_WORK = frozenset({"RUNNING", "CONFIGURING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING",
                     "STAGE_OUT", "RESIZING"})  # fmt: skip
# What sbatch says where it will never take such a job; else it is asked again.
NEVER = ("invalid", "not available", "can not be satisfied", "not permitted", "more processors")
# Reasons that the exit status says as well.
SAID_BY_STATUS = ("None", "NonZeroExitCode", "RaisedSignal")
GONE = "GONE"
UNTOLD = 1


@dataclass
class SlurmJob:
    """The job of one run, as Slurm last described it.

    Attributes:
        id: As `squeue -j` takes it: a job, or a task of an array.
        state: In Slurm's words.
        reason: Why it waits, in Slurm's words.
        node: Where it runs.
        is_asked: Whether we asked Slurm to end it.
        status: Its exit status, negative for a signal.
    """

    id: str
    state: str = "PENDING"
    reason: str = "submitted"
    node: str = ""
    is_asked: bool = False
    status: int = UNTOLD

    @property
    def job(self) -> str | None:
        """The job as people name it."""
        return f"slurm {self.id}"

    @property
    def waits_for(self) -> str | None:
        """Slurm's reason; None once it is at work."""
        return f"Slurm: {self.reason}" if self.state in WAITING else None

    def exit_status(self) -> int | None:
        """Its exit status; None while it waits or runs."""
        if self.state in WAITING or self.state in AT_WORK:
            return None
        if self.state == GONE:
            return Exit.UNKNOWN
        if self.state == "CANCELLED" and not self.is_asked:
            return Exit.CANCELLED
        if self.state in {"PREEMPTED", "CANCELLED"}:
            return Exit.INTERRUPTED
        # What Slurm ended itself has no status that says anything.
        return self.status if self.state in {"COMPLETED", "FAILED"} else UNTOLD

    def end_words(self) -> str | None:
        """Slurm's word for how it ended."""
        if self.state == "FAILED" and self.reason.startswith(SAID_BY_STATUS):
            return None
        why = "" if self.reason == "None" else f", {self.reason}"
        where = f" on {self.node}" if self.node else ""
        return f"Slurm ended its job {self.id}{where}: {self.state}{why}"

    def ask_to_stop(self) -> None:
        """Cancel the job: one that waits is gone, one that runs has Slurm's KillWait to save."""
        self.is_asked = True
        _cancel(self.id)

    def kill(self) -> None:
        """End it now, or take it out of the queue."""
        self.ask_to_stop()
        _cancel("--full", "--signal=KILL", self.id)


def _cancel(*arguments: str) -> None:
    try:
        status, _, complaint = answer(["scancel", *arguments])
    except NoAnswer as error:
        status, complaint = UNTOLD, str(error)
    if status != 0:
        # A job that has just ended, or a controller that is away: then the agent asks again.
        log.info("not cancelled", job=arguments[-1], error=" ".join(complaint.split()))


class SlurmEngine:
    """Hands runs over to the Slurm that this machine is a login node of."""

    name = "slurm"
    outlives_agent = True
    limits_time = True

    def __init__(self, folder: Path) -> None:
        """Jobs write what they print into files in this folder, which all nodes see."""
        self._folder = folder
        self._jobs: dict[str, SlurmJob] = {}

    def room(self, held: Sequence[ComputeSpec], slots: int) -> Room:
        """So many jobs; what one may have, Slurm says itself."""
        left = 0 if len(held) >= slots else None
        return Room(self.name, Amounts(), Amounts(cores=left))

    def start(self, claims: Sequence[Claim]) -> Sequence[SlurmJob | NotPlaced]:
        """Submit runs, those that ask for the same as one array."""
        placed: dict[str, SlurmJob | NotPlaced] = {}
        for options, alike in _alike(claims):
            placed |= self._submit(options, alike)
        return [placed[claim.run_id] for claim in claims]

    def _submit(
        self, options: Sequence[str], alike: Sequence[Claim]
    ) -> Mapping[str, SlurmJob | NotPlaced]:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            status, output, complaint = answer(self._command(options, alike))
        except NoAnswer as error:
            return {claim.run_id: NotPlaced(str(error), is_final=False) for claim in alike}
        if status != 0:
            is_final = any(word in complaint.lower() for word in NEVER)
            reason = " ".join(complaint.split())
            return {claim.run_id: NotPlaced(reason, is_final) for claim in alike}
        job = output.strip().partition(";")[0]
        ids = [job] if len(alike) == 1 else [f"{job}_{place}" for place in range(len(alike))]
        jobs = {each: SlurmJob(each) for each in ids}
        self._jobs |= jobs
        return dict(zip((claim.run_id for claim in alike), jobs.values(), strict=True))

    def _command(self, options: Sequence[str], alike: Sequence[Claim]) -> list[str]:
        command = ["sbatch", "--parsable", "--requeue", f"--job-name={JOB_NAME}", *options]
        command += ["--nodes=1", "--ntasks=1", "--open-mode=append", "--input=/dev/null"]
        command += [f"--output={self._folder}/%j.log"]
        if len(alike) > 1:
            command += [f"--array=0-{len(alike) - 1}"]
        command += [str(BATCH_SCRIPT), sys.executable, "-P", "-m", TASK, alike[0].worker_id]
        return [*command, *(f"{claim.run_id}:{claim.attempt}" for claim in alike)]

    def look(self) -> None:
        """Ask for the states of all jobs at once."""
        watched = {job.id: job for job in self._jobs.values() if job.exit_status() is None}
        self._jobs = watched
        if not watched:
            return
        command = ["squeue", "--noheader", "--array", "--states=all"]
        command += [f"--user={os.getuid()}", f"--name={JOB_NAME}"]
        command += [f"--Format={','.join(f'{name}:|' for name in FIELDS)}"]
        seen = {row[0]: row for row in _rows(command)}
        for job in watched.values():
            if job.id in seen:
                _, job.state, job.reason, job.node, status, _ = seen[job.id]
                job.status = os.waitstatus_to_exitcode(int(status))
        gone = [job for job in watched.values() if job.id not in seen]
        if gone:
            _see_ends(gone)

    def nodes(self) -> Sequence[Node]:
        """The nodes of the cluster."""
        command = ["sinfo", "--noheader", "--Node", "--format=%N|%T|%C|%m|%G|%R"]
        return [
            Node(name, state, _resources(cores, memory, gres, partition))
            for name, state, cores, memory, gres, partition in _rows(command)
        ]

    def left_here(self) -> None:
        """The cluster's jobs are named in the database."""

    def adopt(self, claim: Claim, job: str | None) -> SlurmJob:
        """The job that an earlier agent submitted for this run."""
        del claim
        found = SlurmJob((job or "").removeprefix("slurm "))
        self._jobs[found.id] = found
        return found


def job_options(compute: ComputeSpec) -> list[str]:
    """What a run asks for, as options of `sbatch`."""
    options = [f"--cpus-per-task={compute.cores}"]
    if compute.memory_mib:
        options += [f"--mem={compute.memory_mib}M"]
    if compute.gpu > 0:
        # Slurm keeps whole ones.
        options += ["--gres=gpu:1"]
    if compute.partition is not None:
        options += [f"--partition={compute.partition}"]
    if compute.time_limit_minutes is not None:
        options += [f"--time={compute.time_limit_minutes}"]
    notice = min(NOTICE_SECONDS, 30 * (compute.time_limit_minutes or NOTICE_SECONDS))
    return [*options, f"--signal=B:TERM@{notice}"]


def _alike(claims: Sequence[Claim]) -> Iterator[tuple[list[str], list[Claim]]]:
    def asked(claim: Claim) -> list[str]:
        return job_options(claim.spec.compute)

    for options, alike in groupby(sorted(claims, key=asked), asked):
        yield options, list(alike)


def _see_ends(gone: Sequence[SlurmJob]) -> None:
    """Ask the accounting, where there is any, how jobs ended that the controller has forgotten."""
    command = ["sacct", "--noheader", "--parsable2", "--allocations"]
    command += ["--format=JobID,State,ExitCode", f"--jobs={','.join(job.id for job in gone)}"]
    try:
        known = {row[0]: row for row in _rows(command)}
    except NoAnswer:
        known = {}
    for job in gone:
        _, state, status = known.get(job.id, ("", GONE, f"{UNTOLD}:0"))
        job.state = state.partition(" ")[0]
        exited, _, signalled = status.partition(":")
        job.status = -int(signalled) if int(signalled) else int(exited)


def _rows(command: Sequence[str]) -> list[list[str]]:
    status, output, complaint = answer(command)
    if status != 0:
        raise NoAnswer(" ".join(complaint.split()) or f"{command[0]} ended with status {status}")
    return [[each.strip() for each in line.split("|")] for line in output.splitlines() if line]


def _resources(cores: str, memory: str, gres: str, partition: str) -> str:
    """A node in words; cores come as allocated/idle/other/total."""
    taken, _, _, total = cores.split("/")
    gpus = "" if gres == "(null)" else f" · {gres}"
    return f"{partition} · {taken} of {total} cores taken · {int(memory):,} MiB{gpus}"
