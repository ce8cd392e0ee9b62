"""Diagnostics over the horizon, one kind at a time: what each says after h imagined steps."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from backend.aggregation.estimates import band
from backend.figures.drawing import MANY_GROUPS, Drawing, Scale, Whose, note_crowd, note_gaps
from backend.figures.horizon_error import GroupCurves
from backend.spec.metrics import PROFILES, OverHorizonKind

# What a perfect model would show, where that is a level.
IDEALS: dict[OverHorizonKind, float] = {"return-gap": 0.0, "coverage-50": 0.5, "coverage-90": 0.9}
# Values that the axis always shows: a share is read against none and all of it.
ALWAYS_SHOWN: dict[OverHorizonKind, tuple[float, ...]] = {
    "return-gap": (0.0,),
    "coverage-50": (0.0, 1.0),
    "coverage-90": (0.0, 1.0),
}
# Errors grow by orders of magnitude.
LOGARITHMIC: frozenset[OverHorizonKind] = frozenset({"closed-loop-error", "disagreement"})
# The name of a single run's line.
LINE_LABELS: dict[OverHorizonKind, str] = {
    "return-gap": "model - real",
    "closed-loop-error": "model vs. world",
    "disagreement": "between elites",
    "coverage-50": "50 % interval",
    "coverage-90": "90 % interval",
}


def over_horizon_figure(
    kind: OverHorizonKind, groups: Sequence[GroupCurves], *, individual: bool
) -> tuple[go.Figure, list[str]]:
    """The figure, and sentences on what it leaves out."""
    drawing, metric = Drawing(), PROFILES[kind]
    for group in groups:
        single = LINE_LABELS[kind] if group.index is None else group.label
        _draw_group(
            drawing, group, single, individual=individual, is_crowd=len(groups) > MANY_GROUPS
        )
    note_crowd(drawing.notes, len(groups))
    if drawing.extent:
        drawing.extent.append(np.array(ALWAYS_SHOWN.get(kind, ())))
    scale: Scale = "log" if kind in LOGARITHMIC else "linear"
    figure = drawing.figure("horizon h (steps)", f"{metric.label} ({metric.unit})", scale)
    if kind in IDEALS:
        figure.add_hline(y=IDEALS[kind], line={"width": 1, "dash": "dot"})
    return figure, drawing.notes


def _draw_group(
    drawing: Drawing, group: GroupCurves, label: str, *, individual: bool, is_crowd: bool
) -> None:
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
    drawing.end_label(label, middle.mean, whose)
    note_gaps(drawing.notes, group.label, [curve.mean for curve in group.curves])
