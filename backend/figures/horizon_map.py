"""The error by horizon and training time at once: a cell for each evaluation and horizon."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backend.db.profiles import StoredProfile
from backend.figures.axes import step_axis
from backend.figures.cells import Cells, Frame, cells_figure, edges
from backend.figures.training_axis import TITLES
from backend.groups.estimates import band, band_within
from backend.spec.curves import CURVES
from backend.spec.diagnostic import HORIZON_TITLE, DataPolicy, Scale
from backend.thinning import spread_out
from backend.verdict.figures import counted, estimated, figure

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]
KIND = "horizon-error"
# As many as are seen apart in a figure; more of either are drawn at even distances.
MOST_COLUMNS, MOST_ROWS = 120, 60


@dataclass(frozen=True)
class Measured:
    """What is known of a group along one policy's episodes.

    Attributes:
        steps: The real steps at which a run of it was measured, in order.
        curves: Its runs' curves.
        runs: How many of its runs are looked at.
        of: How many it has.
    """

    steps: Steps
    curves: Sequence[StoredProfile]
    runs: int
    of: int


@dataclass(frozen=True)
class Stacks:
    """Each run's mean over start states and their 10 % and 90 %, [run horizon evaluation]."""

    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Means:
    """A mean with its interval for each evaluation and horizon, all [horizon evaluation]."""

    mean: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]


def horizon_map_figure(
    measured: Measured, policy: DataPolicy, scale: Scale
) -> tuple[go.Figure, list[str]]:
    """The figure, and sentences on what it is and leaves out."""
    curve = CURVES[KIND]
    horizon = np.unique(np.concatenate([np.empty(0), *(c.horizon for c in measured.curves)]))
    stacks, is_moved = _stacked(measured, horizon)
    means = _means(stacks, is_alone=measured.runs == 1)
    columns = spread_out(len(measured.steps), MOST_COLUMNS)
    rows = spread_out(len(horizon), MOST_ROWS)
    steps = measured.steps[columns].astype(float)
    sides = edges(horizon[rows]), edges(steps, _alone(steps))
    cells = _cells(means, measured, horizon, (rows, columns), sides)
    up, across = (_range(each) for each in sides)
    frame = Frame(
        {"title": {"text": TITLES["steps"], "standoff": 15}, **across},
        up,
        HORIZON_TITLE,
        curve.title_along(policy),
        {"scale": scale},
    )
    figure = cells_figure(cells, scale, frame)
    notes = [_what(measured), *_thinned(measured, horizon, columns, rows)]
    if is_moved:
        notes.append("Runs that were evaluated at other steps stand at the nearest ones here.")
    is_measured = (~np.isnan(stacks.mean)).any(0)
    lost = int((is_measured & ~np.isfinite(means.mean)).sum())
    if lost:
        are = "1 cell is" if lost == 1 else f"{lost:,} cells are"
        notes.append(f"{are} empty because no value there is finite.")
    return figure, notes


def _stacked(measured: Measured, horizon: Floats) -> tuple[Stacks, bool]:
    """Each run's curves at its evaluations, NaN where it has none.

    A curve at another step than these counts at the nearest one: of runs of one group some may be
    evaluated at other steps. Whether one did is told too.
    """
    ids = dict.fromkeys(curve.run_id for curve in measured.curves)
    place_of = {run_id: place for place, run_id in enumerate(ids)}
    shape = (len(place_of), len(horizon), len(measured.steps))
    mean, low, high = (np.full(shape, np.nan) for _ in range(3))
    is_moved = False
    for curve in measured.curves:
        nearest = int(np.abs(measured.steps - curve.env_step).argmin())
        is_moved = is_moved or bool(measured.steps[nearest] != curve.env_step)
        at = place_of[curve.run_id], np.searchsorted(horizon, curve.horizon), nearest
        # Measured and not a number is infinite here: NaN stands for what was not measured.
        known = np.where(np.isnan(curve.mean), np.inf, curve.mean)
        mean[at] = np.where(curve.count > 0, known, np.nan)
        low[at], high[at] = curve.q10, curve.q90
    return Stacks(mean, low, high), is_moved


def _means(stacks: Stacks, *, is_alone: bool) -> Means:
    """Over the runs; of a run that is alone the value itself, with its range over start states."""
    runs, rows, columns = stacks.mean.shape
    curve = CURVES[KIND]
    found = band_within(band(stacks.mean.reshape(runs, rows * columns), curve.scale), curve.bounds)
    mean, low, high = (each.reshape(rows, columns) for each in (found.mean, found.low, found.high))
    n = found.n.reshape(rows, columns)
    if is_alone and runs:
        low, high = stacks.low[0], stacks.high[0]
    return Means(mean, low, high, n)


def _cells(
    means: Means,
    measured: Measured,
    horizon: Floats,
    drawn: tuple[Steps, Steps],
    sides: tuple[Floats, Floats],
) -> Cells:
    """The cells of the rows and columns that are drawn, between their sides."""
    (rows, columns), (y_edges, x_edges) = drawn, sides
    steps, h = measured.steps[columns].astype(float), horizon[rows]
    mean = means.mean[np.ix_(rows, columns)]
    row, column = np.nonzero(np.isfinite(mean))
    at = rows[row], columns[column]
    return Cells(
        x=steps[column],
        left=x_edges[column, 0],
        right=x_edges[column, 1],
        bottom=y_edges[row, 0],
        top=y_edges[row, 1],
        values=mean[row, column],
        said=[
            f"real step {int(step):,}, h = {int(after)}: {words}"
            for step, after, words in zip(
                steps[column], h[row], _words(means, at, measured.runs), strict=True
            )
        ],
    )


def _words(means: Means, at: tuple[Steps, Steps], runs: int) -> list[str]:
    shown = [each[at].tolist() for each in (means.mean, means.low, means.high, means.n)]
    told = []
    for mean, low, high, n in zip(*shown, strict=True):
        has_range = np.isfinite(low) and np.isfinite(high)
        if runs == 1:
            told.append(figure(mean) + (f" ({figure(low)} to {figure(high)})" if has_range else ""))
        else:
            ends = (low, high) if has_range else (None, None)
            told.append(f"{estimated(mean, *ends)}, {counted(int(n), 'run')}")
    return told


def _what(measured: Measured) -> str:
    if measured.runs == 1:
        return (
            "Each cell is the mean error over start states, in brackets 10 % to 90 % of them. "
            "Cells that were not measured are empty."
        )
    over = f"the runs of the group ({measured.runs})"
    if measured.runs < measured.of:
        over = f"{measured.runs:,} of the {measured.of:,} runs of the group, evenly apart,"
    return (
        f"Each cell is the geometric mean over {over.rstrip(',')}, with its 95 % interval from "
        "three runs on. Cells that were not measured are empty."
    )


def _thinned(measured: Measured, horizon: Floats, columns: Steps, rows: Steps) -> list[str]:
    shown = [
        (len(columns), len(measured.steps), "evaluations"),
        (len(rows), len(horizon), "horizons"),
    ]
    return [
        f"{drawn} of {known:,} {what} are drawn, at even distances."
        for drawn, known, what in shown
        if drawn < known
    ]


def _alone(steps: Floats) -> float:
    """How wide the only evaluation's cells are: from the run's beginning."""
    return max(float(steps[0]), 1.0) if len(steps) else 1.0


def _range(ends: Floats) -> dict[str, object]:
    """Of an axis, from the first cell's beginning to the last one's end."""
    return step_axis(float(ends[0, 0]), float(ends[-1, 1])) if len(ends) else {}
