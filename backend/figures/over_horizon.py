"""Diagnostics over the horizon, one kind at a time: what each says after h imagined steps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from backend.aggregation.estimates import band
from backend.figures.drawing import MANY_GROUPS, Drawing, Scale, Whose, note_crowd, note_gaps
from backend.figures.horizon_error import GroupCurves
from backend.spec.metrics import PROFILES, OverHorizonKind

# A level to read against: what a perfect model would show, or where stretching begins.
IDEALS: dict[OverHorizonKind, float] = {
    "return-gap": 0.0,
    "coverage-50": 0.5,
    "coverage-90": 0.9,
    "jacobian-stretch": 1.0,
}
# Values that the axis always shows: a share is read against none and all of it.
ALWAYS_SHOWN: dict[OverHorizonKind, tuple[float, ...]] = {
    "return-gap": (0.0,),
    "coverage-50": (0.0, 1.0),
    "coverage-90": (0.0, 1.0),
}
# Errors grow by orders of magnitude.
LOGARITHMIC: frozenset[OverHorizonKind] = frozenset(
    {
        "closed-loop-error",
        "disagreement",
        "pathwise-norm",
        "likelihood-norm",
        "pathwise-variance",
        "likelihood-variance",
        "jacobian-stretch",
    }
)
# What is drawn dashed beside a kind, to be read against it.
COMPANIONS: dict[OverHorizonKind, OverHorizonKind] = {
    "pathwise-norm": "likelihood-norm",
    "pathwise-variance": "likelihood-variance",
}
# The name of a single run's line.
LINE_LABELS: dict[OverHorizonKind, str] = {
    "return-gap": "model - real",
    "closed-loop-error": "model vs. world",
    "disagreement": "between elites",
    "coverage-50": "50 % interval",
    "coverage-90": "90 % interval",
    "pathwise-norm": "pathwise",
    "likelihood-norm": "likelihood ratio",
    "pathwise-variance": "pathwise",
    "likelihood-variance": "likelihood ratio",
    "jacobian-stretch": "stretch",
}


def over_horizon_figure(
    kind: OverHorizonKind,
    groups: Sequence[GroupCurves],
    beside: Sequence[GroupCurves] = (),
    *,
    individual: bool,
) -> tuple[go.Figure, list[str]]:
    """The figure, and sentences on what it leaves out; `beside` is the kind's companion, dashed."""
    drawing, metric = Drawing(), PROFILES[kind]
    lines = [(group, kind, individual) for group in groups]
    lines += [(group, COMPANIONS[kind], False) for group in beside]
    for group, drawn, each in lines:
        single = LINE_LABELS[drawn] if group.index is None else group.label
        style = Style(each, len(groups) > MANY_GROUPS, "solid" if drawn == kind else "dash")
        _draw_group(drawing, group, single, style)
    note_crowd(drawing.notes, len(groups))
    if drawing.extent:
        drawing.extent.append(np.array(ALWAYS_SHOWN.get(kind, ())))
    scale: Scale = "log" if kind in LOGARITHMIC else "linear"
    figure = drawing.figure("horizon h (steps)", f"{metric.label} ({metric.unit})", scale)
    if kind in IDEALS:
        figure.add_hline(y=IDEALS[kind], line={"width": 1, "dash": "dot"})
    return figure, drawing.notes


@dataclass(frozen=True)
class Style:
    """How a group's line is drawn."""

    individual: bool
    is_crowd: bool
    dash: str


def _draw_group(drawing: Drawing, group: GroupCurves, label: str, style: Style) -> None:
    if not group.curves:
        return
    whose = Whose("imagined") if group.index is None else Whose("group", group.index)
    horizon = np.unique(np.concatenate([curve.horizon for curve in group.curves])).astype(float)
    stack = np.full((len(group.curves), len(horizon)), np.nan)
    for row, curve in zip(stack, group.curves, strict=True):
        row[np.searchsorted(horizon, curve.horizon)] = curve.mean
    middle = band(stack)
    if group.index is None and len(group.curves) == 1:
        drawing.band(horizon, group.curves[0].q10, group.curves[0].q90, whose)
    elif not style.is_crowd:
        drawing.interval(horizon, middle, whose, group.label)
    if style.individual and len(group.curves) > 1:
        for row in stack:
            drawing.line(horizon, row, whose, line={"width": 0.8}, opacity=0.55, hoverinfo="skip")
    drawing.line(
        horizon,
        middle.mean,
        whose,
        line={"width": 2, "dash": style.dash},
        hovertemplate=f"{label}: %{{y:.4g}}<extra></extra>",
        name=label,
    )
    drawing.end_label(label, middle.mean, whose)
    note_gaps(drawing.notes, label, [curve.mean for curve in group.curves])
