"""Some things at a time: what is read of thousands of runs would not lie in memory at once."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Each = TypeVar("Each")
# Runs whose series of 10,000 points, or whose curves, are read together.
OF_A_BATCH = 250


def batches(many: Sequence[Each], size: int = OF_A_BATCH) -> Iterator[Sequence[Each]]:
    """The same things in their order, at most so many at a time."""
    for first in range(0, len(many), size):
        yield many[first : first + size]
