"""From a request to a figure: read what is stored, group it, draw it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.batches import batches
from backend.db import profiles
from backend.db.tables import Run
from backend.errors import RequestRefused
from backend.figures.answer import Drawn, Nothing, answer, index_of
from backend.figures.common_places import AskedPlaces
from backend.figures.group_curves import GroupCurves, with_intervals
from backend.figures.horizon_style import REFERENCES, OverHorizonView
from backend.figures.naive_lines import OF_SEVERAL
from backend.figures.over_horizon import over_horizon_figure
from backend.figures.over_steps import (
    RETURNS,
    OverStepsView,
    over_steps_figure,
    returns_figure,
)
from backend.figures.published_lines import published_lines
from backend.figures.read_series import ReadSeries, read_series
from backend.figures.schemas import (
    FigureAnswer,
    LinesView,
    OverHorizonQuery,
    OverStepsQuery,
    ReturnsQuery,
    StepsView,
)
from backend.figures.training_axis import note_axis
from backend.groups.grouping import Group, reduced_notes
from backend.groups.shared_suite import OWN, SharedSuite, shared_suite
from backend.schemas import listed
from backend.selection.request import GroupSelection
from backend.selection.selected_runs import counted_runs, selected_groups, selected_runs
from backend.spec.curves import CURVES
from backend.spec.diagnostic import Curve, Middle, Policies, Reference
from backend.spec.problems import FieldProblem, shortened
from backend.spec.series import SERIES

LARGEST_STEP = 2**53 - 1
COUNTED_POINTS = "`smoothing` counted points and is ignored; `window` counts real steps."


def returns(session: Session, principal: Principal, query: ReturnsQuery) -> FigureAnswer:
    """Draw real and model return over real steps."""
    runs, groups = _asked(session, principal, query)
    view = _view(query, groups)
    found = read_series(session, runs, groups, RETURNS, AskedPlaces(query.x, view.shown))
    drawn = returns_figure(found.groups, _beside(session, runs, RETURNS, query, view))
    _note_read(drawn, query, found, groups)
    having = [len(each.ends("return/real")) for each in found.groups]
    return answer(groups, having, drawn, Nothing(runs, "returns"))


def over_steps(session: Session, principal: Principal, query: OverStepsQuery) -> FigureAnswer:
    """Draw one series that runs report."""
    key = query.key
    runs, groups = _asked(session, principal, query)
    view, keys = _view(query, groups), [key, *(SERIES[key].interval or ())]
    found = read_series(session, runs, groups, keys, AskedPlaces(query.x, view.shown))
    drawn = over_steps_figure(key, found.groups, _beside(session, runs, [key], query, view))
    _note_read(drawn, query, found, groups)
    having = [len(each.ends(key)) for each in found.groups]
    return answer(groups, having, drawn, Nothing(runs, SERIES[key].needs))


def over_horizon(session: Session, principal: Principal, query: OverHorizonQuery) -> FigureAnswer:
    """Draw one kind of diagnostic over the horizon."""
    curve = CURVES[query.kind]
    if query.policy is not None:
        _refuse_unmeasured(query.kind, query.policy)
    if query.summed and not curve.summed_label:
        allowed = "allowed: false; only an error of single steps can be added up"
        raise RequestRefused(FieldProblem("summed", "true", allowed))
    references = _references(query.reference)
    runs, groups = _asked(session, principal, query)
    shared = shared_suite(runs)
    chosen = query.policy or curve.usual_policy(len(runs), share_suite=shared.is_shared)
    individual, middle = _lines(query, groups)
    view = OverHorizonView(
        query.kind,
        chosen,
        query.scale,
        summed=query.summed,
        references=references,
        individual=individual,
        env_step=query.env_step,
        environment=_only({run.environment for run in runs}),
        middle=middle,
    )
    policy = None if chosen == "both" else chosen
    curves = _curves(session, groups, query.kind, policy, query.env_step)
    if curve.interval is not None:
        ends = [_curves(session, groups, end, policy, query.env_step) for end in curve.interval]
        curves = with_intervals(curves, *ends)
    beside = (
        []
        if curve.companion is None
        else _curves(session, groups, curve.companion, policy, query.env_step)
    )
    if chosen == "suite":
        curves = [_along(shared, each) for each in curves]
    beside_them = [run for run in runs if chosen != "suite" or run.id in shared.run_ids]
    naive = _naive(session, beside_them, view)
    figure, notes = over_horizon_figure(view, curves, beside, naive)
    suite_notes = _suite_notes(curve, shared, query, len(runs))
    notes = [*reduced_notes(groups), *suite_notes, *notes]
    if naive is None:
        notes.append(OF_SEVERAL)
    needs = "suite" if chosen == "suite" else curve.needs
    nothing = Nothing(runs, needs, query.env_step)
    return answer(groups, _have_curves(curves), (figure, notes), nothing)


def _naive(
    session: Session, runs: Sequence[Run], view: OverHorizonView
) -> dict[str, list[profiles.StoredProfile]] | None:
    """What the kind's naive predictors err by; None where they are not of one environment."""
    kinds = CURVES[view.kind].naive if "naive" in view.references else ()
    if kinds and view.environment is None:
        return None
    run_ids = [run.id for run in runs]
    whose = view.policies[0]
    return {
        kind: [
            profile.without_episodes()
            for part in batches(run_ids)
            for profile in profiles.read_at(session, part, kind, whose, view.env_step)
        ]
        for kind in kinds
    }


