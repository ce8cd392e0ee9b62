"""The return gap by horizon: what the model promised beyond what the world paid, after h steps."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from backend.aggregation.estimates import band
from backend.figures.drawing import MANY_GROUPS, Drawing, Whose, note_crowd, note_gaps
from backend.figures.horizon_error import GroupCurves
from backend.spec.metrics import PROFILES

METRIC = PROFILES["return-gap"]


def return_gap_figure(
    groups: Sequence[GroupCurves], *, individual: bool
) -> tuple[go.Figure, list[str]]:
    """The figure, and sentences on what it leaves out."""
    drawing = Drawing()
    for group in groups:
        _draw_group(drawing, group, individual=individual, is_crowd=len(groups) > MANY_GROUPS)
    note_crowd(drawing.notes, len(groups))
    figure = drawing.figure("horizon h (steps)", f"{METRIC.label} ({METRIC.unit})")
    figure.add_hline(y=0, line={"width": 1, "dash": "dot"})
    return figure, drawing.notes


def _draw_group(drawing: Drawing, group: GroupCurves, *, individual: bool, is_crowd: bool) -> None:
    if not group.curves:
        return
    whose = Whose("imagined") if group.index is None else Whose("group", group.index)
    length = max(len(curve.horizon) for curve in group.curves)
    horizon = np.arange(1, length + 1, dtype=float)
    stack = np.full((len(group.curves), length), np.nan)
    for row, curve in zip(stack, group.curves, strict=True):
        row[: len(curve.mean)] = curve.mean
    middle = band(stack)
    if group.index is None and len(group.curves) == 1:
        drawing.band(horizon, group.curves[0].q10, group.curves[0].q90, whose)
    elif not is_crowd:
        drawing.interval(horizon, middle, whose, group.label)
    if individual and len(group.curves) > 1:
        for row in stack:
            drawing.line(horizon, row, whose, line={"width": 0.8}, opacity=0.55, hoverinfo="skip")
    drawing.line(
        horizon,
        middle.mean,
        whose,
        line={"width": 2},
        hovertemplate=f"{group.label}: %{{y:.4g}}<extra></extra>",
        name=group.label,
    )
    label = "model - real" if group.index is None else group.label
    drawing.end_label(label, middle.mean, whose)
    note_gaps(drawing.notes, group.label, [curve.mean for curve in group.curves])
