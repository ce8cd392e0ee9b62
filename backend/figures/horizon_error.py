"""The compounding-error curve: error of the model after h imagined steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from backend.aggregation.estimates import band
from backend.db.profiles import Profile
from backend.figures.drawing import MANY_GROUPS, Drawing, Floats, Scale, Whose
from backend.figures.group_lines import hover_words, lowest_on_log
from backend.figures.notes import note_crowd, note_gaps
from backend.spec.metrics import PROFILES

Policies = Literal["current", "data", "both"]
Reference = Literal["linear", "quadratic"]

DASHES = {"current": "solid", "data": "dash"}
POLICY_NAMES = {"current": "current policy", "data": "data policy"}
METRIC = PROFILES["horizon-error"]


@dataclass(frozen=True)
class GroupCurves:
    """A group's curves.

    Attributes:
        index: Its place, which decides its colour; None for a single run.
        label: What stands at its line's end.
        curves: One profile for each run and policy.
    """

    index: int | None
    label: str
    curves: Sequence[Profile]


@dataclass(frozen=True)
class HorizonErrorView:
    """How the curves are looked at."""

    policy: Policies = "current"
    scale: Scale = "log"
    references: Sequence[Reference] = ("linear", "quadratic")
    individual: bool = False


def horizon_error_figure(
    groups: Sequence[GroupCurves], view: HorizonErrorView
) -> tuple[go.Figure, list[str]]:
    """The figure, and sentences on what it leaves out."""
    drawing = Drawing()
    policies = ("current", "data") if view.policy == "both" else (view.policy,)
    firsts = []
    for group in groups:
        for policy in policies:
            firsts += _draw_group(drawing, group, policy, view, is_crowd=len(groups) > MANY_GROUPS)
    note_crowd(drawing.notes, len(groups))
    _draw_references(drawing, firsts, _longest(groups, policies), view.references)
    title = f"{METRIC.label} ({METRIC.unit})"
    return drawing.figure("horizon h (steps)", title, view.scale), drawing.notes


def _longest(groups: Sequence[GroupCurves], policies: Sequence[str]) -> int:
    lengths = [len(c.horizon) for group in groups for c in group.curves if c.policy in policies]
    return max(lengths, default=0)


def _draw_group(
    drawing: Drawing, group: GroupCurves, policy: str, view: HorizonErrorView, *, is_crowd: bool
) -> list[float]:
    """Draw one group under one policy; its error at h = 1, where there is one."""
    curves = [curve for curve in group.curves if curve.policy == policy]
    if not curves:
        return []
    whose = Whose("imagined") if group.index is None else Whose("group", group.index)
    horizon = np.arange(1, max(len(curve.horizon) for curve in curves) + 1, dtype=float)
    stack = np.stack([_padded(curve.mean, len(horizon)) for curve in curves])
    middle = band(stack)
    is_one_run = len(curves) == 1
    if is_one_run and group.index is None:
        only = curves[0]
        drawing.band(horizon, only.q10, only.q90, whose)
    elif not is_crowd:
        drawing.interval(horizon, middle, whose, group.label, lowest=lowest_on_log(stack))
    if view.individual and not is_one_run:
        for row in stack:
            drawing.line(horizon, row, whose, line={"width": 0.8}, opacity=0.55, hoverinfo="skip")
    style = {"dash": DASHES[policy], "width": 2}
    name = f"{group.label}, {POLICY_NAMES[policy]}" if view.policy == "both" else group.label
    drawing.line(
        horizon,
        middle.mean,
        whose,
        name=name,
        hover="%{customdata}",
        customdata=hover_words(middle),
        line=style,
    )
    drawing.end_label(_end_name(group, policy, view), middle.mean, whose)
    note_gaps(drawing.notes, name, [curve.mean for curve in curves])
    return [float(middle.mean[0])]


def _end_name(group: GroupCurves, policy: str, view: HorizonErrorView) -> str:
    if group.index is None:
        return POLICY_NAMES[policy]
    return f"{group.label} ({policy})" if view.policy == "both" else group.label


def _padded(values: Floats, length: int) -> Floats:
    return np.concatenate((values, np.full(length - len(values), np.nan)))


def _draw_references(
    drawing: Drawing, firsts: Sequence[float], length: int, references: Sequence[Reference]
) -> None:
    """Dotted epsilon h and epsilon h squared, with epsilon the smallest error at h = 1."""
    usable = [first for first in firsts if np.isfinite(first) and first > 0]
    if not usable or length < 2:
        return
    epsilon = min(usable)
    horizon = np.arange(1, length + 1, dtype=float)
    highest = max(float(part.max()) for part in drawing.extent if len(part))
    for name in references:
        curve = epsilon * horizon ** (1 if name == "linear" else 2)
        in_view = curve <= 1.15 * highest
        whose = Whose("reference")
        text = "εh" if name == "linear" else "εh²"
        drawing.line(
            horizon[in_view],
            curve[in_view],
            whose,
            line={"dash": "dot", "width": 1},
            hoverinfo="skip",
            name=text,
        )
        drawing.traces.append(
            go.Scatter(
                x=horizon[in_view][-1:],
                y=curve[in_view][-1:],
                mode="text",
                text=[f"<i>{text}</i>"],
                textposition="top left",
                hoverinfo="skip",
                meta=whose.meta,
                showlegend=False,
            )
        )
