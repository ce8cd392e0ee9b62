"""From a request to a figure: read what is stored, group it, draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from sqlalchemy.orm import Session

from backend.aggregation.asked import asked_groups, asked_runs, listed
from backend.aggregation.grouping import Group
from backend.aggregation.missing import Wanted, wanted_for, why_nothing
from backend.aggregation.request import GroupsAsked
from backend.db import profiles, series
from backend.db.tables import Run
from backend.errors import RequestRefused
from backend.figures.horizon_error import (
    GroupCurves,
    HorizonErrorView,
    Reference,
    horizon_error_figure,
)
from backend.figures.over_horizon import COMPANIONS, OverHorizonView, over_horizon_figure
from backend.figures.over_steps import GroupSeries, over_steps_figure, returns_figure
from backend.figures.schemas import (
    DrawnGroup,
    FigureAnswer,
    HorizonErrorQuery,
    OverHorizonQuery,
    OverStepsQuery,
    PlotlyFigure,
    ReturnsQuery,
)
from backend.principal import Principal
from backend.spec.metrics import SERIES, ProfileKind
from backend.spec.problems import FieldProblem, shown

Drawn = tuple[go.Figure, list[str]]
REFERENCES: tuple[Reference, ...] = ("linear", "quadratic")
# Parts of a run whose series only a run with a model reports.
OF_MODELS = ("model/", "rollout/", "return/model", "return/gap", "calibration/", "mismatch/")


@dataclass(frozen=True)
class _Nothing:
    """What to tell where there is nothing to draw: of which runs, what, and at which step."""

    runs: Sequence[Run]
    wanted: Wanted
    env_step: int | None = None


def horizon_error(session: Session, principal: Principal, query: HorizonErrorQuery) -> FigureAnswer:
    """Draw the compounding-error curves."""
    wanted = listed(query.reference)
    unknown = next((name for name in wanted if name not in REFERENCES), None)
    if unknown is not None:
        allowed = f"allowed: {', '.join(REFERENCES)}"
        raise RequestRefused(FieldProblem("reference", shown(unknown), allowed))
    view = HorizonErrorView(
        query.policy,
        query.scale,
        tuple(name for name in REFERENCES if name in wanted),
        query.individual,
    )
    policy = None if query.policy == "both" else query.policy
    runs, groups = _asked(session, principal, query)
    curves = _curves(session, groups, "horizon-error", policy, query.env_step)
    nothing = _Nothing(runs, "model", query.env_step)
    return _answer(groups, _have_curves(curves), horizon_error_figure(curves, view), nothing)


def returns(session: Session, principal: Principal, query: ReturnsQuery) -> FigureAnswer:
    """Draw real and model return over real steps."""
    runs, groups = _asked(session, principal, query)
    found = _series(session, groups, ["return/real", "return/model"])
    drawn = returns_figure(found, individual=query.individual, smoothing=query.smoothing)
    having = [len(each.series.get("return/real", ())) for each in found]
    return _answer(groups, having, drawn, _Nothing(runs, "returns"))


def over_steps(session: Session, principal: Principal, query: OverStepsQuery) -> FigureAnswer:
    """Draw one series that runs report."""
    key = query.key
    if key not in SERIES:
        raise RequestRefused(FieldProblem("key", shown(key), f"allowed: {', '.join(SERIES)}"))
    runs, groups = _asked(session, principal, query)
    found = _series(session, groups, [key])
    drawn = over_steps_figure(key, found, individual=query.individual, smoothing=query.smoothing)
    having = [len(each.series.get(key, ())) for each in found]
    wanted: Wanted = "model" if key.startswith(OF_MODELS) else "returns"
    return _answer(groups, having, drawn, _Nothing(runs, wanted))


def over_horizon(session: Session, principal: Principal, query: OverHorizonQuery) -> FigureAnswer:
    """Draw one kind of diagnostic over the horizon."""
    runs, groups = _asked(session, principal, query)
    curves = _curves(session, groups, query.kind, "current", query.env_step)
    companion = COMPANIONS.get(query.kind)
    beside = (
        [] if companion is None else _curves(session, groups, companion, "current", query.env_step)
    )
    view = OverHorizonView(query.kind, query.individual, query.env_step)
    nothing = _Nothing(runs, wanted_for(query.kind), query.env_step)
    return _answer(groups, _have_curves(curves), over_horizon_figure(view, curves, beside), nothing)


def _asked(
    session: Session, principal: Principal, query: GroupsAsked
) -> tuple[list[Run], list[Group]]:
    runs = asked_runs(session, principal, query)
    return runs, asked_groups(runs, query.group_by)[1]


def _index(group: Group, groups: Sequence[Group]) -> int | None:
    """No group for a run that is alone: it is drawn as real and imagined."""
    return None if len(groups) == 1 and len(group.members) == 1 else group.index


def _curves(
    session: Session,
    groups: Sequence[Group],
    kind: ProfileKind,
    policy: str | None,
    env_step: int | None,
) -> list[GroupCurves]:
    run_ids = [run_id for group in groups for run_id in group.run_ids]
    found: dict[str, list[profiles.Profile]] = {}
    for profile in profiles.read_at(session, run_ids, kind, policy, env_step):
        found.setdefault(profile.run_id, []).append(profile)
    return [
        GroupCurves(
            _index(group, groups),
            group.label,
            [curve for run_id in group.run_ids for curve in found.get(run_id, [])],
        )
        for group in groups
    ]


def _have_curves(groups: Sequence[GroupCurves]) -> list[int]:
    return [len({curve.run_id for curve in group.curves}) for group in groups]


def _series(session: Session, groups: Sequence[Group], keys: Sequence[str]) -> list[GroupSeries]:
    run_ids = [run_id for group in groups for run_id in group.run_ids]
    found = series.read(session, run_ids, keys)
    return [
        GroupSeries(
            _index(group, groups),
            group.label,
            {
                key: [found[run_id, key] for run_id in group.run_ids if (run_id, key) in found]
                for key in keys
            },
        )
        for group in groups
    ]


def _answer(
    groups: Sequence[Group], having: Sequence[int], drawn: Drawn, nothing: _Nothing
) -> FigureAnswer:
    figure, notes = drawn
    empty = sum(having) == 0
    plotly = figure.to_plotly_json() if not figure.data else figure.to_dict()
    return FigureAnswer(
        figure=PlotlyFigure(data=list(plotly["data"]), layout=plotly["layout"]),
        empty=empty,
        reason=why_nothing(nothing.runs, nothing.wanted, nothing.env_step) if empty else None,
        note=" ".join(notes) or None,
        groups=[
            DrawnGroup(index=group.index, label=group.label, run_ids=group.run_ids, n=n)
            for group, n in zip(groups, having, strict=True)
        ],
    )
