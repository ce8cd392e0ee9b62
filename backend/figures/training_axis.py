"""What stands on the x axis of figures over training: real steps, or what else a run counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.db.series import Points
from backend.db.tables import Run
from backend.figures.smoothing import smoothed
from backend.groups.deciding_settings import deciding_settings
from backend.groups.estimates import aligned
from backend.spec.diagnostic import TrainingAxis
from backend.thinning import kept_indices
from backend.verdict.figures import counted

Floats = NDArray[np.float64]
COUNTERS: dict[TrainingAxis, str] = {
    "cpu": "cost/cpu",
    "imagined": "cost/imagined",
    "updates": "policy/updates",
}
TITLES: dict[TrainingAxis, str] = {
    "steps": "real environment steps",
    "imagined": "model steps (imagined transitions)",
    "updates": "gradient steps of the policy",
    "wall": "wall time (seconds since the start)",
    "cpu": "CPU time (seconds)",
}
LACKING: dict[TrainingAxis, str] = {
    "imagined": "no count of imagined transitions",
    "updates": "no gradient steps of a policy",
    "wall": "no wall time",
    "cpu": "no CPU time",
}
BETWEEN = {
    "cpu": "CPU time is recorded at evaluations and interpolated between them; what came after a "
    "run's last one is left out.",
    "imagined": "Imagined transitions are recorded at evaluations and interpolated between them; "
    "what came after a run's last one is left out.",
    "updates": "A gradient step is one of the off-policy learners' optimiser, and otherwise one "
    "update on fresh rollouts or episodes, whatever its passes.",
    "wall": "Wall time goes on while a run waits to be resumed.",
}
IN_MODEL = frozenset({"2.0", "2.5"})
MOST_NAMED = 3


@dataclass(frozen=True)
class PlacedPoints(Points):
    """Points of a series with their places on another axis than real steps.

    Attributes:
        at: A place for each point, ascending.
    """

    at: Floats

    def smoothed_values(self, window: int) -> Floats:
        """The means over the last real steps, at the points themselves."""
        steps = self.steps.astype(float)
        return smoothed(steps, self.values, window, steps)


def peaks(points: Points, most: int) -> Points:
    """At most about so many of the points, the peaks among them."""
    kept = kept_indices(places(points), points.values, most)
    parts = points.steps[kept], points.values[kept], points.walls[kept]
    return (
        PlacedPoints(*parts, points.at[kept])
        if isinstance(points, PlacedPoints)
        else Points(*parts)
    )


def smoothed_on(points: Points, grid: Floats, window: int) -> Floats:
    """Its means over real steps on the grid, as one row: on another axis those at its points."""
    if isinstance(points, PlacedPoints):
        return aligned([(points.at, points.smoothed_values(window))], grid)
    return smoothed(points.steps.astype(float), points.values, window, grid).reshape(1, -1)


def places(points: Points) -> Floats:
    """Where its points are drawn."""
    return points.at if isinstance(points, PlacedPoints) else points.steps.astype(float)


def on_axis(curves: Sequence[Points]) -> list[tuple[Floats, Floats]]:
    """Places and values of each; those of runs that report alike are one array."""
    shared: dict[int, Floats] = {}
    for points in curves:
        if id(points.steps) not in shared:
            shared[id(points.steps)] = points.steps.astype(float)
    return [
        (
            points.at if isinstance(points, PlacedPoints) else shared[id(points.steps)],
            points.values,
        )
        for points in curves
    ]


def placed(points: Points, axis: TrainingAxis, run: Run, counter: Points | None) -> Points | None:
    """The points on another axis; None where the run does not count what is on it.

    Args:
        points: With wall times, where these are on the axis.
        axis: Which; not real steps, where they stand already.
        run: Whose they are.
        counter: The run's series of `COUNTERS`, if it has one.
    """
    steps = points.steps.astype(float)
    at = _wall(points, run) if axis == "wall" else _counted(steps, axis, run, counter)
    known = np.isfinite(at)
    if not known.any():
        return None
    # Of points at one place the last one stands for what came of it.
    known[:-1] &= ~(known[1:] & (at[1:] <= at[:-1]))
    kept = np.flatnonzero(known)
    rising = kept[at[kept] >= np.maximum.accumulate(at[kept])]
    return PlacedPoints(
        points.steps[rising], points.values[rising], points.walls[rising], at[rising]
    )


def _wall(points: Points, run: Run) -> Floats:
    finite = points.walls[np.isfinite(points.walls)]
    if not len(finite):
        return np.full(len(points.walls), np.nan)
    started = finite.min() if run.started_at is None else run.started_at.timestamp()
    # A run that was resumed has the start of its last attempt.
    return points.walls - min(float(started), float(finite.min()))


def _counted(steps: Floats, axis: TrainingAxis, run: Run, counter: Points | None) -> Floats:
    if axis == "updates":
        settings = deciding_settings(run.spec)
        if settings["algorithm.version"] not in IN_MODEL:
            return _scheduled(steps, settings)
    if counter is None or not len(counter.steps):
        return np.full(len(steps), np.nan)
    values = counter.values.cumsum() if axis == "updates" else counter.values
    x = np.concatenate(([0.0], counter.steps.astype(float)))
    found: Floats = np.interp(steps, x, np.concatenate(([0.0], values)), right=np.nan)
    return found


def _scheduled(steps: Floats, settings: dict[str, Any]) -> Floats:
    """The updates that the settings had made by these real steps."""
    first = float(settings["training.random_steps"])
    every, times = _burst(settings)
    done: Floats = np.floor(np.maximum(steps, first) / every) - np.floor(first / every)
    return times * done if times else np.full(len(steps), np.nan)


def _burst(settings: dict[str, Any]) -> tuple[float, float]:
    """Real steps between updates, and how many are made at once; none of planners."""
    if settings["algorithm.improver"] == "ppo":
        return _number(settings, "gradient.steps_per_update", 1.0), 1.0
    if "policy.updates_per_step" not in settings:
        return 1.0, 0.0
    times = _number(settings, "policy.updates_per_step", 0.0)
    return _number(settings, "policy.update_every", 1.0), times


def _number(settings: dict[str, Any], path: str, usual: float) -> float:
    found = settings.get(path)
    return float(found) if isinstance(found, int | float) else usual


def note_axis(notes: list[str], axis: TrainingAxis, lacking: Sequence[str]) -> None:
    """Say how places were found, and which runs have none."""
    if axis == "steps":
        return
    notes.append(BETWEEN[axis])
    if lacking:
        named = ", ".join(lacking[:MOST_NAMED])
        more = len(lacking) - MOST_NAMED
        others = f" and {more:,} more" if more > 0 else ""
        many = "One run has" if len(lacking) == 1 else f"{counted(len(lacking), 'run')} have"
        notes.append(
            f"{many} {LACKING[axis]} and {'is' if len(lacking) == 1 else 'are'} left out: "
            f"{named}{others}."
        )
