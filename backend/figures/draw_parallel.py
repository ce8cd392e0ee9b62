"""From a request to parallel coordinates of runs."""

import math
import re
from collections.abc import Sequence

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.db.tables import Run
from backend.errors import RequestRefused
from backend.figures.answer import Nothing, answer
from backend.figures.asked_fields import asked_field, asked_number, shown_value, title_of
from backend.figures.map_schemas import (
    ParallelAxis,
    ParallelFigure,
    ParallelQuery,
    ParallelStop,
)
from backend.figures.parallel import Axis, Brush, parallel_figure, shown_lines, within
from backend.figures.settings_map import words_of
from backend.groups.baselines import baseline_runs, baseline_words
from backend.groups.grouping import copies_words
from backend.run_filter.fields import Shown, named
from backend.run_filter.filter_field import FilterField
from backend.run_filter.values import values_of
from backend.schemas import listed
from backend.selection.selected_runs import candidates, counted_runs, selected_runs, shown_groups
from backend.spec.problems import FieldProblem, shortened
from backend.thinning import spread_out
from backend.verdict.figures import counted

FEWEST_AXES, MOST_AXES = 2, 12
# Without a choice: some settings that differ, then these.
USUAL_SETTINGS, USUAL_RESULTS = 4, ("error(10)", "real_return")
# Values of an axis at which a range may begin; of more, these are evenly apart in their order.
MOST_STOPS = 200
RANGE = re.compile(r"(.+):([^:]+):([^:]+)")
FORM = "NAME:LOW:HIGH with commas between, of axes that are drawn and numbers that rise"


def parallel_answer(session: Session, principal: Principal, query: ParallelQuery) -> ParallelFigure:
    """Draw runs as lines over axes of their fields.

    Raises:
        RequestRefused: When the query names no runs, too many, or fields or ranges that are none.
        Unknown: When a run is not there, or not for the asker to see.
    """
    selected = selected_runs(session, principal, query)
    groups = shown_groups(session, selected, query)
    runs = counted_runs(selected, groups)
    fields = _fields(query, runs)
    colour = None if query.colour == "" else asked_number("colour", query.colour)
    every = [*fields, *([colour] if colour else [])]
    axes = _axes(session, runs, every)
    drawn, last = (axes[:-1], axes[-1]) if colour else (axes, None)
    brushes = _brushes(query.brush, drawn)
    chosen = within(drawn, brushes, len(runs))
    against = np.isin([run.id for run in runs], baseline_runs(groups))
    lines = shown_lines(last or drawn[-1], chosen | against)
    figure = parallel_figure(
        [runs[at].name for at in lines.tolist()],
        [axis.of_runs(lines) for axis in drawn],
        None if last is None else last.of_runs(lines),
        chosen[lines],
        against[lines],
    )
    having = [len(group.run_ids) for group in groups]
    notes = [*_notes(drawn, len(runs), len(lines)), *baseline_words(groups, "Dashed")]
    if copies := copies_words(groups):
        notes.append(copies)
    told = answer(groups, having, (figure, notes), Nothing(runs, "returns"))
    return ParallelFigure(
        **told.model_dump(),
        axes=[_view(axis, brushes) for axis in drawn],
        colour=query.colour,
        chosen=int(chosen.sum()),
        chosen_ids=[runs[at].id for at in np.flatnonzero(chosen)] if brushes else [],
        of=len(runs),
        words=_words(int(chosen.sum()), len(runs), brushes),
    )


def _fields(query: ParallelQuery, runs: Sequence[Run]) -> list[FilterField]:
    asked = listed(query.fields)
    if not asked:
        known = [path for path in candidates(runs) if named(path)]
        asked = [*known[:USUAL_SETTINGS], *USUAL_RESULTS]
    if not FEWEST_AXES <= len(asked) <= MOST_AXES:
        allowed = f"{FEWEST_AXES} to {MOST_AXES} different fields, with commas between"
        raise RequestRefused(FieldProblem("fields", shortened(query.fields), allowed))
    return [asked_field("fields", name) for name in asked]


def _axes(session: Session, runs: Sequence[Run], fields: Sequence[FilterField]) -> list[Axis]:
    found = values_of(session, [run.id for run in runs], fields)
    return [
        Axis.of(field.name, title_of(field), [_told(run, field, found[run.id][at]) for run in runs])
        for at, field in enumerate(fields)
    ]


def _told(run: Run, field: FilterField, value: Shown) -> Shown:
    """What stands on an axis: of numbers the finite ones."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    return shown_value(run, field, value)


def _brushes(written: str | None, axes: Sequence[Axis]) -> list[Brush]:
    names = {axis.name for axis in axes}
    found = []
    for part in listed(written):
        match = RANGE.fullmatch(part)
        try:
            low, high = (float(match[at]) for at in (2, 3)) if match else (math.nan, math.nan)
        except ValueError:
            low = high = math.nan
        if match is None or match[1] not in names or not low <= high:
            raise RequestRefused(FieldProblem("brush", shortened(part), FORM))
        found.append(Brush(match[1], low, high))
    return found


def _notes(axes: Sequence[Axis], runs: int, lines: int) -> list[str]:
    lacking = {axis.name: sum(value is None for value in axis.values) for axis in axes}
    missing = [f"{name} ({count})" for name, count in lacking.items() if count]
    told = f"A line for each of {counted(runs, 'run')}."
    if lines < runs:
        told = (
            f"{lines:,} of {runs:,} runs have a line, evenly over what the colours tell and its "
            "ends among them; counts are over all."
        )
    if missing:
        told += f" It has a gap where a run has no finite value: {', '.join(missing)}."
    return [told]


def _words(chosen: int, of: int, brushes: Sequence[Brush]) -> str:
    if not brushes:
        return f"All {counted(of, 'run')} are shown; no range is chosen."
    where = "the range" if len(brushes) == 1 else f"all {len(brushes)} ranges"
    return f"{chosen} of {counted(of, 'run')} {'is' if chosen == 1 else 'are'} in {where}."


def _view(axis: Axis, brushes: Sequence[Brush]) -> ParallelAxis:
    known = np.unique(axis.numbers[np.isfinite(axis.numbers)])
    known = known[spread_out(len(known), MOST_STOPS)]
    brush = next((each for each in brushes if each.name == axis.name), None)
    stops = [
        ParallelStop(at=at, text=words_of(axis.words[int(at)]) if axis.words else f"{at:,.4g}")
        for at in known.tolist()
    ]
    low, high = (None, None) if brush is None else (brush.low, brush.high)
    return ParallelAxis(name=axis.name, stops=stops, low=low, high=high)
