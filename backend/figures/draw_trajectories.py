"""From a request to the figure of trajectories, and to what a sentence says of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal, readable_runs
from backend.db import trajectories
from backend.db.trajectories import StoredRollout, StoredTrajectories
from backend.figures.schemas import (
    DimensionView,
    PlotlyFigure,
    TrajectoriesFigure,
    TrajectoriesQuery,
)
from backend.figures.trajectories import Axes, trajectories_figure
from backend.figures.trajectory_words import trajectories_reading
from backend.groups.missing import why_nothing
from backend.spec.observations import dimension


def trajectories_answer(
    session: Session, principal: Principal, query: TrajectoriesQuery
) -> TrajectoriesFigure:
    """Draw the trajectories of the last evaluation, at or before a step, that recorded some.

    Before the first of them the first is drawn, which is what the stops of a slider do.

    Where the evaluation did not keep the dimension that is asked for, the first one that it kept
    is drawn, and the note says so.

    Raises:
        Unknown: When there is no such run, or not for the asker to see.
    """
    (run,) = readable_runs(session, principal, [query.run])
    steps = trajectories.steps(session, run.id)
    # Before the first ones there is nothing to show but these.
    wanted = query.env_step if query.env_step is None else max([query.env_step, *steps[:1]])
    found = trajectories.read_at(session, [run.id], wanted)
    recorded = found[0] if found else None
    notes: list[str] = []
    axes = None if recorded is None else _axes(recorded, query, run.environment, notes)
    figure, left_out = trajectories_figure(recorded, axes)
    plotly: dict[str, Any] = figure.to_plotly_json() if not figure.data else figure.to_dict()
    return TrajectoriesFigure(
        figure=PlotlyFigure(data=list(plotly["data"]), layout=plotly["layout"]),
        empty=recorded is None,
        reason=why_nothing([run], "diagnostic", wanted) if recorded is None else None,
        note=" ".join([*notes, *left_out]) or None,
        env_steps=steps,
        **_about(recorded, axes, run.environment),
    )


def _axes(
    recorded: StoredTrajectories, query: TrajectoriesQuery, environment: str, notes: list[str]
) -> Axes:
    kept = recorded.dimensions.tolist()
    for wanted in (query.dimension, query.against):
        if wanted is not None and wanted not in kept:
            missing = dimension(environment, wanted).name
            notes.append(f"At this evaluation {missing} was not among those recorded.")
    y = kept.index(query.dimension) if query.dimension in kept else 0
    x = kept.index(query.against) if query.against in kept else None
    x = None if x == y else x
    return Axes(
        y=y,
        x=x,
        y_dimension=dimension(environment, kept[y]),
        x_dimension=None if x is None else dimension(environment, kept[x]),
        steps=len(recorded.real) - 1,
    )


@dataclass(frozen=True)
class Departure:
    """How far imagined and real are apart where rollouts end, in the unit of one dimension."""

    branches: float | None
    whole: float | None


def departure(recorded: StoredTrajectories, column: int) -> Departure:
    """The mean over the branches, and the rollout over the whole episode, after its last step."""
    whole, *branches = recorded.rollouts
    gaps = [gap for each in branches if np.isfinite(gap := _gap(recorded, each, column))]
    return Departure(float(np.mean(gaps)) if gaps else None, _known(_gap(recorded, whole, column)))


def _gap(recorded: StoredTrajectories, rollout: StoredRollout, column: int) -> float:
    """NaN where a rollout took no step."""
    steps = len(rollout.imagined) - 1
    if steps == 0:
        return float("nan")
    real = recorded.real[rollout.start + steps, column]
    return abs(float(rollout.imagined[steps, column] - real))


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _about(
    recorded: StoredTrajectories | None, axes: Axes | None, environment: str
) -> dict[str, Any]:
    if recorded is None or axes is None:
        named = ("env_step", "rollout_length", "steps", "dimension", "against")
        gaps = ("branch_gap", "whole_gap", "whole_steps")
        return {**dict.fromkeys((*named, *gaps)), "dimensions": [], "reading": ""}
    views = [_view(environment, place) for place in recorded.dimensions.tolist()]
    apart = departure(recorded, axes.y)
    whole_steps = len(recorded.rollouts[0].imagined) - 1
    return {
        "env_step": recorded.env_step,
        "rollout_length": recorded.rollout_length,
        "steps": len(recorded.real) - 1,
        "dimension": views[axes.y],
        "against": None if axes.x is None else views[axes.x],
        "dimensions": views,
        "branch_gap": apart.branches,
        "whole_gap": apart.whole,
        "whole_steps": whole_steps,
        "reading": trajectories_reading(
            recorded.rollout_length, axes.y_dimension, apart.branches, apart.whole, whole_steps
        ),
    }


def _view(environment: str, place: int) -> DimensionView:
    named = dimension(environment, place)
    return DimensionView(index=place, name=named.name, unit=named.unit)
