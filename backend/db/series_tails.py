"""The ends of series: their last values, without the rest."""

from collections.abc import Sequence
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Integer, LargeBinary, case, func, select, type_coerce
from sqlalchemy.orm import Session

from backend.db.tables import SeriesSegment

# How a segment's values are packed: in 32 bits where none of them has more.
SHORT, LONG, LONG_BYTES = "<f4", "<f8", 8
Floats = NDArray[np.float64]


def tails(
    session: Session, run_ids: Sequence[str], keys: Sequence[str] | None, count: int
) -> dict[tuple[str, str], Floats]:
    """The last values, at most `count`, of each (run, key) that has any; no more are read.

    Args:
        session: To read with.
        run_ids: The runs.
        keys: The series; None for all that the runs have.
        count: How many values.
    """
    size = func.length(SeriesSegment.values, type_=Integer) // SeriesSegment.count
    left_out = case((SeriesSegment.count > count, SeriesSegment.count - count), else_=0)
    last_values = func.substr(SeriesSegment.values, size * left_out + 1)
    query = select(
        SeriesSegment.run_id,
        SeriesSegment.key,
        SeriesSegment.last_step,
        size.label("size"),
        type_coerce(last_values, LargeBinary),
    ).where(SeriesSegment.run_id.in_(run_ids))
    if keys is not None:
        query = query.where(SeriesSegment.key.in_(keys))
    parts: dict[tuple[str, str], list[Floats]] = {}
    for run_id, key, _, width, packed in sorted(
        session.execute(query), key=attrgetter("last_step")
    ):
        values = np.frombuffer(packed, LONG if width == LONG_BYTES else SHORT).astype(np.float64)
        parts.setdefault((run_id, key), []).append(values)
    return {place: np.concatenate(each)[-count:] for place, each in parts.items()}
