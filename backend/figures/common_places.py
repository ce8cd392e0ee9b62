"""The places at which the series of very many runs are read: as many as a figure shows, not all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from backend.db import series
from backend.db.series import Points, Steps
from backend.figures.drawing import Range
from backend.spec.diagnostic import TrainingAxis

# Of each run; 5,000 runs with two series of these take 40 MB.
MOST_PLACES = 500
# Where each has places of its own.
MOST_PEAKS = 250


@dataclass(frozen=True)
class AskedPlaces:
    """What is on the x axis, and which part of it is looked at; None is all of it."""

    axis: TrainingAxis
    shown: Range | None = None


@dataclass(frozen=True)
class CommonPlaces:
    """Real steps that all runs are read at; None where each has places of its own."""

    steps: Steps | None

    def of(self, points: Points) -> Points:
        """What a run had reported last at each of these steps, from its first to its last point."""
        if self.steps is None:
            return points
        inside = (self.steps >= points.steps[0]) & (self.steps <= points.steps[-1])
        steps = self.steps[inside]
        if not len(steps):
            steps = points.steps[-1:]
        at = np.searchsorted(points.steps, steps, "right") - 1
        return Points(steps, points.values[at], np.broadcast_to(np.nan, len(steps)))

    @property
    def words(self) -> str:
        """At which places, as a sentence; empty where no point is left out."""
        if self.steps is None:
            return f"Of each run at most {MOST_PEAKS} points are read, its peaks among them."
        return f"Values are those at {len(self.steps)} real steps, evenly apart." * bool(
            len(self.steps) == MOST_PLACES
        )


def common_places(
    session: Session, run_ids: Sequence[str], key: str, asked: AskedPlaces
) -> CommonPlaces:
    """Steps of the run that goes on longest: runs that report alike have values at all of them."""
    longest = None if asked.axis != "steps" else series.longest(session, run_ids, key)
    if longest is None:
        return CommonPlaces(None)
    steps = series.read(session, [longest], [key])[longest, key].steps
    if asked.shown is not None:
        steps = steps[(steps >= asked.shown[0]) & (steps <= asked.shown[1])]
    even = np.linspace(0, max(len(steps) - 1, 0), min(len(steps), MOST_PLACES))
    return CommonPlaces(steps[even.round().astype(int)])
