"""Steps that are as far from one another are not stored: first, last and count say them.

Revision ID: 0010
Revises: 0009
"""

from collections.abc import Iterator

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SEGMENTS = sa.table(
    "series_segments",
    sa.column("id", sa.BigInteger),
    sa.column("first_step", sa.BigInteger),
    sa.column("last_step", sa.BigInteger),
    sa.column("count", sa.Integer),
    sa.column("steps", sa.LargeBinary),
)
# Segments at once: some megabytes.
AT_ONCE = 200


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    for segment in _segments():
        if segment.steps == _steps(segment):
            _write(segment.id, b"")


def downgrade() -> None:
    limit_waiting()
    for segment in _segments():
        if not segment.steps:
            _write(segment.id, _steps(segment))


def _segments() -> Iterator[sa.Row]:
    last = 0
    while True:
        query = sa.select(SEGMENTS).where(SEGMENTS.c.id > last).order_by(SEGMENTS.c.id)
        rows = op.get_bind().execute(query.limit(AT_ONCE)).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id


def _steps(segment: sa.Row) -> bytes:
    every = (segment.last_step - segment.first_step) // max(segment.count - 1, 1)
    return (segment.first_step + np.arange(segment.count) * every).astype("<i8").tobytes()


def _write(segment_id: int, steps: bytes) -> None:
    chosen = SEGMENTS.update().where(SEGMENTS.c.id == segment_id)
    op.get_bind().execute(chosen.values(steps=steps))
