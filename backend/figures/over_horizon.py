"""Diagnostics over the horizon, one kind at a time: what each says after h imagined steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import plotly.graph_objects as go

from backend.db.profiles import StoredProfile
from backend.figures.dimension_axis import (
    dimension_axis,
    dimension_names,
    said_by_name,
    title_above_names,
)
from backend.figures.drawing import Drawing, Whose
from backend.figures.group_curves import GroupCurves
from backend.figures.group_lines import (
    draw_singles,
    hover_words,
    interval_words,
    scale_of_means,
)
from backend.figures.group_middle import asked_singles, has_middle, lost_value, note_middle
from backend.figures.horizon_style import OverHorizonView, Style, style_beside, style_of
from backend.figures.naive_lines import draw_naive
from backend.figures.notes import note_crowd, note_ends, note_gaps, note_zeros
from backend.figures.quantile_lines import QuantileLook, draw_quantiles
from backend.figures.reference_curves import Begun, draw_references
from backend.figures.traces import gaps
from backend.groups.estimates import band_within
from backend.groups.grouping import ENDS
from backend.groups.singles import MANY_GROUPS, draws_singles
from backend.spec.curves import CURVES
from backend.spec.diagnostic import (
    POLICY_NAMES,
    Curve,
    DataPolicy,
    Reference,
    Scale,
)
from backend.statistics.middle import middle_band

# Of errors of single steps that are added up.
SUMMED_REFERENCES: tuple[Reference, ...] = ("triangular",)


def over_horizon_figure(
    view: OverHorizonView,
    groups: Sequence[GroupCurves],
    beside: Sequence[GroupCurves] = (),
    naive: Mapping[str, Sequence[StoredProfile]] | None = None,
) -> tuple[go.Figure, list[str]]:
    """The figure, and sentences on what it leaves out.

    Args:
        view: What is looked at, and how.
        groups: Its curves.
        beside: Those of its companion, drawn dashed.
        naive: By their kinds, those of naive predictors that it is read against.
    """
    curve = CURVES[view.kind]
    count = max((int(each.horizon[-1]) for group in groups for each in group.curves), default=1)
    names = dimension_names(view.environment, count) if curve.over_dimensions else []
    drawing = Drawing(ideal=curve.ideal, always=curve.always_shown, is_apart=curve.over_dimensions)
    scale = view.scale or curve.scale
    drawn = []
    if view.summed:
        groups = [replace(each, curves=[*map(_added, each.curves)]) for each in groups]
    for group in groups:
        for policy in view.policies:
            of_policy = group.along(policy)
            style = replace(style_of(curve, group, policy, view, len(groups)), places=names)
            means = _draw_group(drawing, group, of_policy, style)
            drawn.append(_begun(curve, group, policy, means))
    for group in beside:
        style = style_beside(curve, group, view, len(groups))
        _draw_group(drawing, group, group.curves, style)
    _note_lines(drawing.notes, groups, view)
    has = SUMMED_REFERENCES if view.summed else curve.references
    wanted = [name for name in has if name in view.references]
    draw_references(drawing, drawn[:: len(view.policies)], wanted)
    if any(len(each.curve) for each in drawn):
        draw_naive(drawing, naive or {}, summed=view.summed, of=len(view.policies))
    title = curve.title_along(view.policy, summed=view.summed)
    x_title = title_above_names(curve.x_title, names)
    figure = drawing.figure(x_title, title, scale, has_steps=not curve.over_dimensions)
    if curve.over_dimensions:
        figure.update_xaxes(dimension_axis(names, count))
    if not curve.is_over_horizon:
        figure.update_layout(meta=figure.layout.meta | {"is_linked": False})
    return figure, drawing.notes


def _note_lines(notes: list[str], groups: Sequence[GroupCurves], view: OverHorizonView) -> None:
    """Say what the lines are, of when, and from where on they are over fewer runs."""
    sizes = [len({each.run_id for each in group.curves}) for group in groups]
    lost = lost_value(view.kind, CURVES[view.kind].scale, view.middle)
    if not any(group.part for group in groups):
        note_middle(notes, view.middle, sizes, lost)
    note_crowd(notes, len(groups))
    _note_steps(notes, groups, view.env_step)
    note_ends(notes, [*_ends(groups, view.policies)], "h =")


def _begun(curve: Curve, group: GroupCurves, policy: DataPolicy, means: np.ndarray) -> Begun:
    """Where a reference may begin: not at runs that were chosen by their results."""
    return Begun(_whose(curve, group, policy), np.empty(0) if group.part in ENDS else means)


def _whose(curve: Curve, group: GroupCurves, policy: DataPolicy) -> str:
    """Whose error of one step a reference begins at; nothing where a figure has one curve."""
    if group.index is not None:
        return group.label
    return POLICY_NAMES[policy] if len(curve.policies) > 1 else ""


def _added(curve: StoredProfile) -> StoredProfile:
    """The sum of the first h steps. Quantiles of sums are not known from those of the steps."""
    unknown = np.full_like(curve.mean, np.nan)
    return replace(curve, mean=curve.mean.cumsum(), q10=unknown, q50=unknown, q90=unknown)


def _draw_group(
    drawing: Drawing, group: GroupCurves, curves: Sequence[StoredProfile], style: Style
) -> np.ndarray:
    """Draw some curves of a group; their mean at each horizon, empty where there are none."""
    if not curves:
        return np.empty(0)
    whose = Whose("imagined") if group.index is None else Whose("group", group.index)
    horizon = np.unique(np.concatenate([curve.horizon for curve in curves])).astype(float)
    stack = _stacked(curves, horizon)
    scale = scale_of_means(style.of.scale, style.scale, stack)
    ranked = _ranked(stack, curves, horizon, style)
    if style.part == "all":
        look = QuantileLook(style.name, style.end, style.dash, has_bands=style.dash == "solid")
        return draw_quantiles(drawing, horizon, ranked, whose, look)
    middle = band_within(middle_band(ranked, scale, style.middle), style.of.bounds)
    draws_middle = _draws_middle(style, len(curves))
    said = partial(hover_words, middle)
    if group.index is None and len(curves) == 1:
        low, high = curves[0].q10, curves[0].q90
        drawing.band(horizon, _lower_edge(curves[0], style.scale), high, whose)
        said = partial(interval_words, middle.mean, low, high) if style.has_interval else said
    elif style.groups <= MANY_GROUPS and draws_middle:
        drawing.interval(horizon, middle, whose, group.label)
    asked = asked_singles(style.middle, individual=style.individual)
    if draws_singles(len(curves), style.groups, asked=asked):
        draw_singles(drawing, horizon, gaps(stack), whose, style.dash)
    if draws_middle:
        drawing.line(
            horizon,
            middle.mean,
            whose,
            name=style.name,
            hover="%{customdata}",
            said=said_by_name(style.places, said),
            line={"width": 2, "dash": style.dash},
        )
    if style.end is not None:
        drawing.end_label(style.end, horizon, middle.mean, whose)
    note_gaps(drawing.notes, style.name, [curve.mean[curve.count > 0] for curve in curves])
    note_zeros(drawing.notes, style.name, stack, scale)
    return middle.mean


def _draws_middle(style: Style, runs: int) -> bool:
    """Whether a group has a line of its own: runs that were chosen by their results have none."""
    return style.part not in ENDS and has_middle(style.middle, runs)


def _stacked(curves: Sequence[StoredProfile], horizon: np.ndarray) -> np.ndarray:
    """A row for each curve; NaN beyond its longest horizon."""
    stack = np.full((len(curves), len(horizon)), np.nan)
    for row, curve in zip(stack, curves, strict=True):
        row[np.searchsorted(horizon, curve.horizon)] = curve.mean
    return stack


def _ranked(
    stack: np.ndarray, curves: Sequence[StoredProfile], horizon: np.ndarray, style: Style
) -> np.ndarray:
    """The values as the middle takes them: what was measured and is not finite is the worst."""
    lost = lost_value(style.of.key, style.of.scale, style.middle)
    if np.isnan(lost):
        return stack
    for row, curve in zip(stack, curves, strict=True):
        diverged = ~np.isfinite(curve.mean) & (curve.count > 0)
        row[np.searchsorted(horizon, curve.horizon[diverged])] = lost
    return stack


def _ends(groups: Sequence[GroupCurves], policies: Sequence[DataPolicy]) -> Iterator[list[int]]:
    """The longest horizon of each run, by line."""
    for group in groups:
        for policy in policies:
            yield [int(each.horizon[-1]) for each in group.along(policy)]


def _lower_edge(curve: StoredProfile, scale: Scale) -> np.ndarray:
    """The lower quantile of a single run; a log axis has no place for one below zero."""
    if scale == "linear" or (curve.mean <= 0.0).any():
        return curve.q10
    return np.where(curve.q10 > 0.0, curve.q10, np.nan)


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
