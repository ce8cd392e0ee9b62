"""The series of a group over training, before they are drawn."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from backend.db.series import Points
from backend.groups.grouping import Part
from backend.statistics.payable import NO_BOUNDS, RETURN, Payable


@dataclass(frozen=True)
class StoredCurves:
    """A series of a group's runs that is read where it is drawn, and not kept after that.

    Attributes:
        ends: The last real step of each run that has points.
        read: Reads the points of these runs.
    """

    ends: Sequence[int]
    read: Callable[[], Sequence[Points]]


@dataclass(frozen=True)
class GroupSeries:
    """A group's series.

    Attributes:
        index: Its place, which decides its colour; None for a single run.
        label: What stands at its line's end.
        series: By key, the points of each run that has any, or where they are read.
        failed: How many of its runs failed before they reported anything.
        source: All that they are made from, told apart by its value; None where that is not known.
        payable: What an episode of its runs can pay, where intervals of the real return end.
        part: Which part it is of runs that are too many to be told apart.
    """

    index: int | None
    label: str
    series: Mapping[str, Sequence[Points] | StoredCurves]
    payable: Payable = NO_BOUNDS
    failed: int = 0
    source: Hashable | None = None
    part: Part = ""

    def curves(self, key: str) -> list[Points]:
        """The points of each run that has any in this series."""
        found = self.series.get(key, ())
        read = found.read() if isinstance(found, StoredCurves) else found
        return [points for points in read if len(points.steps)]

    def ends(self, key: str) -> list[int]:
        """Where each of these runs ends, its last real step; nothing is read for that."""
        found = self.series.get(key, ())
        if isinstance(found, StoredCurves):
            return [*found.ends]
        return [int(points.steps[-1]) for points in found if len(points.steps)]

    def failed_of(self, key: str) -> int:
        """How many of its runs count as failed in this series: they did not earn their return."""
        return self.failed if key == RETURN else 0
