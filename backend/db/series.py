"""Series: scalars over real steps, packed into segments so that comparing runs reads few rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Integer, LargeBinary, delete, func, select, type_coerce
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.packed_walls import packed_walls, unpacked_walls
from backend.db.queue import Claim, owned
from backend.db.series_tails import LONG, LONG_BYTES, SHORT
from backend.db.tables import SeriesSegment

MAX_SEGMENTS = 16
# What a segment's points are made from.
PACKED = (
    SeriesSegment.first_step, SeriesSegment.last_step, SeriesSegment.count, SeriesSegment.steps,
    SeriesSegment.values,
)  # fmt: skip
WALLS = SeriesSegment.walls

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]


@dataclass(frozen=True)
class Points:
    """Points of one series, in order of their steps, one for each step.

    Attributes:
        steps: Real steps.
        values: The values; NaN and infinity are values too.
        walls: When each was reported, Unix seconds; NaN where that was not asked for.
    """

    steps: Steps
    values: Floats
    walls: Floats


EMPTY = Points(np.empty(0, np.int64), np.empty(0), np.empty(0))


def append(session: Session, claim: Claim, points: Mapping[str, Points]) -> None:
    """Store points of a claimed run. A step that is stored already takes the new value.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    for key, added in points.items():
        if len(added.steps):
            _append(session, claim.run_id, key, merged([added]))
    changes.record(session, "series", claim.run_id, claim.run_id)


def _append(session: Session, run_id: str, key: str, added: Points) -> None:
    segments = _segments(session, [run_id], [key])
    overlaps = any(segment.last_step >= added.steps[0] for segment in segments)
    if overlaps or len(segments) >= MAX_SEGMENTS:
        _replace(session, run_id, key, merged([*map(_unpack, segments), added]))
    else:
        session.add(_pack(run_id, key, added))
        session.flush()


def truncate_after(session: Session, claim: Claim, env_step: int) -> None:
    """Drop the points beyond `env_step`, as a run does that goes on from a checkpoint there.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    beyond = [s for s in _segments(session, [claim.run_id], None) if s.last_step > env_step]
    for key in {segment.key for segment in beyond}:
        points = merged([_unpack(s) for s in _segments(session, [claim.run_id], [key])])
        kept = points.steps <= env_step
        _replace(
            session,
            claim.run_id,
            key,
            Points(points.steps[kept], points.values[kept], points.walls[kept]),
        )
    changes.record(session, "series", claim.run_id, claim.run_id)


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
    rows = sorted(session.execute(select(SeriesSegment.id, *columns).where(*chosen)))
    parts: dict[tuple[str, str], list[Points]] = {}
    run_id: str
    key: str
    for _, run_id, key, *packed in rows:
        parts.setdefault((run_id, key), []).append(_points(*packed))
    return {place: merged(points) for place, points in parts.items()}


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
        (run_id, key): _points(last_step, last_step, 1, b"", packed)
        for run_id, key, last_step, packed in rows
    }


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


def merged(parts: Sequence[Points]) -> Points:
    """Parts as one series in order of steps; of two values at one step the later part's stays."""
    if not parts:
        return EMPTY
    if len(parts) == 1 and bool((np.diff(parts[0].steps) > 0).all()):
        return parts[0]
    steps = np.concatenate([part.steps for part in parts])
    # np.unique keeps the first of equals, so the parts are laid out with the latest first.
    unique, first = np.unique(steps[::-1], return_index=True)
    values = np.concatenate([part.values for part in parts])[::-1][first]
    walls = np.concatenate([part.walls for part in parts])[::-1][first]
    return Points(unique, values, walls)


def _segments(
    session: Session, run_ids: Sequence[str], keys: Sequence[str] | None
) -> Sequence[SeriesSegment]:
    query = select(SeriesSegment).where(SeriesSegment.run_id.in_(run_ids))
    if keys is not None:
        query = query.where(SeriesSegment.key.in_(keys))
    return session.scalars(query.order_by(SeriesSegment.id)).all()


def _replace(session: Session, run_id: str, key: str, points: Points) -> None:
    old = delete(SeriesSegment).where(SeriesSegment.run_id == run_id, SeriesSegment.key == key)
    session.execute(old)
    if len(points.steps):
        session.add(_pack(run_id, key, points))
    session.flush()


def _pack(run_id: str, key: str, points: Points) -> SeriesSegment:
    first, last, count = int(points.steps[0]), int(points.steps[-1]), len(points.steps)
    is_even = np.array_equal(points.steps, _even_steps(first, last, count))
    return SeriesSegment(
        run_id=run_id,
        key=key,
        first_step=first,
        last_step=last,
        count=count,
        steps=b"" if is_even else points.steps.astype("<i8").tobytes(),
        values=_packed_values(points.values),
        walls=packed_walls(points.walls),
    )


def _unpack(segment: SeriesSegment) -> Points:
    packed = (getattr(segment, column.key) for column in (*PACKED, WALLS))
    return _points(*packed)


def _points(
    first: int, last: int, count: int, steps: bytes, values: bytes, walls: bytes | None = None
) -> Points:
    return Points(
        np.frombuffer(steps, "<i8") if steps else _even_steps(first, last, count),
        np.frombuffer(values, LONG)
        if len(values) == LONG_BYTES * count
        else np.frombuffer(values, SHORT).astype(np.float64),
        np.broadcast_to(np.nan, count) if walls is None else unpacked_walls(walls, count),
    )


def _packed_values(values: Floats) -> bytes:
    """The values as they are: in 32 bits where none has more, as those of networks have not."""
    with np.errstate(over="ignore", under="ignore"):
        short = values.astype(SHORT)
    is_same = np.array_equal(short, values, equal_nan=True)
    return (short if is_same else values.astype(LONG)).tobytes()


@lru_cache(maxsize=64)
def _even_steps(first: int, last: int, count: int) -> Steps:
    """Steps as far from one another: runs that report alike share one array of them."""
    steps = first + np.arange(count) * ((last - first) // max(count - 1, 1))
    steps.flags.writeable = False
    return steps
