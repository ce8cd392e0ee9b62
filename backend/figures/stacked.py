"""The curves of a group over training as rows of one table."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backend.figures.drawing import Floats
from backend.groups.estimates import aligned

Line = tuple[Floats, Floats]


@dataclass(frozen=True)
class Stack:
    """A group's values on steps that its runs have in common, one row for each run.

    Attributes:
        raw: As they were measured.
        drawn: The same, smoothed where that was asked for and possible.
        failed: Rows of runs that failed before they reported anything.
        is_smoothed: Whether they are.
    """

    raw: Floats
    drawn: Floats
    failed: Floats
    is_smoothed: bool

    @property
    def rows(self) -> Floats:
        """What is drawn, and the rows of runs that failed before they reported anything."""
        return np.concatenate((self.drawn, self.failed)) if len(self.failed) else self.drawn

    @property
    def finite(self) -> Floats:
        """The measured values that are finite, in any shape."""
        is_finite = np.isfinite(self.raw)
        return self.raw if is_finite.all() else self.raw[is_finite]


def stacked(
    lines: Sequence[Line], grid: Floats, smooth: Floats | None, lost: float, failed: int
) -> Stack:
    """The curves on the grid.

    Args:
        lines: Places and values of each.
        grid: Where values are wanted.
        smooth: Means of each on the grid; None where nothing is smoothed.
        lost: What stands in place of a value that is not finite.
        failed: How many runs have no value at all, because they failed.
    """
    raw = aligned(lines, grid, lost)
    rows = np.full((failed, len(grid)), lost)
    if smooth is not None and np.isfinite(smooth).any():
        # What diverged stays the worst in a smoothed line too.
        return Stack(raw, np.where(np.isinf(raw), raw, smooth), rows, is_smoothed=True)
    return Stack(raw, raw, rows, is_smoothed=False)
