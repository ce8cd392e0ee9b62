"""The tables of the queue beside the runs themselves: who takes them, and the rules it keeps."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.base import Base, Id, OptionalDocument, UtcDateTime, new_id

THE_ONLY = 1


class Worker(Base):
    """A worker agent: where it is, which runs it takes, when it was last heard of.

    Of a worker for a cluster `slots` are the jobs that it hands over at a time, and nothing is
    known of the memory and the GPUs that one run may have.
    """

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int] = mapped_column(BigInteger)
    engine: Mapped[str] = mapped_column(String(10), default="local", server_default="local")
    slots: Mapped[int] = mapped_column(Integer)
    busy: Mapped[int] = mapped_column(Integer, default=0)
    # The most that one run may have; none where the worker cannot say.
    most_cores: Mapped[int | None] = mapped_column(Integer)
    most_memory_mib: Mapped[int | None] = mapped_column(BigInteger)
    most_gpu: Mapped[float | None] = mapped_column(Float)
    # The nodes of its cluster, and what is wrong with its engine now.
    nodes: Mapped[list[dict[str, Any]] | None] = mapped_column(OptionalDocument)
    trouble: Mapped[str | None] = mapped_column(Text)
    version: Mapped[str] = mapped_column(String(60))
    refused: Mapped[dict[str, str] | None] = mapped_column(OptionalDocument)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class QueueRules(Base):
    """The one row of rules that hold for the whole queue."""

    __tablename__ = "queue_rules"
    __table_args__ = (CheckConstraint(f"id = {THE_ONLY}", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=THE_ONLY)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Runs of one account at a time; none where it takes as many as there is room for.
    max_running_per_account: Mapped[int | None] = mapped_column(Integer)
    # Runs of one account that wait; the usual number where none was set.
    max_queued_per_account: Mapped[int | None] = mapped_column(Integer)
