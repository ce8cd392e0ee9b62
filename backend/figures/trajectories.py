"""The lecture's picture: a real trajectory, and imagined ones that branch off it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from backend.db.trajectories import StoredRollout, StoredTrajectories
from backend.figures.axes import axis_range
from backend.figures.drawing import Drawing, Floats, Whose
from backend.figures.notes import note_gaps
from backend.spec.observations import Dimension

STEP_TITLE = "step of the episode (real steps)"
VALUE = "%{y:.4g}"
REAL, IMAGINED = Whose("real"), Whose("imagined")


@dataclass(frozen=True)
class Axes:
    """What is drawn against what: places among the recorded dimensions, and their names.

    Attributes:
        y: The dimension drawn.
        x: The dimension that it is drawn against; None is the step of the episode.
        y_dimension: Name and unit of `y`.
        x_dimension: Those of `x`.
        steps: Steps of the real episode.
    """

    y: int
    x: int | None
    y_dimension: Dimension
    x_dimension: Dimension | None
    steps: int


def trajectories_figure(
    recorded: StoredTrajectories | None, axes: Axes | None
) -> tuple[go.Figure, list[str]]:
    """The figure, and sentences on what it leaves out; with nothing recorded only its axes."""
    drawing = Drawing()
    if recorded is None or axes is None:
        return drawing.figure(STEP_TITLE, "observation"), drawing.notes
    whole, *branches = recorded.rollouts
    y_title = _title(axes.y_dimension)
    _draw(drawing, axes, [whole], "imagined, all the way", width=1.25)
    _draw(drawing, axes, branches, f"imagined, k = {recorded.rollout_length}", width=2.25)
    steps = np.arange(len(recorded.real), dtype=float)
    drawing.line(
        _across(axes, recorded.real, steps),
        recorded.real[:, axes.y],
        REAL,
        line={"width": 2},
        name="real",
        hover=VALUE,
    )
    _mark_branch_points(drawing, axes, branches)
    _name_end(drawing, axes, recorded.real, "real", REAL)
    _name_end(drawing, axes, whole.imagined, "imagined", IMAGINED)
    if axes.x_dimension is None:
        _name_end(drawing, axes, whole.world, "given the red actions", REAL)
        _cut(drawing, recorded.rollout_length, axes.steps)
    _note(drawing.notes, axes, recorded)
    x_title = STEP_TITLE if axes.x_dimension is None else _title(axes.x_dimension)
    figure = drawing.figure(x_title, y_title, has_steps=axes.x_dimension is None)
    if axes.x_dimension is not None:
        figure.update_layout(hovermode="closest", xaxis_range=_with_air(drawing.span))
    return figure, drawing.notes


def _title(dimension: Dimension) -> str:
    return f"{dimension.name} ({dimension.unit})"


def _across(axes: Axes, rows: Floats, steps: Floats) -> Floats:
    return steps if axes.x is None else rows[:, axes.x]


def _draw(
    drawing: Drawing, axes: Axes, rollouts: Sequence[StoredRollout], name: str, width: float
) -> None:
    """What the world answered, dashed, and what the model imagined upon it."""
    answers = [(rollout.start, rollout.world) for rollout in rollouts]
    imagined = [(rollout.start, rollout.imagined) for rollout in rollouts]
    said = "the world, given the imagined actions"
    looks = ((answers, REAL, said, "dash", 1.25), (imagined, IMAGINED, name, "solid", width))
    for parts, whose, told, dash, thick in looks:
        x, y = _one_line(axes, parts)
        if len(x) == 0:
            continue
        style = {"width": thick, "dash": dash}
        drawing.line(x, y, whose, name=told, hover=VALUE, line=style)


def _name_end(drawing: Drawing, axes: Axes, rows: Floats, text: str, whose: Whose) -> None:
    """The name of a line that begins at the first state: where it ends, or beside the figure."""
    if len(rows) < 2:
        return
    if axes.x is None and len(rows) == axes.steps + 1:
        drawing.end_label(text, np.arange(len(rows), dtype=float), rows[:, axes.y], whose)
        return
    x = _across(axes, rows, np.arange(len(rows), dtype=float))
    drawing.traces.append(
        go.Scatter(
            x=x[-1:],
            y=rows[-1:, axes.y],
            mode="text",
            text=[f" <b>{text}</b>"],
            textposition="middle right",
            hoverinfo="skip",
            meta=whose.meta,
            showlegend=False,
        )
    )


def _one_line(axes: Axes, parts: Sequence[tuple[int, Floats]]) -> tuple[Floats, Floats]:
    """Stretches of one line, with a gap after each."""
    xs, ys = [np.empty(0)], [np.empty(0)]
    for start, rows in parts:
        if len(rows) > 1:
            across = _across(axes, rows, start + np.arange(len(rows), dtype=float))
            xs += [across, across[-1:]]
            ys += [rows[:, axes.y], np.array([np.nan])]
    return np.concatenate(xs)[:-1], np.concatenate(ys)[:-1]


def _mark_branch_points(drawing: Drawing, axes: Axes, branches: Sequence[StoredRollout]) -> None:
    if not branches:
        return
    rows = np.stack([branch.imagined[0] for branch in branches])
    steps = np.array([branch.start for branch in branches], float)
    drawing.traces.append(
        go.Scatter(
            x=_across(axes, rows, steps),
            y=rows[:, axes.y],
            mode="markers",
            marker={"size": 8, "line": {"width": 1}},
            cliponaxis=False,
            name="branch points",
            hoverinfo="skip",
            meta=Whose("branch").meta,
            showlegend=False,
        )
    )


def _cut(drawing: Drawing, length: int, steps: int) -> None:
    """How far the run's own rollouts go from the first state; none where all go further."""
    if not 0 < length < steps:
        return
    low, high = axis_range(drawing.extent, drawing.reach)
    reference = Whose("reference")
    at = np.array([length, length], float)
    drawing.line(
        at, np.array([low, high]), reference, line={"dash": "dot", "width": 1}, hoverinfo="skip"
    )
    drawing.traces.append(
        go.Scatter(
            x=at[:1],
            y=[high],
            mode="text",
            text=[f" k = {length}"],
            textposition="bottom right",
            hoverinfo="skip",
            meta=reference.meta,
            showlegend=False,
        )
    )


def _note(notes: list[str], axes: Axes, recorded: StoredTrajectories) -> None:
    if any(len(rollout.world) == 0 for rollout in recorded.rollouts):
        notes.append(
            "This task did not come back to the same state, so what the world answers to the "
            "imagined actions is not drawn."
        )
    columns = [axes.y] if axes.x is None else [axes.y, axes.x]
    for name, rows in (
        ("real", [recorded.real]),
        ("imagined", [rollout.imagined for rollout in recorded.rollouts]),
        ("the world", [rollout.world for rollout in recorded.rollouts]),
    ):
        note_gaps(notes, name, [each[:, columns] for each in rows])


def _with_air(spans: Sequence[Floats]) -> list[float]:
    values = np.concatenate(spans)
    values = values[np.isfinite(values)]
    low, high = axis_range([values], [])
    return [low, high]
