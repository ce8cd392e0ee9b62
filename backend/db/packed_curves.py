"""A profile's numbers as few bytes: means are exact, and the rest has nearly five digits.

Means have 32 bits where that is all they have, as they are measured, else 64. Quantiles and the
curves of episodes, which say how far means can be trusted, have 24, and with these an error of at
most 0.0016 %; or 64, where one is too large or too small. What is not finite stays so.
"""

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

# Of what is packed: whether means and the rest have 64 bits, whether steps are 1, 2, 3 ..., whether
# counts are alike; steps, rows of the rest, and episodes.
HEAD = struct.Struct("<????HHH")
# Bits of 32 that are dropped: 15 of the fraction are left.
DROPPED = 8
LARGEST, SMALLEST = 1e38, 1e-37
NOT_A_NUMBER = np.float32(np.nan)
LEVEL = 6
NARROW, WIDE, COUNT, STEP = "<f4", "<f8", "<i4", "<i8"


@dataclass(frozen=True)
class Curves:
    """What is packed; every row has one entry for each step.

    Attributes:
        horizon: The steps.
        count: Start states at each.
        mean: Mean over them.
        rest: Quantiles, and the curves of episodes.
        starts: Start states of each episode.
    """

    horizon: Counts
    count: Counts
    mean: Floats
    rest: Floats
    starts: Counts


def packed(curves: Curves) -> bytes:
    """The numbers as bytes."""
    steps, count = curves.horizon, curves.count
    short = curves.mean.astype(NARROW if _fits(curves.mean) else WIDE)
    is_long = short.itemsize > 4 or not np.array_equal(short, curves.mean, equal_nan=True)
    is_wide = not _fits(curves.rest)
    is_usual = np.array_equal(steps, np.arange(1, len(steps) + 1))
    is_same = len(count) > 0 and bool((count == count[0]).all())
    parts = [
        HEAD.pack(
            is_long, is_wide, is_usual, is_same, *curves.rest.shape[::-1], len(curves.starts)
        ),
        b"" if is_usual else steps.astype(STEP).tobytes(),
        count[: 1 if is_same else None].astype(COUNT).tobytes(),
        curves.starts.astype(COUNT).tobytes(),
        (curves.mean.astype(WIDE) if is_long else short).tobytes(),
    ]
    if is_wide:
        parts.append(curves.rest.astype(WIDE).tobytes())
    else:
        parts.append(_planes(_rounded(curves.rest.astype(NARROW)).ravel())[1:].tobytes())
    return zlib.compress(b"".join(parts), LEVEL)


def unpacked(data: bytes) -> Curves:
    """The same numbers again, rounded as `packed` has them."""
    bare = zlib.decompress(data)
    is_long, is_wide, is_usual, is_same, steps, rows, episodes = HEAD.unpack_from(bare)
    taken = HEAD.size

    def take(kind: str, size: int) -> NDArray[np.generic]:
        nonlocal taken
        found = np.frombuffer(bare, kind, size, taken)
        taken += found.nbytes
        return found

    horizon = _usual(steps) if is_usual else take(STEP, steps).astype(np.int64)
    counts = take(COUNT, 1 if is_same else steps).astype(np.int64)
    starts = take(COUNT, episodes).astype(np.int64)
    mean = take(WIDE if is_long else NARROW, steps).astype(np.float64)
    rest = np.frombuffer(bare, WIDE, -1, taken) if is_wide else _joined(bare[taken:])
    return Curves(
        horizon,
        counts.repeat(steps) if is_same else counts,
        mean,
        rest.reshape(rows, steps),
        starts,
    )


@lru_cache(maxsize=64)
def _usual(steps: int) -> Counts:
    """1, 2, 3 and so on: most profiles share one array of them."""
    horizon = np.arange(1, steps + 1)
    horizon.flags.writeable = False
    return horizon


def _fits(values: Floats) -> bool:
    sizes = np.abs(values[np.isfinite(values) & (values != 0.0)])
    return bool(((sizes > SMALLEST) & (sizes < LARGEST)).all())


def _rounded(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The nearest numbers whose last bits are 0; those that are not finite as they are."""
    bits = values.view("<u4")
    near = (bits + np.uint32(1 << (DROPPED - 1))) & ~np.uint32((1 << DROPPED) - 1)
    # The last bits of a number that is not one may be anything.
    other = np.where(np.isnan(values), NOT_A_NUMBER, values).view("<u4")
    return np.where(np.isfinite(values), near, other).view(NARROW)


def _planes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The last bytes of all numbers, then those before: alike ones stand beside one another."""
    return np.ascontiguousarray(values.view(np.uint8).reshape(-1, 4).T)


def _joined(planes: bytes) -> Floats:
    """Numbers from all of their bytes but the last."""
    size = len(planes) // 3
    numbers = np.zeros((size, 4), np.uint8)
    numbers[:, 1:] = np.frombuffer(planes, np.uint8).reshape(3, size).T
    return numbers.view(NARROW).ravel().astype(np.float64)
