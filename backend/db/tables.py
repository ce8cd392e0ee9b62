"""The tables. Relations are not mapped: a query says what it joins."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.base import Base, Document, Growing, Id, OptionalDocument, UtcDateTime, new_id


class Experiment(Base):
    """A named set of runs that belong together."""

    __tablename__ = "experiments"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    # Runs of it at a time; none where it takes as many as there is room for.
    max_running: Mapped[int | None] = mapped_column(Integer)
    account_id: Mapped[str | None] = mapped_column(Id)
    visibility: Mapped[str] = mapped_column(String(10), default="group", server_default="group")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Run(Base):
    """A run: its spec, its place in the queue and what it last reported. The truth of the queue."""

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_claimable", "status", "queued_at", "id"),
        Index("ix_runs_experiment_id", "experiment_id"),
        Index("ix_runs_created_at", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    experiment_id: Mapped[str] = mapped_column(ForeignKey("experiments.id"))
    name: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[str | None] = mapped_column(Id)
    spec: Mapped[dict[str, Any]] = mapped_column(Document)
    # Copies of the spec's fields that lists filter and sort by.
    environment: Mapped[str] = mapped_column(String(100))
    version: Mapped[str] = mapped_column(String(20))
    rollout_length: Mapped[str] = mapped_column(String(100))
    start: Mapped[str] = mapped_column(String(40))
    seed: Mapped[int] = mapped_column(BigInteger)
    total_steps: Mapped[int] = mapped_column(BigInteger)
    tags: Mapped[list[str]] = mapped_column(Document, default=list)
    parent_id: Mapped[str | None] = mapped_column(Id)
    # The queue.
    status: Mapped[str] = mapped_column(String(20))
    cancel_requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    failed_attempts: Mapped[int] = mapped_column(Integer, default=0)
    max_attempts: Mapped[int] = mapped_column(Integer, default=3)
    priority: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Copies of what the spec asks to be kept for it: `backend/spec/compute.py`.
    engine: Mapped[str] = mapped_column(String(10), default="auto", server_default="auto")
    cores: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    memory_mib: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    gpu: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    worker_id: Mapped[str | None] = mapped_column(Id)
    # What a cluster calls the run's job, and why it has not begun, in the cluster's own words.
    job: Mapped[str | None] = mapped_column(String(200))
    waits_for: Mapped[str | None] = mapped_column(Text)
    lease_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What its owner made of it.
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notes: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Grows with each change of the notes, so that none is written over unseen.
    notes_version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    # What it last reported.
    env_steps: Mapped[int] = mapped_column(BigInteger, default=0)
    steps_per_second: Mapped[float | None]
    phase: Mapped[str | None] = mapped_column(String(80))
    progressed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stalled_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    real_return: Mapped[float | None]
    model_return: Mapped[float | None]
    measures: Mapped[dict[str, Any] | None] = mapped_column(OptionalDocument)
    failure_reason: Mapped[str | None] = mapped_column(Text)
    failure_traceback: Mapped[str | None] = mapped_column(Text)
    provenance: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)


class SavedView(Base):
    """A view of the list of runs under a name: what its address says, by its names there."""

    __tablename__ = "saved_views"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[dict[str, str]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SeriesSegment(Base):
    """Some points of one scalar of one run, packed: little-endian int64 steps, float64 values.

    Values are float32 where none of them has more; wall times: `backend/db/packed_walls.py`.
    """

    __tablename__ = "series_segments"
    __table_args__ = (Index("ix_series_segments_run_id_key", "run_id", "key"),)

    id: Mapped[int] = mapped_column(Growing, primary_key=True, autoincrement=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    first_step: Mapped[int] = mapped_column(BigInteger)
    last_step: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(Integer)
    steps: Mapped[bytes] = mapped_column(LargeBinary)
    values: Mapped[bytes] = mapped_column(LargeBinary)
    walls: Mapped[bytes] = mapped_column(LargeBinary)


class ProfileRecord(Base):
    """One curve over the horizon, and those of its episodes: `backend/db/packed_curves.py`."""

    __tablename__ = "profiles"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    policy: Mapped[str] = mapped_column(String(40), primary_key=True)
    env_step: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    propagation: Mapped[str] = mapped_column(String(20))
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class TrajectoriesRecord(Base):
    """A real episode and imagined rollouts: little-endian int64 and float32, row by row."""

    __tablename__ = "trajectories"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    env_step: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    rollout_length: Mapped[int] = mapped_column(BigInteger)
    dimensions: Mapped[bytes] = mapped_column(LargeBinary)
    real: Mapped[bytes] = mapped_column(LargeBinary)
    starts: Mapped[bytes] = mapped_column(LargeBinary)
    imagined_counts: Mapped[bytes] = mapped_column(LargeBinary)
    imagined: Mapped[bytes] = mapped_column(LargeBinary)
    world_counts: Mapped[bytes] = mapped_column(LargeBinary)
    world: Mapped[bytes] = mapped_column(LargeBinary)


class LogRecord(Base):
    """A line of a run's log."""

    __tablename__ = "logs"
    __table_args__ = (Index("ix_logs_run_id_id", "run_id", "id"),)

    id: Mapped[int] = mapped_column(Growing, primary_key=True, autoincrement=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    level: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    attempt: Mapped[int] = mapped_column(Integer)


class Artifact(Base):
    """A file that a run made, in the artifact store."""

    __tablename__ = "artifacts"
    __table_args__ = (Index("ix_artifacts_run_id", "run_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    uri: Mapped[str] = mapped_column(Text)
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    env_step: Mapped[int] = mapped_column(BigInteger)
    attempt: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Share(Base):
    """A read-only link. Its token is stored as a hash, so the link itself is shown only once."""

    __tablename__ = "shares"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[str | None] = mapped_column(Id)
    run_ids: Mapped[list[str]] = mapped_column(Document, default=list)
    view: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    publication_id: Mapped[str | None] = mapped_column(Id)
    is_embeddable: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    views: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Credential(Base):
    """A token that lets somebody in: one-time, session, API token, invitation. Hashes only."""

    __tablename__ = "credentials"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str | None] = mapped_column(Id)
    # What it acts as at most; of an invitation, the role of the account that it makes.
    scope: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IdempotencyKey(Base):
    """A request that created something, by its client's key: a second one gets the same answer.

    The key is stored as a hash, and secrets of the answer are not stored: the client's key and the
    salt make them again.
    """

    __tablename__ = "idempotency_keys"

    principal: Mapped[str] = mapped_column(String(80), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    route: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    # Empty only until the transaction that creates commits.
    answer: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ChangeRow(Base):
    """That something changed: what the live pages follow. Kept for an hour."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(Growing, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[str] = mapped_column(String(80))
    run_id: Mapped[str | None] = mapped_column(Id)
