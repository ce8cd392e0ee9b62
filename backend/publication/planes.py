"""Columns of numbers in the order that compresses best: first bytes together, then second ones.

The places of points grow, so it is their distances that are kept. `shared/answers/planes.ts` puts
the numbers together again.
"""

import numpy as np

# Whole numbers, and floating ones, of 32 bits: what figures are sent in.
WHOLE, FLOATING = b"i4", b"f4"
BYTES = 4


def in_planes(kind: bytes, content: bytes) -> bytes:
    """The bytes of a column, one plane of them after the other; of other kinds as they are."""
    if kind not in (WHOLE, FLOATING):
        return content
    values = np.frombuffer(content, "<i4")
    if kind == WHOLE:
        values = np.diff(values, prepend=np.int32(0))
    return values.view(np.uint8).reshape(-1, BYTES).T.tobytes()


def from_planes(kind: bytes, content: bytes) -> bytes:
    """The column again."""
    if kind not in (WHOLE, FLOATING):
        return content
    planes = np.frombuffer(content, np.uint8).reshape(BYTES, -1)
    values = np.ascontiguousarray(planes.T).view("<i4").ravel()
    if kind == WHOLE:
        values = np.cumsum(values, dtype="<i4")
    return values.tobytes()
