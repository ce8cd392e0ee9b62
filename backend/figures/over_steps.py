"""Figures over real environment steps: returns, and any other series."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import plotly.graph_objects as go

from backend.db.series import Points
from backend.figures.common_steps import common_steps
from backend.figures.drawing import Drawing, Floats, Range, Whose, points_of_a_line
from backend.figures.drawn_parts import lay
from backend.figures.group_lines import (
    draw_singles,
    hover_words,
    interval_words,
    scale_of_means,
)
from backend.figures.group_middle import asked_singles, has_middle, lost_value, note_middle
from backend.figures.group_series import GroupSeries
from backend.figures.notes import (
    note_bounds,
    note_crowd,
    note_ends,
    note_gaps,
    note_smoothing,
    note_zeros,
)
from backend.figures.published_lines import PublishedLine, draw_published
from backend.figures.quantile_lines import QuantileLook, draw_quantiles
from backend.figures.stacked import Stack, stacked
from backend.figures.traces import gaps
from backend.figures.training_axis import TITLES, on_axis, places, smoothed_on
from backend.groups.estimates import Band, band_within
from backend.groups.grouping import ENDS
from backend.groups.singles import MANY_GROUPS, draws_singles
from backend.spec.diagnostic import Middle, Scale, TrainingAxis
from backend.spec.series import SERIES
from backend.statistics.middle import middle_band
from backend.statistics.payable import RETURN

RETURNS = (RETURN, "return/model")
STYLES = {"return/real": "solid", "return/model": "dash"}


@dataclass(frozen=True)
class OverStepsView:
    """How series are looked at.

    Attributes:
        individual: Whether each run has a thin line of its own; None: where they are few.
        window: Real steps of the mean that smooths; 0 smooths nothing.
        scale: Of the axis; None is the series' own.
        shown: The real steps that are looked at; None is all of them.
        middle: What a group's line is over its runs.
        every_point: Whether lines keep all of their points.
        axis: What is on the x axis, which `shown` is a part of.
        published: Curves that others published, drawn beside them.
    """

    individual: bool | None = None
    window: int = 0
    scale: Scale | None = None
    shown: Range | None = None
    middle: Middle = "mean"
    every_point: bool = False
    axis: TrainingAxis = "steps"
    published: Sequence[PublishedLine] = ()


def returns_figure(
    groups: Sequence[GroupSeries], view: OverStepsView
) -> tuple[go.Figure, list[str]]:
    """Real return solid, model return dashed: where they part, the policy pleases the model."""
    drawing = _drawing(groups, RETURNS, "linear", view)
    is_single = len(groups) == 1 and groups[0].index is None
    title = "return" if is_single else "return: real solid, model dashed"
    figure = drawing.figure(
        TITLES[view.axis], f"{title} (reward per episode)", view.scale or "linear"
    )
    return _linked(figure, view), drawing.notes


def over_steps_figure(
    key: str, groups: Sequence[GroupSeries], view: OverStepsView
) -> tuple[go.Figure, list[str]]:
    """One series that runs report, such as a loss or the mismatch of state distributions."""
    series = SERIES[key]
    drawing = _drawing(groups, (key,), series.scale, view)
    figure = drawing.figure(TITLES[view.axis], series.axis_title, view.scale or series.scale)
    return _linked(figure, view), drawing.notes


def _linked(figure: go.Figure, view: OverStepsView) -> go.Figure:
    """Whether one cursor goes through it and the figures beside it: over real steps alone."""
    if view.axis != "steps":
        figure.update_layout(meta=figure.layout.meta | {"is_linked": False})
    return figure


def _drawing(
    groups: Sequence[GroupSeries], keys: Sequence[str], own: Scale, view: OverStepsView
) -> Drawing:
    lines = [
        (group, key)
        for group in groups
        for key in keys
        # Of both ends what the runs earned is enough: they were chosen by it.
        if group.ends(key) and not (group.part in ENDS and key == "return/model")
    ]
    ends = [group.ends(key) for group, key in lines]
    each = [len(of_line) for of_line in ends]
    asked = asked_singles(view.middle, individual=view.individual)
    of_runs = sum(n for n in each if draws_singles(n, len(groups), asked=asked))
    ideal = SERIES[keys[0]].ideal if len(keys) == 1 else None
    drawing = Drawing(
        shown=view.shown,
        zooms=True,
        most=sys.maxsize if view.every_point else points_of_a_line(len(lines) + of_runs),
        ideal=ideal,
        always=() if ideal is None else (ideal,),
        is_linear=(view.scale or own) == "linear",
    )
    unsmoothed = [
        f"{group.label}, {SERIES[key].name}"
        for group, key in lines
        if not _lay(drawing, group, key, view, of=len(groups))
    ]
    if lines and not any(group.part for group in groups):
        lost = lost_value(keys[0], SERIES[keys[0]].scale, view.middle)
        note_middle(drawing.notes, view.middle, each, lost)
    note_crowd(drawing.notes, len(groups))
    note_smoothing(drawing.notes, view.window, unsmoothed, of=len(lines))
    if view.axis == "steps":
        note_ends(drawing.notes, ends, "real step")
    draw_published(drawing, view.published)
    return drawing


def _lay(drawing: Drawing, group: GroupSeries, key: str, view: OverStepsView, *, of: int) -> bool:
    """Draw a group's series, if it is not drawn already; whether it is smoothed."""
    made_from = (group.source, group.index, group.label, key, replace(view, published=()), of)
    draw = partial(_draw, group=group, key=key, view=view, of=of)
    return lay(drawing, None if group.source is None else made_from, draw)


