"""Segments: how the points of a series are packed, and which of them are packed anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from backend.db.packed_walls import packed_walls, unpacked_walls
from backend.db.series_tails import LONG, LONG_BYTES, SHORT
from backend.db.tables import SeriesSegment

MAX_SEGMENTS = 16
# What a segment's points are made from.
PACKED = (
    SeriesSegment.first_step, SeriesSegment.last_step, SeriesSegment.count, SeriesSegment.steps,
    SeriesSegment.values,
)  # fmt: skip
WALLS = SeriesSegment.walls

# Made once: what a statement is compiled by is computed once for each object.
_INSERT = insert(SeriesSegment)

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


@dataclass(frozen=True)
class End:
    """What is stored of a series: how many segments, and its last step; None where it has none."""

    segments: int
    last_step: int | None


# What one who alone writes to a run knows of its series, by key.
Ends = dict[str, End]


@dataclass(frozen=True)
class Change:
    """What is to be written so that points are stored.

    Attributes:
        old: Ids of the segments that are packed anew, with the points.
        rows: The new segments.
        ends: Of each series, what is stored afterwards.
    """

    old: Sequence[int]
    rows: Sequence[Mapping[str, Any]]
    ends: Mapping[str, End]


def change(
    session: Session, run_id: str, points: Mapping[str, Points], known: Ends | None = None
) -> Change:
    """What is to be written so that a run has these points too; only its owner may ask.

    Nothing is written, and no lock is taken: what is read here stays as it is until it is written,
    for only a run's owner adds to its series, and whoever writes proves to be that.

    Args:
        session: To read with. Where all is known and nothing is packed anew, it is not used.
        run_id: The run.
        points: What is to be added.
        known: What its owner remembers, so that it need not be read.
    """
    added = {key: merged([each]) for key, each in points.items() if len(each.steps)}
    ends = _ends(session, run_id, added, known or {})
    again = _to_be_packed_anew(session, run_id, added, ends)
    parts = _points_of(session, [header.id for each in again.values() for header in each])
    whole = {key: merged([*parts.get(key, []), each]) for key, each in added.items()}
    return Change(
        [header.id for each in again.values() for header in each],
        rows_of(run_id, whole.items()),
        {
            key: End(ends[key].segments + 1 - len(again.get(key, ())), int(each.steps[-1]))
            for key, each in whole.items()
        },
    )


def write(session: Session, change: Change) -> None:
    """Write it. Whoever calls this owns the run."""
    if change.old:
        remove(session, change.old)
    if change.rows:
        session.connection().execute(_INSERT, [*change.rows])


def remove(session: Session, ids: Sequence[int]) -> None:
    """Drop segments."""
    session.connection().execute(delete(SeriesSegment).where(SeriesSegment.id.in_(ids)))


def merged(parts: Sequence[Points]) -> Points:
    """Parts as one series in order of steps; of two values at one step the later part's stays."""
    if not parts:
        return EMPTY
    if len(parts) == 1 and bool((parts[0].steps[1:] > parts[0].steps[:-1]).all()):
        return parts[0]
    steps = np.concatenate([part.steps for part in parts])
    # np.unique keeps the first of equals, so the parts are laid out with the latest first.
    unique, first = np.unique(steps[::-1], return_index=True)
    values = np.concatenate([part.values for part in parts])[::-1][first]
    walls = np.concatenate([part.walls for part in parts])[::-1][first]
    return Points(unique, values, walls)


def unpacked(
    first: int, last: int, count: int, steps: bytes, values: bytes, walls: bytes | None = None
) -> Points:
    """The points of a segment, from its columns."""
    return Points(
        np.frombuffer(steps, "<i8") if steps else _even_steps(first, last, count),
        np.frombuffer(values, LONG)
        if len(values) == LONG_BYTES * count
        else np.frombuffer(values, SHORT).astype(np.float64),
        np.broadcast_to(np.nan, count) if walls is None else unpacked_walls(walls, count),
    )


@dataclass(frozen=True)
class _Header:
    """A stored segment, but for its points."""

    id: int
    last_step: int
    count: int


def _ends(session: Session, run_id: str, keys: Iterable[str], known: Ends) -> Ends:
    """What is stored of these series: what is known, and what is not is read."""
    unknown = [key for key in keys if key not in known]
    if not unknown:
        return known
    query = select(SeriesSegment.key, func.count(), func.max(SeriesSegment.last_step)).where(
        SeriesSegment.run_id == run_id, SeriesSegment.key.in_(unknown)
    )
    found = session.connection().execute(query.group_by(SeriesSegment.key))
    nothing = dict.fromkeys(unknown, End(0, None))
    return known | nothing | {key: End(count, last) for key, count, last in found}


def _to_be_packed_anew(
    session: Session, run_id: str, added: Mapping[str, Points], ends: Ends
) -> dict[str, Sequence[_Header]]:
    """The segments that these points overlap, or that became too many."""
    first = {key: int(each.steps[0]) for key, each in added.items()}
    crowded = [
        key
        for key, step in first.items()
        if (last := ends[key].last_step) is not None
        and (last >= step or ends[key].segments >= MAX_SEGMENTS)
    ]
    if not crowded:
        return {}
    headers: dict[str, list[_Header]] = {key: [] for key in crowded}
    column = SeriesSegment.id, SeriesSegment.key, SeriesSegment.last_step, SeriesSegment.count
    mine = (SeriesSegment.run_id == run_id) & SeriesSegment.key.in_(crowded)
    query = select(*column).where(mine).order_by(SeriesSegment.id)
    for number, key, last_step, count in session.connection().execute(query):
        headers[key].append(_Header(number, last_step, count))
    return {key: each[_first_of_last(each, first[key]) :] for key, each in headers.items()}


def _first_of_last(headers: Sequence[_Header], first_step: int) -> int:
    """From where on segments are packed anew: what overlaps, and of too many the later ones.

    A long segment waits until those after it have as many points, so that a point is packed anew
    a few times, and not each time that some are added to its series.
    """
    overlaps = (at for at, each in enumerate(headers) if each.last_step >= first_step)
    start = next(overlaps, len(headers))
    if len(headers) < MAX_SEGMENTS:
        return start
    start = min(start, len(headers) - MAX_SEGMENTS // 2)
    points = sum(each.count for each in headers[start:])
    while start and headers[start - 1].count <= points:
        start -= 1
        points += headers[start].count
    return start


def _points_of(session: Session, ids: Sequence[int]) -> dict[str, list[Points]]:
    parts: dict[str, list[Points]] = {}
    if ids:
        columns: list[Any] = [SeriesSegment.key, *PACKED, WALLS]
        query = select(*columns).where(SeriesSegment.id.in_(ids))
        for key, *packed in session.connection().execute(query.order_by(SeriesSegment.id)):
            parts.setdefault(key, []).append(unpacked(*packed))
    return parts


def rows_of(run_id: str, points: Iterable[tuple[str, Points]]) -> list[Mapping[str, Any]]:
    """Segments of points in order of their steps, one for each key that has any."""
    return [_row(run_id, key, each) for key, each in points if len(each.steps)]


def _row(run_id: str, key: str, points: Points) -> dict[str, Any]:
    first, last, count = int(points.steps[0]), int(points.steps[-1]), len(points.steps)
    is_even = count == 1 or np.array_equal(points.steps, _even_steps(first, last, count))
    return {
        "run_id": run_id,
        "key": key,
        "first_step": first,
        "last_step": last,
        "count": count,
        "steps": b"" if is_even else points.steps.astype("<i8").tobytes(),
        "values": _packed_values(points.values),
        "walls": packed_walls(points.walls),
    }


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