def _only(environments: set[str]) -> str | None:
    return next(iter(environments)) if len(environments) == 1 else None


def _along(shared: SharedSuite, group: GroupCurves) -> GroupCurves:
    """Without the curves along other suites: what stands in another unit is not set beside."""
    kept = [curve for curve in group.curves if curve.run_id in shared.run_ids]
    return replace(group, curves=kept)


def _suite_notes(
    curve: Curve, shared: SharedSuite, query: OverHorizonQuery, runs: int
) -> list[str]:
    """What is said of the suite: who is left out, or that there is none between runs.

    Why there is none is said once, in the words beside the figures.
    """
    if "suite" not in curve.policies or runs == 1:
        return []
    instead = f"{OWN}." if query.policy is None and shared.instead else ""
    note = shared.left_out if query.policy == "suite" else instead
    return [note] if note else []


def _note_read(drawn: Drawn, query: StepsView, found: ReadSeries, groups: Sequence[Group]) -> None:
    """Say where points are, and that a zoom shows more of them where some are left out."""
    figure, notes = drawn
    notes[:0] = reduced_notes(groups)
    note_axis(notes, query.x, found.lacking)
    if query.smoothing is not None:
        notes.append(COUNTED_POINTS)
    if found.thinned:
        notes.append(found.thinned)
        figure.update_layout(meta=figure.layout.meta | {"is_thinned": True})


def _lines(query: LinesView, groups: Sequence[Group]) -> tuple[bool | None, Middle]:
    """Whether single runs are drawn, and what stands for a group: of too many runs no single."""
    if not any(group.reduced for group in groups):
        return query.individual, query.middle
    return False, "mean" if query.middle == "seeds" else query.middle


def _view(query: StepsView, groups: Sequence[Group]) -> OverStepsView:
    since, until = query.from_step or 0, query.to_step or LARGEST_STEP
    if since >= until:
        raise RequestRefused(
            FieldProblem("to_step", str(query.to_step), "a real step after from_step")
        )
    is_part = query.from_step is not None or query.to_step is not None
    individual, middle = _lines(query, groups)
    return OverStepsView(
        individual=individual,
        window=query.window,
        scale=query.scale,
        shown=(float(since), float(until)) if is_part else None,
        middle=middle,
        every_point=query.every_point,
        axis=query.x,
    )


def _beside(
    session: Session,
    runs: Sequence[Run],
    keys: Sequence[str],
    query: StepsView,
    view: OverStepsView,
) -> OverStepsView:
    """With the curves that others published of this task."""
    if not query.published or view.axis != "steps":
        return view
    return replace(view, published=published_lines(session, runs, keys))


def _refuse_unmeasured(kind: str, policy: Policies) -> None:
    measured = CURVES[kind].policies
    if any(name not in measured for name in OverHorizonView(kind, policy).policies):
        allowed = f"allowed for {kind}: {', '.join(measured)}"
        raise RequestRefused(FieldProblem("policy", shortened(policy), allowed))


def _references(written: str) -> tuple[Reference, ...]:
    wanted = listed(written)
    unknown = next((name for name in wanted if name not in REFERENCES), None)
    if unknown is not None:
        allowed = f"allowed: {', '.join(REFERENCES)}"
        raise RequestRefused(FieldProblem("reference", shortened(unknown), allowed))
    return tuple(name for name in REFERENCES if name in wanted)


def _asked(
    session: Session, principal: Principal, query: GroupSelection
) -> tuple[list[Run], list[Group]]:
    """The runs, those of hidden groups among them, and the groups that are shown."""
    runs = selected_runs(session, principal, query)
    _, groups = selected_groups(session, runs, query)
    return counted_runs(runs, groups), [group for group in groups if not group.hidden]


def _curves(
    session: Session,
    groups: Sequence[Group],
    kind: str,
    policy: str | None,
    env_step: int | None,
) -> list[GroupCurves]:
    run_ids = [run_id for group in groups for run_id in group.run_ids]
    found: dict[str, list[profiles.StoredProfile]] = {}
    for part in batches(list(dict.fromkeys(run_ids))):
        for profile in profiles.read_at(session, part, kind, policy, env_step):
            found.setdefault(profile.run_id, []).append(profile.without_episodes())
    return [
        GroupCurves(
            index_of(group),
            group.label,
            [curve for run_id in group.run_ids for curve in found.get(run_id, [])],
            group.part,
        )
        for group in groups
    ]


def _have_curves(groups: Sequence[GroupCurves]) -> list[int]:
    return [len({curve.run_id for curve in group.curves}) for group in groups]