@dataclass(frozen=True)
class _Line:
    """A group's series where it is drawn."""

    group: GroupSeries
    key: str
    curves: list[Points]
    grid: Floats
    stack: Stack


def _draw(drawing: Drawing, group: GroupSeries, key: str, view: OverStepsView, *, of: int) -> bool:
    """Draw a group's series; whether it is smoothed."""
    curves = group.curves(key)
    if not curves:
        return False
    lines = on_axis(curves)
    grid = common_steps(lines, view.shown)
    smooth = [smoothed_on(points, grid, view.window) for points in curves if view.window]
    middle: Middle = "median" if group.part == "all" else view.middle
    lost = lost_value(key, SERIES[key].scale, middle)
    means = np.concatenate(smooth) if smooth else None
    line = _Line(group, key, curves, grid, stacked(lines, grid, means, lost, group.failed_of(key)))
    if group.part == "all":
        draw_quantiles(
            drawing, grid, line.stack.rows, _whose(group, key), _quantile_look(group, key)
        )
    else:
        _draw_lines(drawing, line, view, of)
    return line.stack.is_smoothed


def _draw_lines(drawing: Drawing, line: _Line, view: OverStepsView, of: int) -> None:
    """Its middle with an interval, and its runs where these are drawn."""
    group, key, grid, stack = line.group, line.key, line.grid, line.stack
    whose, runs = _whose(group, key), len(line.curves)
    scale = scale_of_means(SERIES[key].scale, view.scale, stack.finite)
    bounds = group.payable.bounds if key == RETURN else SERIES[key].bounds
    middle = band_within(middle_band(stack.rows, scale, view.middle), bounds)
    draws_middle = _has_middle(group, view, runs)
    ends = None if stack.is_smoothed else _ends(group, key, grid)
    if ends is not None:
        drawing.band(grid, *ends, whose)
    elif of <= MANY_GROUPS and draws_middle:
        drawing.interval(grid, middle, whose, group.label)
    individual = True if group.part in ENDS else view.individual
    if draws_singles(runs, of, asked=asked_singles(view.middle, individual=individual)):
        draw_singles(drawing, grid, gaps(stack.drawn), whose)
    if draws_middle:
        _draw_unsmoothed(drawing, line, scale, view)
        _draw_middle(drawing, group, key, grid, middle, ends)
    if group.index is None or key != "return/model":
        drawing.end_label(_end_name(group, key), grid, middle.mean, whose)
    if key == RETURN and of <= MANY_GROUPS and draws_middle:
        note_bounds(drawing.notes, group.payable, middle)
    name = f"{group.label}, {SERIES[key].name}"
    if scale == "log":
        note_zeros(drawing.notes, name, gaps(stack.drawn), scale)
    note_gaps(drawing.notes, name, [points.values for points in line.curves])


def _draw_unsmoothed(drawing: Drawing, line: _Line, scale: Scale, view: OverStepsView) -> None:
    """The middle of what was measured, thin behind a smoothed one."""
    if not line.stack.is_smoothed:
        return
    rows = np.concatenate((line.stack.raw, line.stack.failed))
    before = middle_band(rows, scale, view.middle).mean
    whose = _whose(line.group, line.key)
    drawing.line(line.grid, before, whose, line={"width": 0.8}, opacity=0.4, hoverinfo="skip")


def _has_middle(group: GroupSeries, view: OverStepsView, runs: int) -> bool:
    """Whether it has a line of its own: runs that were chosen by their results have none."""
    return group.part not in ENDS and has_middle(view.middle, runs)


def _quantile_look(group: GroupSeries, key: str) -> QuantileLook:
    is_model = key == "return/model"
    return QuantileLook(
        f"{group.label}, {SERIES[key].name}",
        None if is_model else group.label,
        STYLES.get(key, "solid"),
        has_bands=not is_model,
    )


def _ends(group: GroupSeries, key: str, grid: Floats) -> tuple[Floats, Floats] | None:
    """A single run's own 95 % interval, where the series has one and it was measured."""
    if len(group.ends(key)) != 1:
        return None
    curves = [group.curves(end) for end in SERIES[key].interval or ()]
    if not curves or not all(curves):
        return None
    low, high = (_at_steps(of_end[0], grid) for of_end in curves)
    return low, high


def _at_steps(points: Points, grid: Floats) -> Floats:
    """Its values at these steps; NaN where it has none, as an end that is not known has none."""
    found = np.full(len(grid), np.nan)
    known = np.isin(places(points), grid)
    found[np.searchsorted(grid, places(points)[known])] = points.values[known]
    return found


def _draw_middle(
    drawing: Drawing,
    group: GroupSeries,
    key: str,
    grid: Floats,
    middle: Band,
    ends: tuple[Floats, Floats] | None,
) -> None:
    whose = _whose(group, key)
    said = (
        partial(hover_words, middle)
        if ends is None
        else partial(interval_words, middle.mean, *ends)
    )
    dash = STYLES.get(key, "solid") if group.index is not None else "solid"
    drawing.line(
        grid,
        middle.mean,
        whose,
        name=f"{group.label}, {SERIES[key].name}",
        hover="%{customdata}",
        said=said,
        line={"dash": dash, "width": 2},
    )


def _whose(group: GroupSeries, key: str) -> Whose:
    if group.index is not None:
        return Whose("group", group.index)
    return Whose("imagined" if key == "return/model" else "real")


def _end_name(group: GroupSeries, key: str) -> str:
    if group.index is not None:
        return group.label
    return {"return/real": "real", "return/model": "model"}.get(key, SERIES[key].name)
