"""What every engine does: it places the processes of claimed runs, and says how they are.

The `runs` table decides what is done, by whom and how it ended; an engine only carries it out. It
schedules nothing: on one machine the agent takes what there is room for, on a cluster the cluster
decides.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from backend.db.queue import Claim
from backend.db.waiting import Room
from backend.spec.compute import ComputeSpec

# What a run's process needs to be told: see `worker/jobs/execute.py`.
MODULE = "worker.jobs.execute"


class NoAnswer(Exception):
    """The engine does not answer now. What it was asked for may be asked again."""


@dataclass(frozen=True)
class NotPlaced:
    """A run that the engine does not take.

    Attributes:
        reason: Why, in its own words.
        is_final: Whether it never will, so that the run fails; else it goes back to the queue.
    """

    reason: str
    is_final: bool


@dataclass(frozen=True)
class Node:
    """A machine of a cluster, as the cluster describes it."""

    name: str
    state: str
    resources: str


class RunProcess(Protocol):
    """A run's process, wherever an engine placed it."""

    @property
    def job(self) -> str | None:
        """What the engine calls it, with the engine's name before; None for a child process."""
        ...

    @property
    def waits_for(self) -> str | None:
        """Why it has not begun, in the engine's own words; None where it has."""
        ...

    def exit_status(self) -> int | None:
        """Its exit status, negative for a signal; None while it waits or runs."""
        ...

    def end_words(self) -> str | None:
        """How it ended in the engine's words, where these say more than its exit status."""
        ...

    def ask_to_stop(self) -> None:
        """Ask it to save and end."""
        ...

    def kill(self) -> None:
        """End it now. Twice is as good as once."""
        ...


class Engine(Protocol):
    """Places the processes of runs.

    Attributes:
        name: As specs and settings name it.
        outlives_agent: Whether its processes go on without the agent. They keep their leases
            themselves then, and the next agent on this host takes them over.
        limits_time: Whether it asks a run to stop at its time limit by itself.
    """

    name: str
    outlives_agent: bool
    limits_time: bool

    def room(self, held: Sequence[ComputeSpec], slots: int) -> Room:
        """What there is for one more run beside those that are placed already.

        Args:
            held: What these asked for.
            slots: How many cores, or jobs of a cluster, the worker was told to take.
        """
        ...

    def start(self, claims: Sequence[Claim]) -> Sequence[RunProcess | NotPlaced]:
        """Start a process for each claimed run, or say of each why not."""
        ...

    def look(self) -> None:
        """Ask once how all processes are. A process tells what was seen last.

        Raises:
            NoAnswer: When the engine does not say; what was seen last stays.
        """
        ...

    def nodes(self) -> Sequence[Node] | None:
        """The machines it places runs on; None where there is only this one.

        Raises:
            NoAnswer: When the engine does not say.
        """
        ...

    def left_here(self) -> Collection[str] | None:
        """Runs whose processes go on here without an agent; None where only a cluster knows."""
        ...

    def adopt(self, claim: Claim, job: str | None) -> RunProcess:
        """The process that an earlier agent started, by what the engine calls it.

        Raises:
            NoAnswer: When it is gone.
        """
        ...
