"""Figures over real environment steps: returns, and any other series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backend.db.series import Points
from backend.figures.drawing import MANY_GROUPS, Drawing, Floats, Whose
from backend.figures.group_lines import hover_words, lowest_on_log
from backend.figures.notes import note_crowd, note_gaps
from backend.groups.estimates import aligned, band
from backend.spec.series import SERIES

SHOWN_POINTS = 400
X_TITLE = "real environment steps"
STYLES = {"return/real": "solid", "return/model": "dash"}


@dataclass(frozen=True)
class GroupSeries:
    """A group's series.

    Attributes:
        index: Its place, which decides its colour; None for a single run.
        label: What stands at its line's end.
        series: By key, the points of each run that has any.
    """

    index: int | None
    label: str
    series: Mapping[str, Sequence[Points]]


def returns_figure(
    groups: Sequence[GroupSeries], *, individual: bool, smoothing: int
) -> tuple[go.Figure, list[str]]:
    """Real return solid, model return dashed: where they part, the policy pleases the model."""
    drawing = Drawing()
    for group in groups:
        for key in ("return/real", "return/model"):
            _draw(drawing, group, key, individual=individual, smoothing=smoothing, of=len(groups))
    note_crowd(drawing.notes, len(groups))
    is_single = len(groups) == 1 and groups[0].index is None
    title = "return" if is_single else "return: real solid, model dashed"
    return drawing.figure(X_TITLE, f"{title} (reward per episode)"), drawing.notes


def over_steps_figure(
    key: str, groups: Sequence[GroupSeries], *, individual: bool, smoothing: int
) -> tuple[go.Figure, list[str]]:
    """One series that runs report, such as a loss or the mismatch of state distributions."""
    drawing = Drawing()
    for group in groups:
        _draw(drawing, group, key, individual=individual, smoothing=smoothing, of=len(groups))
    note_crowd(drawing.notes, len(groups))
    series = SERIES[key]
    if drawing.extent and series.ideal is not None:
        drawing.extent.append(np.array([series.ideal]))
    figure = drawing.figure(X_TITLE, series.axis_title, series.scale)
    if series.ideal is not None:
        figure.add_hline(y=series.ideal, line={"width": 1, "dash": "dot"})
    return figure, drawing.notes


def _draw(
    drawing: Drawing, group: GroupSeries, key: str, *, individual: bool, smoothing: int, of: int
) -> None:
    curves = [points for points in group.series.get(key, ()) if len(points.steps)]
    if not curves:
        return
    steps = np.unique(np.concatenate([points.steps for points in curves])).astype(float)
    grid = _thinned(drawing, SERIES[key].name, steps)
    pairs = [(p.steps.astype(float), smoothed(p.values, smoothing)) for p in curves]
    stack = aligned(pairs, grid)
    middle = band(stack)
    whose = _whose(group, key)
    if of <= MANY_GROUPS:
        lowest = lowest_on_log(stack) if SERIES[key].scale == "log" else -np.inf
        drawing.interval(grid, middle, whose, group.label, lowest)
    if individual and len(curves) > 1:
        for row in stack:
            drawing.line(grid, row, whose, line={"width": 0.8}, opacity=0.55, hoverinfo="skip")
    name = f"{group.label}, {SERIES[key].name}"
    drawing.line(
        grid,
        middle.mean,
        whose,
        name=name,
        hover="%{customdata}",
        customdata=hover_words(middle),
        line={"dash": STYLES.get(key, "solid") if group.index is not None else "solid", "width": 2},
    )
    if group.index is None or key != "return/model":
        drawing.end_label(_end_name(group, key), middle.mean, whose)
    note_gaps(drawing.notes, name, [points.values for points in curves])


def _whose(group: GroupSeries, key: str) -> Whose:
    if group.index is not None:
        return Whose("group", group.index)
    return Whose("imagined" if key == "return/model" else "real")


def _end_name(group: GroupSeries, key: str) -> str:
    if group.index is not None:
        return group.label
    return {"return/real": "real", "return/model": "model"}.get(key, SERIES[key].name)


def _thinned(drawing: Drawing, name: str, steps: Floats) -> Floats:
    """At most as many steps as a screen can show, first and last among them."""
    if len(steps) <= SHOWN_POINTS:
        return steps
    drawing.notes.append(f"{name}: {len(steps):,} steps are drawn as {SHOWN_POINTS} points.")
    kept = np.unique(np.linspace(0, len(steps) - 1, SHOWN_POINTS).round().astype(int))
    thinned: Floats = steps[kept]
    return thinned


def smoothed(values: Floats, window: int) -> Floats:
    """Running mean over the last `window` points; the first points have fewer behind them.

    A value that is not finite stays a gap at its own place and is no part of its neighbours' means.
    """
    if window <= 1 or len(values) == 0:
        return values
    finite = np.isfinite(values)
    sums, counts = _sums(np.where(finite, values, 0.0), window), _sums(finite, window)
    means: Floats = np.where(finite, sums / np.maximum(counts, 1), np.nan)
    return means


def _sums(values: NDArray[np.generic], window: int) -> Floats:
    """The sum of the last `window` values at each place.

    Added up from sums over 1, 2, 4, ... values. The difference of two running sums would be
    quicker, but one huge value would leave its rounding error in every later sum.
    """
    block, width = np.asarray(values, float), 1
    total, behind = np.zeros(len(block)), 0
    while width <= window:
        if window & width:
            total += _delayed(block, behind)
            behind += width
        block, width = block + _delayed(block, width), 2 * width
    return total


def _delayed(values: Floats, places: int) -> Floats:
    """The values moved back by some places, with zeros before the first."""
    return np.concatenate((np.zeros(places), values))[: len(values)]
