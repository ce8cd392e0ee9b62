"""What a worker is told: how many runs at once, how long a silence counts as death."""

import os
from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend.spec.compute import Engine

JOBS_AT_ONCE = 200


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
        heartbeat_seconds: How often leases are renewed.
        poll_seconds: How often the queue and requests to cancel are looked for.
        checkpoint_seconds: How often a run saves where it is.
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
    ray_address: str = Field("http://127.0.0.1:8265", pattern=r"^https?://[^\s/]+$")
    ray_python: str | None = Field(None, pattern=r"^/[^\x00-\x1f]*$", max_length=4_096)
    lease_seconds: float = Field(30.0, ge=1, le=3_600)
    heartbeat_seconds: float = Field(5.0, gt=0, le=600)
    poll_seconds: float = Field(0.5, gt=0, le=60)
    checkpoint_seconds: float = Field(60.0, gt=0, le=86_400)
    stop_seconds: float = Field(4.0, gt=0, le=600)
    stall_minutes: float = Field(5.0, gt=0, le=10_080)
    end_stalled_minutes: float | None = Field(None, gt=0, le=10_080)

    @model_validator(mode="after")
    def _beats_before_lease_ends(self) -> "WorkerSettings":
        if self.heartbeat_seconds * 2 > self.lease_seconds:
            raise ValueError(
                f"heartbeat_seconds = {self.heartbeat_seconds} must be at most half of "
                f"lease_seconds = {self.lease_seconds}, or one late beat loses a run"
            )
        return self

    @model_validator(mode="after")
    def _says_before_it_ends(self) -> "WorkerSettings":
        end = self.end_stalled_minutes
        if end is not None and end < self.stall_minutes:
            raise ValueError(
                f"end_stalled_minutes = {end} must be at least stall_minutes = "
                f"{self.stall_minutes}, so that a run's page can say what is coming"
            )
        return self
