"""Wall times as few bytes: to the millisecond, as what they are after the last interval."""

import zlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BYTES = 8
PER_SECOND = 1_000
# Beyond this a number of milliseconds is no whole number of 64 bits.
LARGEST = 1e15


def packed_walls(walls: Floats) -> bytes:
    """Unix seconds as bytes; whole 64 bits where that is shorter, or where one is no time."""
    bare = walls.astype("<f8").tobytes()
    # Of one time nothing is shorter, and most reports of a run bring one.
    if len(walls) == 1 or not (np.isfinite(walls) & (np.abs(walls) < LARGEST)).all():
        return bare
    milliseconds = np.rint(walls * PER_SECOND).astype("<i8")
    # A run reports at about even intervals: what these change by are small numbers.
    changes = np.diff(milliseconds, n=2, prepend=np.zeros(2, "<i8"))
    planes = np.ascontiguousarray(changes.view(np.uint8).reshape(-1, BYTES).T)
    packed = zlib.compress(planes.tobytes())
    return packed if len(packed) < len(bare) else bare


def unpacked_walls(data: bytes, count: int) -> Floats:
    """The times of so many points; as many bytes as whole ones take are whole ones."""
    if len(data) == BYTES * count:
        return np.frombuffer(data, "<f8")
    planes = np.frombuffer(zlib.decompress(data), np.uint8).reshape(BYTES, count)
    changes = np.ascontiguousarray(planes.T).view("<i8").ravel()
    return changes.cumsum().cumsum() / PER_SECOND
