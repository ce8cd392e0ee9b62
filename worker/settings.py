"""What a worker is told: how many runs at once, how long a silence counts as death."""

import os
import sys
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend.spec.compute import Engine
from backend.spec.problems import Impossible
from backend.spec.refused_settings import of_form, refusals

JOBS_AT_ONCE = 200
RayAddress = Annotated[
    str, of_form(r"^https?://[^\s/]+$", "an address such as http://127.0.0.1:8265, without a path")
]
Interpreter = Annotated[
    str, of_form(r"^/[^\x00-\x1f]*$", "a whole path, such as /opt/branchpoint/bin/python")
]


def cores() -> int:
    """Cores that this process may use, at least 1."""
    return max(1, len(os.sched_getaffinity(0)))


def slots_of(known: Mapping[str, Any]) -> int:
    """Slots where none are named: cores here, and as many jobs as a cluster lets one hand over."""
    return cores() if known.get("engine", "local") == "local" else JOBS_AT_ONCE


class WorkerSettings(BaseSettings):
    """Settings of a worker, from `BRANCHPOINT_SLOTS` and the like.

    Attributes:
        engine: What places runs: local starts them on this machine, slurm and ray hand them over.
        slots: Cores that runs may take at once, one each unless they ask for more; of a cluster,
            jobs that are handed over at once, waiting ones among them.
        memory_gib: Memory that runs may ask for together; all of this machine's where left out.
        gpus: GPUs that runs may ask for shares of; all of this machine's where left out.
        engine_seconds: How often a cluster is asked how its jobs are.
        ray_address: Where Ray's dashboard listens, which takes jobs.
        ray_python: The interpreter on Ray's nodes that has this program; the worker's own path
            where left out.
        lease_seconds: After this silence of a worker its runs go to others.
        alone_seconds: How long a run goes on after its worker was killed, so that the next worker
            on this host can take it over; then it saves and goes back to the queue. Of the local
            engine; what `branchpoint up` started ends with it.
        heartbeat_seconds: How often leases are renewed.
        poll_seconds: How often the queue and requests to cancel are looked for.
        checkpoint_seconds: How often a run saves where it is.
        checkpoint_share: Of a run's time, what saving takes at the most: where it takes long, it is
            done less often.
        stop_seconds: How long a run may take to save when the worker stops.
        stall_minutes: After this time without a real step or an epoch a run is said to stand still.
        end_stalled_minutes: After this time it is ended as failed; never where it is left out.
    """

    model_config = SettingsConfigDict(env_prefix="BRANCHPOINT_", frozen=True, extra="forbid")

    engine: Engine = "local"
    slots: int = Field(default_factory=slots_of, ge=1, le=100_000)
    memory_gib: float | None = Field(None, gt=0, le=65_536)
    gpus: int | None = Field(None, ge=0, le=64)
    engine_seconds: float = Field(2.0, gt=0, le=600)
    ray_address: RayAddress = "http://127.0.0.1:8265"
    ray_python: Interpreter | None = Field(None, max_length=4_096)
    lease_seconds: float = Field(30.0, ge=1, le=3_600)
    alone_seconds: float = Field(30.0, ge=0, le=3_600)
    heartbeat_seconds: float = Field(5.0, gt=0, le=600)
    poll_seconds: float = Field(0.5, gt=0, le=60)
    checkpoint_seconds: float = Field(60.0, gt=0, le=86_400)
    checkpoint_share: float = Field(0.02, gt=0, le=1)
    stop_seconds: float = Field(4.0, gt=0, le=600)
    stall_minutes: float = Field(5.0, gt=0, le=10_080)
    end_stalled_minutes: float | None = Field(None, gt=0, le=10_080)

    @model_validator(mode="after")
    def _beats_before_lease_ends(self) -> "WorkerSettings":
        if self.heartbeat_seconds * 2 > self.lease_seconds:
            raise Impossible(
                "heartbeat_seconds",
                self.heartbeat_seconds,
                f"at most half of lease_seconds = {self.lease_seconds}, or one late beat loses a "
                "run",
            )
        return self

    @model_validator(mode="after")
    def _says_before_it_ends(self) -> "WorkerSettings":
        end = self.end_stalled_minutes
        if end is not None and end < self.stall_minutes:
            raise Impossible(
                "end_stalled_minutes",
                end,
                f"at least stall_minutes = {self.stall_minutes}, so that a run's page can say what "
                "is coming",
            )
        return self


def main() -> int:
    """Look at the settings only. Returns 2 when they are refused, and says why."""
    try:
        WorkerSettings()
    except ValidationError as error:
        sys.stderr.writelines(f"{refusal}\n" for refusal in refusals(error))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
