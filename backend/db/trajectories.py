"""Trajectories: a real episode beside imagined rollouts, one picture for each (run, real step)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.queue import Claim, owned
from backend.db.tables import TrajectoriesRecord

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class StoredRollout:
    """One imagined rollout. Its arrays are (observations, dimensions); they may be shorter.

    Attributes:
        start: Step of the real episode at whose state it began.
        imagined: The state it began at, then what the model imagined after each step.
        world: The same state, then what the same actions brought about in the world; empty where
            the world could not be brought back to that state.
    """

    start: int
    imagined: Floats
    world: Floats


@dataclass(frozen=True)
class StoredTrajectories:
    """What an evaluation recorded.

    Attributes:
        run_id: Whose it is.
        env_step: Real steps of training when it was recorded.
        rollout_length: The rollout length k in force.
        dimensions: Which of the observation's dimensions are kept.
        real: The real observations, (steps + 1, dimensions).
        rollouts: First the one over the whole episode, then the branches by their start.
    """

    run_id: str
    env_step: int
    rollout_length: int
    dimensions: Counts
    real: Floats
    rollouts: Sequence[StoredRollout]


def save(session: Session, claim: Claim, trajectories: Sequence[StoredTrajectories]) -> None:
    """Store trajectories of a claimed run; those that are stored already are replaced.

    They are kept as 32-bit floats, which is what the learning core computes with.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    write(session, claim.run_id, trajectories)
    # To the pages they are one more curve of the evaluation.
    changes.record(session, "profiles", claim.run_id, claim.run_id)


def write(session: Session, run_id: str, trajectories: Sequence[StoredTrajectories]) -> None:
    """Store trajectories. Whoever calls this owns the run."""
    if trajectories:
        for each in trajectories:
            session.merge(_record(run_id, each))
        session.flush()


def truncate_after(session: Session, claim: Claim, env_step: int) -> None:
    """Drop the trajectories beyond `env_step`.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    mine = TrajectoriesRecord.run_id == claim.run_id
    session.execute(delete(TrajectoriesRecord).where(mine, TrajectoriesRecord.env_step > env_step))


def read(session: Session, run_ids: Sequence[str]) -> list[StoredTrajectories]:
    """Every one of these runs, by run and real step."""
    query = select(TrajectoriesRecord).where(TrajectoriesRecord.run_id.in_(run_ids))
    order = (TrajectoriesRecord.run_id, TrajectoriesRecord.env_step)
    return [_trajectories(record) for record in session.scalars(query.order_by(*order))]


def read_at(
    session: Session, run_ids: Sequence[str], env_step: int | None = None
) -> list[StoredTrajectories]:
    """For each run the last ones at or before `env_step`; with None the latest."""
    last = select(
        TrajectoriesRecord.run_id, func.max(TrajectoriesRecord.env_step).label("env_step")
    ).where(TrajectoriesRecord.run_id.in_(run_ids))
    if env_step is not None:
        last = last.where(TrajectoriesRecord.env_step <= env_step)
    latest = last.group_by(TrajectoriesRecord.run_id).subquery()
    query = select(TrajectoriesRecord).join(
        latest,
        (TrajectoriesRecord.run_id == latest.c.run_id)
        & (TrajectoriesRecord.env_step == latest.c.env_step),
    )
    found = session.scalars(query.order_by(TrajectoriesRecord.run_id))
    return [_trajectories(record) for record in found]


def steps(session: Session, run_id: str) -> list[int]:
    """The real steps at which a run has recorded trajectories, in order."""
    query = select(TrajectoriesRecord.env_step).where(TrajectoriesRecord.run_id == run_id)
    return sorted(session.scalars(query))


def _record(run_id: str, trajectories: StoredTrajectories) -> TrajectoriesRecord:
    rollouts = trajectories.rollouts
    return TrajectoriesRecord(
        run_id=run_id,
        env_step=trajectories.env_step,
        rollout_length=trajectories.rollout_length,
        dimensions=_counts(trajectories.dimensions),
        real=_floats([trajectories.real]),
        starts=_counts([rollout.start for rollout in rollouts]),
        imagined_counts=_counts([len(rollout.imagined) for rollout in rollouts]),
        imagined=_floats([rollout.imagined for rollout in rollouts]),
        world_counts=_counts([len(rollout.world) for rollout in rollouts]),
        world=_floats([rollout.world for rollout in rollouts]),
    )


def _trajectories(record: TrajectoriesRecord) -> StoredTrajectories:
    dimensions = _unpacked(record.dimensions)
    width = len(dimensions)
    imagined = _parted(record.imagined, record.imagined_counts, width)
    world = _parted(record.world, record.world_counts, width)
    starts = _unpacked(record.starts).tolist()
    return StoredTrajectories(
        run_id=record.run_id,
        env_step=record.env_step,
        rollout_length=record.rollout_length,
        dimensions=dimensions,
        real=_rows(record.real, width),
        rollouts=[StoredRollout(*parts) for parts in zip(starts, imagined, world, strict=True)],
    )


def _counts(values: Sequence[int] | Counts) -> bytes:
    return np.asarray(values, "<i8").tobytes()


def _unpacked(packed: bytes) -> Counts:
    return np.frombuffer(packed, "<i8").astype(np.int64)


def _floats(parts: Sequence[Floats]) -> bytes:
    return b"".join(part.astype("<f4").tobytes() for part in parts)


def _rows(packed: bytes, width: int) -> Floats:
    return np.frombuffer(packed, "<f4").astype(np.float64).reshape(-1, width)


def _parted(packed: bytes, counts: bytes, width: int) -> list[Floats]:
    ends = np.cumsum(_unpacked(counts))
    return list(np.split(_rows(packed, width), ends[:-1]))
