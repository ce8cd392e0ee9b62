"""The numbers of a profile are one compressed column: means as they are, the rest within 0.0016 %.

Revision ID: 0015
Revises: 0014
"""

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = ("run_id", "kind", "policy", "env_step")
BEFORE = ("horizon", "mean", "q10", "q50", "q90", "count", "episodes", "episode_starts")
OPTIONAL = ("episodes", "episode_starts")
# Profiles at once: some megabytes.
AT_ONCE = 500
HEAD = struct.Struct("<????HHH")
LARGEST, SMALLEST = 1e38, 1e-37


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    op.add_column("profiles", sa.Column("packed", sa.LargeBinary(), nullable=True))
    _rewrite(BEFORE, lambda row: {"packed": _packed(row)})
    with op.batch_alter_table("profiles") as table:
        for name in BEFORE:
            table.drop_column(name)
        table.alter_column("packed", existing_type=sa.LargeBinary(), nullable=False)


def downgrade() -> None:
    limit_waiting()
    for name in BEFORE:
        op.add_column("profiles", sa.Column(name, sa.LargeBinary(), nullable=True))
    _rewrite(("packed",), lambda row: _unpacked(row.packed))
    with op.batch_alter_table("profiles") as table:
        for name in BEFORE:
            is_optional = name in OPTIONAL
            table.alter_column(name, existing_type=sa.LargeBinary(), nullable=is_optional)
        table.drop_column("packed")


def _rewrite(names: tuple[str, ...], change: Callable[[sa.Row], dict[str, Any]]) -> None:
    profiles = sa.table("profiles", *map(sa.column, (*KEY, *BEFORE, "packed")))
    mine = sa.and_(*(profiles.c[name] == sa.bindparam(f"its_{name}") for name in KEY))
    # All keys are read before anything is written.
    keys = op.get_bind().execute(sa.select(*(profiles.c[name] for name in KEY))).all()
    for first in range(0, len(keys), AT_ONCE):
        _say("profiles", first, len(keys))
        rows = _rows(profiles, names, keys[first : first + AT_ONCE])
        new = [{f"its_{name}": row._mapping[name] for name in KEY} | change(row) for row in rows]
        values = {name: sa.bindparam(name) for name in new[0] if not name.startswith("its_")}
        op.get_bind().execute(profiles.update().where(mine).values(values), new)


def _say(what: str, done: int, of: int) -> None:
    """Tell whoever waits how far this is, where somebody wants to be told."""
    environment = op.get_context().environment_context
    if environment is not None and (tell := environment.config.attributes.get("progress")):
        tell(what, done, of)


def _rows(profiles: sa.TableClause, names: tuple[str, ...], keys: Sequence[sa.Row]) -> list[sa.Row]:
    columns = [profiles.c[name] for name in (*KEY, *names)]
    wanted = sa.tuple_(*(profiles.c[name] for name in KEY)).in_([tuple(key) for key in keys])
    return [*op.get_bind().execute(sa.select(*columns).where(wanted))]


def _packed(row: sa.Row) -> bytes:
    horizon, count = np.frombuffer(row.horizon, "<i8"), np.frombuffer(row.count, "<i8")
    steps = len(horizon)
    mean = np.frombuffer(row.mean, "<f8")
    quantiles = [np.frombuffer(part, "<f8") for part in (row.q10, row.q50, row.q90)]
    episodes = np.frombuffer(row.episodes or b"", "<f4").astype("<f8")
    rest = np.concatenate([*quantiles, episodes])
    starts = np.frombuffer(row.episode_starts or b"", "<i8")
    short = mean.astype("<f4" if _fits(mean) else "<f8")
    is_long = short.itemsize > 4 or not np.array_equal(short, mean, equal_nan=True)
    is_wide = not _fits(rest)
    is_usual = np.array_equal(horizon, np.arange(1, steps + 1))
    is_same = steps > 0 and bool((count == count[0]).all())
    rows = len(rest) // steps if steps else 3
    head = HEAD.pack(is_long, is_wide, is_usual, is_same, steps, rows, len(starts))
    counts = (count[:1] if is_same else count).astype("<i4").tobytes()
    known = (b"" if is_usual else row.horizon) + counts + starts.astype("<i4").tobytes()
    means = (mean if is_long else short).tobytes()
    others = rest.tobytes() if is_wide else _planes(rest.astype("<f4"))
    return zlib.compress(head + known + means + others, 6)


def _fits(values: np.ndarray) -> bool:
    sizes = np.abs(values[np.isfinite(values) & (values != 0.0)])
    return bool(((sizes > SMALLEST) & (sizes < LARGEST)).all())


def _planes(values: np.ndarray) -> bytes:
    bits = values.view("<u4")
    near = (bits + np.uint32(128)) & ~np.uint32(255)
    other = np.where(np.isnan(values), np.float32(np.nan), values).view("<u4")
    kept = np.where(np.isfinite(values), near, other)
    return np.ascontiguousarray(kept.view(np.uint8).reshape(-1, 4).T)[1:].tobytes()


def _unpacked(data: bytes) -> dict[str, bytes | None]:
    bare = zlib.decompress(data)
    is_long, is_wide, is_usual, is_same, steps, rows, episodes = HEAD.unpack_from(bare)
    at = HEAD.size

    def take(kind: str, size: int) -> np.ndarray:
        nonlocal at
        found = np.frombuffer(bare, kind, size, at)
        at += found.nbytes
        return found

    horizon = np.arange(1, steps + 1) if is_usual else take("<i8", steps)
    count = take("<i4", 1 if is_same else steps).astype("<i8")
    starts = take("<i4", episodes).astype("<i8")
    mean = take("<f8" if is_long else "<f4", steps).astype("<f8")
    rest = np.frombuffer(bare, "<f8", -1, at) if is_wide else _joined(bare[at:])
    quantiles = rest[: 3 * steps].reshape(3, steps)
    curves = {"mean": mean, **dict(zip(("q10", "q50", "q90"), quantiles, strict=True))}
    return {
        "horizon": horizon.astype("<i8").tobytes(),
        **{name: values.astype("<f8").tobytes() for name, values in curves.items()},
        "count": (count.repeat(steps) if is_same else count).tobytes(),
        "episodes": rest[3 * steps :].astype("<f4").tobytes() if rows > 3 else None,
        "episode_starts": starts.tobytes() if rows > 3 else None,
    }


def _joined(planes: bytes) -> np.ndarray:
    size = len(planes) // 3
    numbers = np.zeros((size, 4), np.uint8)
    numbers[:, 1:] = np.frombuffer(planes, np.uint8).reshape(3, size).T
    return numbers.view("<f4").ravel().astype("<f8")
