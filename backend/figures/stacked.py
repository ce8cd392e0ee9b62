"""The curves of a group over training as rows of one table."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backend.db.series import Points
from backend.figures.drawing import Floats
from backend.figures.group_middle import Lost
from backend.figures.smoothing import smoothed
from backend.figures.training_axis import PlacedPoints, places
from backend.groups.estimates import aligned


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


def stacked(curves: Sequence[Points], grid: Floats, window: int, lost: Lost) -> Stack:
    """The curves on the grid, smoothed over so many real steps where that is asked for."""
    pairs = [(places(points), points.values) for points in curves]
    raw = aligned(pairs, grid, lost.value)
    failed = np.full((lost.failed, len(grid)), lost.value)
    if window:
        smooth = np.concatenate([_smooth(points, grid, window) for points in curves])
        if np.isfinite(smooth).any():
            # What diverged stays the worst in a smoothed line too.
            return Stack(raw, np.where(np.isinf(raw), raw, smooth), failed, is_smoothed=True)
    return Stack(raw, raw, failed, is_smoothed=False)


def _smooth(points: Points, grid: Floats, window: int) -> Floats:
    """Its means over real steps on the grid, as one row: on another axis those at its points."""
    if isinstance(points, PlacedPoints):
        return aligned([(points.at, points.smoothed_values(window))], grid)
    return smoothed(points.steps.astype(float), points.values, window, grid).reshape(1, -1)
