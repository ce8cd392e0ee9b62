"""Series: scalars over real steps, packed into segments so that comparing runs reads few rows."""

from collections.abc import Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Integer, LargeBinary, func, select, type_coerce
from sqlalchemy.orm import Session

from backend.db import changes, segments
from backend.db.queue import Claim, owned
from backend.db.segments import (
    EMPTY,
    MAX_SEGMENTS,
    PACKED,
    WALLS,
    Floats,
    Points,
    Steps,
    merged,
    unpacked,
)
from backend.db.tables import SeriesSegment

# What is read and stored, with how it lies there: `backend/db/segments.py`.
__all__ = [
    "EMPTY", "MAX_SEGMENTS", "Floats", "Points", "Steps", "append", "ends", "keys", "latest",
    "longest", "merged", "read", "truncate_after",
]  # fmt: skip


def append(session: Session, claim: Claim, points: Mapping[str, Points]) -> None:
    """Store points of a claimed run. A step that is stored already takes the new value.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    segments.write(session, segments.change(session, claim.run_id, points))
    changes.record(session, "series", claim.run_id, claim.run_id)


def truncate_after(session: Session, claim: Claim, env_step: int) -> None:
    """Drop the points beyond `env_step`, as a run does that goes on from a checkpoint there.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    columns: list[Any] = [SeriesSegment.id, SeriesSegment.key, *PACKED, WALLS]
    beyond = select(*columns).where(
        SeriesSegment.run_id == claim.run_id, SeriesSegment.last_step > env_step
    )
    old: list[int] = []
    parts: dict[str, list[Points]] = {}
    for number, key, *packed in session.execute(beyond.order_by(SeriesSegment.id)):
        old.append(number)
        parts.setdefault(key, []).append(unpacked(*packed))
    kept = {key: _until(merged(each), env_step) for key, each in parts.items()}
    segments.write(session, segments.Change(old, segments.rows_of(claim.run_id, kept.items()), {}))
    changes.record(session, "series", claim.run_id, claim.run_id)


def _until(points: Points, env_step: int) -> Points:
    kept = points.steps <= env_step
    return Points(points.steps[kept], points.values[kept], points.walls[kept])


def read(
    session: Session, run_ids: Sequence[str], keys: Sequence[str], *, with_walls: bool = False
) -> dict[tuple[str, str], Points]:
    """The points of each (run, key) that has any."""
    columns: list[Any] = [
        SeriesSegment.run_id,
        SeriesSegment.key,
        *PACKED,
        *([WALLS] if with_walls else []),
    ]
    chosen = SeriesSegment.run_id.in_(run_ids), SeriesSegment.key.in_(keys)
    # In order of `id`, but not by the database: it would carry the bytes through its sorter.
    read_rows = session.execute(select(SeriesSegment.id, *columns).where(*chosen))
    rows = sorted(read_rows, key=itemgetter(0))
    parts: dict[tuple[str, str], list[Points]] = {}
    run_id: str
    key: str
    for _, run_id, key, *packed in rows:
        parts.setdefault((run_id, key), []).append(unpacked(*packed))
    # What is stored as one is in order.
    return {
        place: points[0] if len(points) == 1 else merged(points) for place, points in parts.items()
    }


def latest(
    session: Session, run_ids: Sequence[str], keys: Sequence[str]
) -> dict[tuple[str, str], Points]:
    """The last point alone of each (run, key) that has any; no more than that is read."""
    size = func.length(SeriesSegment.values, type_=Integer) // SeriesSegment.count
    last_value = func.substr(SeriesSegment.values, size * (SeriesSegment.count - 1) + 1, size)
    query = select(
        SeriesSegment.run_id,
        SeriesSegment.key,
        SeriesSegment.last_step,
        type_coerce(last_value, LargeBinary),
    ).where(SeriesSegment.run_id.in_(run_ids), SeriesSegment.key.in_(keys))
    # Segments of a series follow one another: the one that ends last has the last point.
    rows = sorted(session.execute(query), key=attrgetter("last_step"))
    return {
        (run_id, key): unpacked(last_step, last_step, 1, b"", packed)
        for run_id, key, last_step, packed in rows
    }


def ends(
    session: Session, run_ids: Sequence[str], keys: Sequence[str]
) -> dict[tuple[str, str], int]:
    """The last real step of each (run, key) that has points; no point is read."""
    query = select(
        SeriesSegment.run_id, SeriesSegment.key, func.max(SeriesSegment.last_step)
    ).where(SeriesSegment.run_id.in_(run_ids), SeriesSegment.key.in_(keys))
    grouped = query.group_by(SeriesSegment.run_id, SeriesSegment.key)
    return {(run_id, key): end for run_id, key, end in session.execute(grouped)}


def longest(session: Session, run_ids: Sequence[str], key: str) -> str | None:
    """The run whose series of a key goes on longest; None where no run has one."""
    query = select(SeriesSegment.run_id).where(
        SeriesSegment.run_id.in_(run_ids), SeriesSegment.key == key
    )
    return session.scalar(query.order_by(SeriesSegment.last_step.desc()).limit(1))


def keys(session: Session, run_ids: Sequence[str]) -> list[str]:
    """The names of the series that these runs have, in alphabetical order."""
    query = select(SeriesSegment.key).distinct().where(SeriesSegment.run_id.in_(run_ids))
    return sorted(session.scalars(query))
