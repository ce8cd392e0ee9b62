"""Values of series have 32 bits where none has more, and wall times are changes in milliseconds.

Revision ID: 0017
Revises: 0016
"""

import zlib
from collections.abc import Iterator

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SEGMENTS = sa.table(
    "series_segments",
    sa.column("id", sa.BigInteger),
    sa.column("count", sa.Integer),
    sa.column("values", sa.LargeBinary),
    sa.column("walls", sa.LargeBinary),
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
        values = np.frombuffer(segment.values, "<f8")
        _write(segment.id, _short(values), _packed(np.frombuffer(segment.walls, "<f8")))


def downgrade() -> None:
    limit_waiting()
    for segment in _segments():
        kind = "<f8" if len(segment.values) == 8 * segment.count else "<f4"
        values = np.frombuffer(segment.values, kind).astype("<f8").tobytes()
        _write(segment.id, values, _unpacked(segment.walls, segment.count))


def _say(what: str, done: int, of: int) -> None:
    """Tell whoever waits how far this is, where somebody wants to be told."""
    environment = op.get_context().environment_context
    if environment is not None and (tell := environment.config.attributes.get("progress")):
        tell(what, done, of)


def _segments() -> Iterator[sa.Row]:
    last = 0
    newest = op.get_bind().scalar(sa.select(sa.func.max(SEGMENTS.c.id))) or 0
    while True:
        query = sa.select(SEGMENTS).where(SEGMENTS.c.id > last).order_by(SEGMENTS.c.id)
        rows = op.get_bind().execute(query.limit(AT_ONCE)).all()
        if not rows:
            return
        _say("segments of points", last, newest)
        yield from rows
        last = rows[-1].id


def _write(segment_id: int, values: bytes, walls: bytes) -> None:
    chosen = SEGMENTS.update().where(SEGMENTS.c.id == segment_id)
    op.get_bind().execute(chosen.values({"values": values, "walls": walls}))


def _short(values: np.ndarray) -> bytes:
    with np.errstate(over="ignore", under="ignore"):
        short = values.astype("<f4")
    is_same = np.array_equal(short, values, equal_nan=True)
    return (short if is_same else values).tobytes()


def _packed(walls: np.ndarray) -> bytes:
    bare = walls.tobytes()
    if not (np.isfinite(walls) & (np.abs(walls) < 1e15)).all():
        return bare
    changes = np.diff(np.rint(walls * 1_000).astype("<i8"), n=2, prepend=np.zeros(2, "<i8"))
    planes = np.ascontiguousarray(changes.view(np.uint8).reshape(-1, 8).T)
    packed = zlib.compress(planes.tobytes())
    return packed if len(packed) < len(bare) else bare


def _unpacked(data: bytes, count: int) -> bytes:
    if len(data) == 8 * count:
        return data
    planes = np.frombuffer(zlib.decompress(data), np.uint8).reshape(8, count)
    changes = np.ascontiguousarray(planes.T).view("<i8").ravel()
    return (changes.cumsum().cumsum() / 1_000).astype("<f8").tobytes()
