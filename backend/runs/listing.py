"""Lists of runs: which match, in which order, and what a filter may say."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from backend.authorisation import Principal, ShareViewer, readable_run_ids
from backend.db import run_list
from backend.errors import RequestRefused
from backend.groups.selected_runs import listed
from backend.run_filter.conditions import condition
from backend.run_filter.fields import FilterField, fields, named, shown_values
from backend.run_filter.parse import FilterRefused
from backend.run_filter.suggest import suggestions
from backend.runs.filter_schemas import (
    FilterCheck,
    FilterProblem,
    FilterQuery,
    FilterSuggestion,
    RunField,
    RunFields,
)
from backend.runs.list_schemas import MatchedRun, MatchedRuns, MatchQuery, RunPage, RunQuery
from backend.runs.run_view import listed_together
from backend.runs.seen_by import seen_by
from backend.spec.problems import FieldProblem, shortened

STATUSES = ("queued", "running", "succeeded", "failed", "cancelled")
# As many as a change of several runs may name.
MOST_MATCHED = 10_000


def page(session: Session, principal: Principal, wanted: RunQuery) -> RunPage:
    """Some of the runs that match. A share viewer's list holds the shared runs alone.

    Raises:
        RequestRefused: For a status that there is none of, or a text that is no filter.
        BadCursor: For a cursor that no list gave out.
    """
    only = visible_ids(session, principal, wanted)
    if only is None:
        return RunPage(items=[], values=[], columns=[], next_cursor=None, total=0)
    columns = [_field("columns", name) for name in listed(wanted.columns)]
    found = run_list.list_runs(
        session,
        run_filter(wanted, only),
        _order(wanted.sort),
        [column for field in columns for column in field.columns.values()],
        run_list.Place(wanted.cursor, wanted.limit),
    )
    return RunPage(
        items=[seen_by(principal, run) for run in listed_together(found.runs)],
        columns=[RunField.model_validate(field) for field in columns],
        values=[shown_values(columns, row) for row in found.values],
        next_cursor=found.next_cursor,
        total=found.total,
    )


def matching(session: Session, principal: Principal, wanted: MatchQuery) -> MatchedRuns:
    """All runs that match, in order, with what has to be known to change them together.

    Raises:
        RequestRefused: As for a page of them.
    """
    only = visible_ids(session, principal, wanted)
    if only is None:
        return MatchedRuns(items=[], total=0)
    matched, total = run_list.matching(
        session, run_filter(wanted, only), _order(wanted.sort), MOST_MATCHED
    )
    return MatchedRuns(items=[MatchedRun.model_validate(each) for each in matched], total=total)


def visible_ids(session: Session, principal: Principal, wanted: MatchQuery) -> Sequence[str] | None:
    """The ids that a list is narrowed to; empty for all of them, None where it holds none."""
    ids = listed(wanted.ids)
    if isinstance(principal, ShareViewer):
        visible = readable_run_ids(session, principal)
        ids = [each for each in visible if wanted.ids is None or each in ids]
        return ids or None
    return ids


def run_filter(wanted: MatchQuery, ids: Sequence[str]) -> run_list.RunFilter:
    """What is asked, as the store understands it.

    Raises:
        RequestRefused: For a status that there is none of, or a text that is no filter.
    """
    return run_list.RunFilter(
        experiment_id=wanted.experiment,
        statuses=_statuses(wanted.status),
        environment=wanted.environment,
        version=wanted.version,
        tag=wanted.tag,
        text=wanted.q,
        ids=ids,
        condition=_condition(wanted.filter),
    )


def field_list() -> RunFields:
    """What lists of runs may show, be sorted by and be filtered by."""
    return RunFields(items=[RunField.model_validate(each) for each in fields().values()])


def filter_check(asked: FilterQuery) -> FilterCheck:
    """Whether a text is a filter, and what may be typed next in it."""
    problem = None
    try:
        if asked.text.strip():
            condition(asked.text)
    except FilterRefused as refused:
        problem = FilterProblem.model_validate(refused)
    cursor = len(asked.text) if asked.cursor is None else asked.cursor
    offered = suggestions(asked.text, cursor)
    return FilterCheck(
        problem=problem, suggestions=[FilterSuggestion.model_validate(each) for each in offered]
    )


def _statuses(text: str | None) -> list[str]:
    statuses = listed(text)
    for status in statuses:
        if status not in STATUSES:
            allowed = f"allowed: {', '.join(STATUSES)}"
            raise RequestRefused(FieldProblem("status", shortened(status), allowed))
    return statuses


def _condition(text: str | None) -> ColumnElement[bool] | None:
    if not (text or "").strip():
        return None
    try:
        return condition(text or "")
    except FilterRefused as refused:
        message = f"at character {refused.start + 1}: {refused.message}"
        raise RequestRefused(FieldProblem("filter", shortened(text), message)) from None


def _order(sort: str) -> run_list.Order:
    name = sort.removeprefix("-")
    field = _field("sort", name)
    kind, column = next(iter(field.columns.items()))
    if kind == "tags":
        raise RequestRefused(FieldProblem("sort", shortened(name), "tags have no order"))
    return run_list.Order(name, column, kind, is_descending=sort.startswith("-"))


def _field(asked_in: str, name: str) -> FilterField:
    field = named(name)
    if field is None:
        allowed = "a field that GET /runs/fields lists, or error(h) with h from 1 to 100"
        raise RequestRefused(FieldProblem(asked_in, shortened(name), allowed))
    return field
