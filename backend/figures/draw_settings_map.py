"""From a request to the map of a result over two settings."""

import math
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.db.tables import Run
from backend.errors import RequestRefused
from backend.figures.answer import Nothing, answer
from backend.figures.asked_fields import asked_field, asked_number, shown_value, title_of
from backend.figures.map_schemas import SettingsMapFigure, SettingsMapQuery
from backend.figures.settings_map import (
    BASELINE_MARK,
    MOST_VALUES,
    Asked,
    Placed,
    in_order,
    settings_map_figure,
)
from backend.groups.baselines import baseline_runs, baseline_words
from backend.groups.estimates import estimate
from backend.groups.grouping import copies_words
from backend.run_filter.fields import ERROR_UNIT, named
from backend.run_filter.filter_field import FilterField
from backend.run_filter.values import numbers_of, values_of
from backend.selection.selected_runs import candidates, counted_runs, selected_runs, shown_groups
from backend.spec.problems import FieldProblem, shortened
from backend.statistics.location import median
from backend.verdict.figures import counted

# What a run has none of after an evaluation only where it diverged.
RETURN = "real_return"
NO_TWO = "These runs differ in fewer than two settings: choose what stands across and up."
NONE_HAS_ALL = "No run has a value of both fields and a finite number."


def settings_map_answer(
    session: Session, principal: Principal, query: SettingsMapQuery
) -> SettingsMapFigure:
    """Draw a number of runs by two fields.

    Raises:
        RequestRefused: When the query names no runs, too many, or a field that there is not.
        Unknown: When a run is not there, or not for the asker to see.
    """
    selected = selected_runs(session, principal, query)
    groups = shown_groups(session, selected, query)
    runs, baseline = counted_runs(selected, groups), baseline_runs(groups)
    value = asked_number("value", query.value)
    x, y = _axes(query, runs)
    placed: Mapping[str, Placed] = {}
    because = NO_TWO
    if x and y:
        placed, because = _placed(session, runs, (x, y), value, baseline), NONE_HAS_ALL
    asked = _asked(query, (x, y), value)
    if not any(math.isfinite(run.number) for run in placed.values()):
        placed = {}
    if many := _too_many([*placed.values()], asked):
        placed, because = {}, many
    figure, notes = settings_map_figure([*placed.values()], asked)
    having = [sum(run_id in placed for run_id in group.run_ids) for group in groups]
    if left := len(runs) - len(placed):
        has = "has" if left == 1 else "have"
        notes.append(f"Left out: {counted(left, 'run')} that {has} not all three.")
    notes += baseline_words(groups, f"With {BASELINE_MARK}")
    if copies := copies_words(groups):
        notes.append(copies)
    nothing = Nothing(runs, "returns", because=because)
    drawn = answer(groups, having, (figure, notes if placed else []), nothing)
    return SettingsMapFigure(**drawn.model_dump(), x=x.name if x else None, y=y.name if y else None)


def _asked(
    query: SettingsMapQuery, axes: Sequence[FilterField | None], value: FilterField
) -> Asked:
    """What is drawn; positive errors that span decades have geometric means, as elsewhere."""
    x, y = (title_of(field) if field else "" for field in axes)
    across, up = (field.name if field else "" for field in axes)
    if query.statistic == "median":
        return Asked(x, y, (across, up), title_of(value), "median", median, query.scale)
    is_log = value.unit == ERROR_UNIT
    name = "geometric mean" if is_log else "mean"
    over = partial(estimate, scale="log" if is_log else "linear")
    return Asked(x, y, (across, up), title_of(value), name, over, query.scale)


def _axes(
    query: SettingsMapQuery, runs: Sequence[Run]
) -> tuple[FilterField | None, FilterField | None]:
    """Those asked for; in place of each that is not the next setting in which the runs differ."""
    asked = [None if name is None else asked_field(at, name) for at, name in _asked_axes(query)]
    taken = {field.name for field in asked if field}
    known = (named(path) for path in candidates(runs) if path not in taken)
    spare = iter([field for field in known if field])
    x, y = (field or next(spare, None) for field in asked)
    return x, y


def _asked_axes(query: SettingsMapQuery) -> list[tuple[str, str | None]]:
    if query.x is not None and query.x == query.y:
        allowed = "another field than the one across"
        raise RequestRefused(FieldProblem("y", shortened(query.y), allowed))
    return [("x", query.x), ("y", query.y)]


def _placed(
    session: Session,
    runs: Sequence[Run],
    axes: tuple[FilterField, FilterField],
    value: FilterField,
    baseline: Collection[str],
) -> Mapping[str, Placed]:
    """The runs that have both and a number, or diverged and count as the lowest."""
    ids = [run.id for run in runs]
    places, numbers = values_of(session, ids, axes), numbers_of(session, ids, [value])
    found = {}
    for run in runs:
        x, y = (
            shown_value(run, field, each) for field, each in zip(axes, places[run.id], strict=True)
        )
        number = numbers[run.id][0]
        is_known = math.isfinite(number) or (value.name == RETURN and _was_evaluated(run))
        if x is not None and y is not None and is_known:
            number = number if math.isfinite(number) else math.nan
            found[run.id] = Placed(x, y, number, run.id in baseline)
    return found


def _was_evaluated(run: Run) -> bool:
    """Whether a run that has no finite return diverged or failed, and is not merely on its way."""
    return run.status == "failed" or bool((run.measures or {}).get("evaluations"))


def _too_many(placed: Sequence[Placed], asked: Asked) -> str:
    """Why there is no map of values that are too many; empty where there is one."""
    across, up = ([run.x for run in placed], [run.y for run in placed])
    for name, values in zip(asked.names, (across, up), strict=True):
        if (many := len(in_order(values))) > MOST_VALUES:
            return (
                f"{name} has {many} different values in these runs, and a map has room for "
                f"{MOST_VALUES}: plot two numbers against one another instead."
            )
    return ""
