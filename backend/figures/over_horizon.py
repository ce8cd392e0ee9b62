"""Diagnostics over the horizon, one kind at a time: what each says after h imagined steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import plotly.graph_objects as go

from backend.aggregation.estimates import band
from backend.figures.drawing import MANY_GROUPS, Drawing, Scale, Whose
from backend.figures.group_lines import hover_words, lowest_on_log
from backend.figures.horizon_error import GroupCurves
from backend.figures.notes import note_crowd, note_gaps
from backend.spec.metrics import PROFILES, OverHorizonKind

# A level to read against: what a perfect model would show, or where stretching begins.
IDEALS: dict[OverHorizonKind, float] = {
    "return-gap": 0.0,
    "return-gap-discounted": 0.0,
    "coverage-50": 0.5,
    "coverage-90": 0.9,
    "jacobian-stretch": 1.0,
}
# Values that the axis always shows: a share is read against none and all of it.
ALWAYS_SHOWN: dict[OverHorizonKind, tuple[float, ...]] = {
    "return-gap": (0.0,),
    "return-gap-discounted": (0.0,),
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
    "return-gap-discounted": "model - real",
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


@dataclass(frozen=True)
class OverHorizonView:
    """Which diagnostic, and how it is looked at; `env_step` is the evaluation asked for, if any."""

    kind: OverHorizonKind
    individual: bool = False
    env_step: int | None = None


def over_horizon_figure(
    view: OverHorizonView, groups: Sequence[GroupCurves], beside: Sequence[GroupCurves] = ()
) -> tuple[go.Figure, list[str]]:
    """The figure, and sentences on what it leaves out; `beside` is the kind's companion, dashed."""
    drawing, metric, kind = Drawing(), PROFILES[view.kind], view.kind
    scale: Scale = "log" if kind in LOGARITHMIC else "linear"
    is_crowd = len(groups) > MANY_GROUPS
    for group in groups:
        name = LINE_LABELS[kind] if group.index is None else group.label
        _draw_group(drawing, group, Style(name, name, scale, view.individual, is_crowd))
    for group in beside:
        name = LINE_LABELS[COMPANIONS[kind]]
        is_alone = group.index is None
        named = name if is_alone else f"{group.label}, {name}"
        style = Style(named, name if is_alone else None, scale, individual=False, is_crowd=is_crowd)
        _draw_group(drawing, group, replace(style, dash="dash"))
    note_crowd(drawing.notes, len(groups))
    _note_steps(drawing.notes, groups, view.env_step)
    if drawing.extent:
        drawing.extent.append(np.array(ALWAYS_SHOWN.get(kind, ())))
    figure = drawing.figure("horizon h (steps)", f"{metric.label} ({metric.unit})", scale)
    if kind in IDEALS:
        figure.add_hline(y=IDEALS[kind], line={"width": 1, "dash": "dot"})
    return figure, drawing.notes


@dataclass(frozen=True)
class Style:
    """How a group's line is drawn.

    Attributes:
        name: What pointing at it says.
        end: Words at its end; None where another line of the group has them.
        scale: Of the axis that it is drawn on.
        individual: Whether each run has a thin line beside it.
        is_crowd: Whether there are too many groups for intervals.
        dash: Of the line.
    """

    name: str
    end: str | None
    scale: Scale
    individual: bool
    is_crowd: bool
    dash: str = "solid"


def _draw_group(drawing: Drawing, group: GroupCurves, style: Style) -> None:
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
        lowest = lowest_on_log(stack) if style.scale == "log" else -np.inf
        drawing.interval(horizon, middle, whose, group.label, lowest)
    if style.individual and len(group.curves) > 1:
        for row in stack:
            drawing.line(horizon, row, whose, line={"width": 0.8}, opacity=0.55, hoverinfo="skip")
    drawing.line(
        horizon,
        middle.mean,
        whose,
        name=style.name,
        hover="%{customdata}",
        customdata=hover_words(middle),
        line={"width": 2, "dash": style.dash},
    )
    if style.end is not None:
        drawing.end_label(style.end, middle.mean, whose)
    note_gaps(drawing.notes, style.name, [curve.mean for curve in group.curves])


def _note_steps(notes: list[str], groups: Sequence[GroupCurves], asked: int | None) -> None:
    """Say when the curves were measured, where it is not when a reader would think.

    Costly diagnostics are left out of some evaluations, and runs may be at different steps.
    """
    steps = sorted({curve.env_step for group in groups for curve in group.curves})
    if not steps or steps == [asked]:
        return
    if len(steps) > 1:
        notes.append(f"Measured between real steps {steps[0]:,} and {steps[-1]:,}, by run.")
    elif asked is not None:
        notes.append(f"Measured at real step {steps[0]:,}, the last time before.")
