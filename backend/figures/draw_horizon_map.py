"""From a request to the map of a group's error over horizon and training time."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.batches import batches
from backend.db import profiles
from backend.errors import RequestRefused
from backend.figures.answer import Nothing, answer
from backend.figures.horizon_map import KIND, Measured, horizon_map_figure
from backend.figures.map_schemas import HorizonMapFigure, HorizonMapQuery
from backend.groups.crowd import MANY_RUNS
from backend.groups.grouping import Group
from backend.groups.shared_suite import SharedSuite, shared_suite
from backend.selection.selected_runs import counted_runs, selected_groups, selected_runs
from backend.spec.curves import CURVES
from backend.spec.diagnostic import DataPolicy, Policies
from backend.spec.problems import FieldProblem
from backend.thinning import spread_out


def horizon_map_answer(
    session: Session, principal: Principal, query: HorizonMapQuery
) -> HorizonMapFigure:
    """Draw the error of one group by horizon and training time.

    Raises:
        RequestRefused: When the query names no runs, too many, or a group that there is not.
        Unknown: When a run is not there, or not for the asker to see.
    """
    curve = CURVES[KIND]
    asked = selected_runs(session, principal, query)
    _, groups = selected_groups(session, asked, query)
    group = _chosen(groups, query.group)
    runs = counted_runs(asked, groups)
    shared = shared_suite(runs)
    policy = _policy(query.policy, len(runs), shared)
    of_it = _measured(session, group, policy, shared)
    figure, notes = horizon_map_figure(of_it, policy, query.scale or curve.scale)
    of_group = counted_runs(asked, [group])
    nothing = Nothing(of_group, "suite" if policy == "suite" else curve.needs)
    having = len({each.run_id for each in of_it.curves})
    if policy == "suite" and len(runs) > 1 and shared.left_out:
        notes.append(shared.left_out)
    # The other groups are not hidden, but another choice.
    drawn = answer([replace(group, of=1)], [having], (figure, notes), nothing)
    return HorizonMapFigure(**drawn.model_dump(), policy=policy, policies=[*curve.policies])


def _policy(asked: Policies | None, runs: int, shared: SharedSuite) -> DataPolicy:
    """As the figure of the error has it; a cell has room for one of two policies."""
    policy = asked or CURVES[KIND].usual_policy(runs, share_suite=shared.is_shared)
    return "current" if policy == "both" else policy


def _chosen(groups: Sequence[Group], place: int | None) -> Group:
    if place is not None and place >= len(groups):
        allowed = f"the place of a group, from 0 to {len(groups) - 1}"
        raise RequestRefused(FieldProblem("group", str(place), allowed))
    if place is None:
        return next((group for group in groups if not group.hidden), groups[0])
    return groups[place]


def _measured(session: Session, group: Group, policy: DataPolicy, shared: SharedSuite) -> Measured:
    among = [each for each in group.run_ids if policy != "suite" or each in shared.run_ids]
    run_ids = [among[place] for place in spread_out(len(among), MANY_RUNS)]
    curves = [
        curve.without_episodes()
        for part in batches(run_ids)
        for curve in profiles.read(session, part, KIND, policy)
    ]
    steps: dict[str, list[int]] = {}
    for curve in curves:
        steps.setdefault(curve.run_id, []).append(curve.env_step)
    # The columns are those of the run that was measured most often.
    most = np.array(max(steps.values(), key=len, default=[]), np.int64)
    left = len(among) - len(run_ids)
    return Measured(most, curves, len(group.run_ids) - left, len(group.run_ids))
