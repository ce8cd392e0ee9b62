"""What runs take on disk: in the database, without its indexes, and among the artifacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import SQLColumnExpression, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.db.tables import (
    Artifact,
    LogRecord,
    ProfileRecord,
    SeriesSegment,
    TrajectoriesRecord,
)


@dataclass(frozen=True)
class StoredBytes:
    """What one run takes.

    Attributes:
        curves: Its curves over the horizon, at every evaluation.
        series: Its series, trajectories and log.
        artifacts: Its files, which are checkpoints.
        files: How many these are.
    """

    curves: int
    series: int
    artifacts: int
    files: int


def stored_bytes(session: Session, run_ids: Sequence[str]) -> Mapping[str, StoredBytes]:
    """The bytes of each run. What the database adds to its rows is not counted."""
    profile, segment, path = ProfileRecord, SeriesSegment, TrajectoriesRecord
    curves = _lengths(session, run_ids, profile.run_id, (profile.packed,))
    beside = (
        _lengths(session, run_ids, segment.run_id, (segment.steps, segment.values, segment.walls)),
        _lengths(session, run_ids, path.run_id, (
            path.dimensions, path.real, path.starts, path.imagined_counts, path.imagined,
            path.world_counts, path.world,
        )),
        _lengths(session, run_ids, LogRecord.run_id, (LogRecord.message,)),
    )  # fmt: skip
    artifacts = _sums(session, run_ids, Artifact.run_id, Artifact.bytes)
    files = _sums(session, run_ids, Artifact.run_id, literal(1))
    return {
        run_id: StoredBytes(
            curves.get(run_id, 0),
            sum(each.get(run_id, 0) for each in beside),
            artifacts.get(run_id, 0),
            files.get(run_id, 0),
        )
        for run_id in run_ids
    }


def _lengths(
    session: Session,
    run_ids: Sequence[str],
    of: InstrumentedAttribute[str],
    columns: Sequence[InstrumentedAttribute[Any]],
) -> dict[str, int]:
    lengths = [func.coalesce(func.length(column), 0) for column in columns]
    return _sums(session, run_ids, of, reduce(add, lengths))


def _sums(
    session: Session,
    run_ids: Sequence[str],
    of: InstrumentedAttribute[str],
    what: SQLColumnExpression[int],
) -> dict[str, int]:
    query = select(of, func.sum(what)).where(of.in_(run_ids)).group_by(of)
    return {run_id: int(total or 0) for run_id, total in session.execute(query)}
