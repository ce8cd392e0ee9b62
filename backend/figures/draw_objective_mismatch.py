"""From a request to the figure of objective mismatch: each run's latest numbers, correlated."""

import math
from collections.abc import Sequence

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.batches import batches
from backend.db import profiles, series
from backend.db.tables import Run
from backend.figures.objective_mismatch import (
    Row,
    correlated_rows,
    notes,
    objective_mismatch_figure,
    reading,
    why_missing,
)
from backend.figures.schemas import (
    CorrelationView,
    ObjectiveMismatch,
    ObjectiveMismatchQuery,
    PlotlyFigure,
)
from backend.groups.final_returns import latest_at, step_of_last
from backend.groups.grouping import copies_words
from backend.groups.latest import latest_words
from backend.groups.shared_suite import shared_suite
from backend.selection.request import GroupSelection
from backend.selection.selected_runs import candidates, counted_runs, selected_groups, selected_runs
from backend.spec.break_even import BreakEven
from backend.spec.objective_mismatch import CORRELATED, Correlated

RETURN = "return/real"


def objective_mismatch(
    session: Session, principal: Principal, query: ObjectiveMismatchQuery
) -> ObjectiveMismatch:
    """Correlate each run's latest diagnostics with its latest real return.

    Raises:
        RequestRefused: When the query names no runs, or too many.
        Unknown: When a run is not there, or not for the asker to see.
    """
    asked_for = selected_runs(session, principal, query)
    _, groups = selected_groups(session, asked_for, GroupSelection())
    runs = counted_runs(asked_for, groups)
    scalars = [each.diagnostic for each in CORRELATED if each.policy is None]
    run_ids = [run.id for run in runs]
    points = latest_at(session, run_ids, [RETURN, *scalars], query.env_step)
    # A run that diverged pays less than all that did not.
    returns = [_last(points.get((run.id, RETURN)), diverged=-math.inf) for run in runs]
    numbers = {
        asked.key: [_at_least(asked.floor, points.get((run.id, asked.diagnostic))) for run in runs]
        if asked.policy is None
        else _of_curves(session, runs, asked, query.env_step)
        for asked in CORRELATED
    }
    rows, lacking = correlated_rows(numbers, returns)
    reason = why_missing(sorted({run.environment for run in runs}), returns, rows)
    shown = [] if reason else rows
    ends = [step_of_last(each) for (_, key), each in points.items() if key == RETURN]
    steps = [step for step in ends if step is not None]
    told = [latest_words(steps), copies_words(groups), *notes(lacking)]
    figure = objective_mismatch_figure(shown).to_plotly_json()
    return ObjectiveMismatch(
        figure=PlotlyFigure(data=list(figure["data"]), layout=figure["layout"]),
        empty=reason is not None,
        reason=reason,
        note=None if reason else " ".join(filter(None, told)),
        reading="" if reason else reading(shown, len(candidates(runs))),
        rows=[_view(row) for row in shown],
    )


def _last(points: series.Points | None, diverged: float = math.nan) -> float:
    """The latest value; NaN before the first, and what is said where it is not finite."""
    if points is None or not len(points.values):
        return math.nan
    value = float(points.values[-1])
    return value if math.isfinite(value) else diverged


def _at_least(floor: float, points: series.Points | None) -> float:
    """The latest value, or the floor where it is below it; NaN where there is none."""
    value = _last(points)
    return max(value, floor)


def _of_curves(
    session: Session, runs: Sequence[Run], asked: Correlated, env_step: int | None
) -> list[float]:
    """What each run's latest curve says; along a suite only of runs that share it."""
    run_ids = [run.id for run in runs]
    if asked.policy == "suite":
        shared = shared_suite(runs).run_ids
        run_ids = [each for each in run_ids if each in shared]
    curves = {
        curve.run_id: curve.without_episodes()
        for part in batches(run_ids)
        for curve in profiles.read_at(session, part, asked.diagnostic, asked.policy, env_step)
    }
    measured = min((len(curve.mean) for curve in curves.values()), default=0)
    return [_number(curves.get(run.id), asked.horizon, measured) for run in runs]


def _number(curve: profiles.StoredProfile | None, horizon: int | None, measured: int) -> float:
    """The value at a horizon, or the break-even one: later than all beyond what all measured."""
    if curve is None:
        return math.nan
    if horizon is not None:
        at = np.flatnonzero((curve.horizon == horizon) & (curve.count > 0))
        if not len(at):
            return math.nan
        value = float(curve.mean[at[0]])
        # An error that is not finite is larger than all that are.
        return value if math.isfinite(value) else math.inf
    known = BreakEven.of(curve.mean.tolist())
    return known.place if known.place <= measured else math.inf


def _view(row: Row) -> CorrelationView:
    found = row.found
    return CorrelationView(
        key=row.asked.key,
        name=row.asked.name,
        rho=found.rho,
        low=found.low,
        high=found.high,
        n=found.n,
    )
