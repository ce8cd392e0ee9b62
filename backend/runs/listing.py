"""Lists of runs: which match, in which order, and what a filter may say."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import Response
from sqlalchemy import and_
from sqlalchemy.orm import Session

from backend.authorisation import Principal, ShareViewer, readable_run_ids
from backend.db import run_list
from backend.errors import RequestRefused
from backend.run_filter.conditions import condition
from backend.run_filter.fields import fields, named, shown_values
from backend.run_filter.filter_field import FilterField
from backend.run_filter.look_ups import parameters
from backend.run_filter.parse import FilterRefused, names_in
from backend.run_filter.suggest import suggestions
from backend.runs.filter_schemas import (
    FilterCheck,
    FilterProblem,
    FilterQuery,
    FilterSuggestion,
    RunField,
    RunFields,
)
from backend.runs.group_fields import group_fields
from backend.runs.group_schemas import RunGroups, RunGroupsQuery
from backend.runs.list_query import field, order, run_filter
from backend.runs.list_schemas import (
    GroupedQuery,
    MatchedRun,
    MatchedRuns,
    MatchQuery,
    RunPage,
    RunQuery,
    RunTable,
    RunTableQuery,
)
from backend.runs.run_groups import in_group, run_groups
from backend.runs.run_table import as_table, table_fields, table_rows
from backend.runs.run_view import listed_together
from backend.runs.seen_by import seen_by
from backend.schemas import MOST_CHOSEN, listed
from backend.spec.problems import FieldProblem
from backend.table_files import QUOTED, table_file


def page(session: Session, principal: Principal, wanted: RunQuery) -> RunPage:
    """Some of the runs that match. A share viewer's list holds the shared runs alone.

    Raises:
        RequestRefused: For a status that there is none of, or a text that is no filter.
        BadCursor: For a cursor that no list gave out.
    """
    narrowed = _narrowed(session, principal, wanted)
    if narrowed is None:
        return RunPage(items=[], values=[], columns=[], next_cursor=None, total=0)
    columns = _columns(wanted.columns)
    found = run_list.list_runs(
        session,
        narrowed,
        order(wanted.sort),
        [column for each in columns for column in each.columns.values()],
        run_list.Place(wanted.cursor, wanted.limit),
    )
    return RunPage(
        items=[seen_by(principal, run) for run in listed_together(found.runs)],
        columns=[RunField.model_validate(each) for each in columns],
        values=[shown_values(columns, row) for row in found.values],
        next_cursor=found.next_cursor,
        total=found.total,
    )


def matching(session: Session, principal: Principal, wanted: GroupedQuery) -> MatchedRuns:
    """All runs that match, in order, with what has to be known to change them together.

    Raises:
        RequestRefused: As for a page of them.
    """
    narrowed = _narrowed(session, principal, wanted)
    if narrowed is None:
        return MatchedRuns(items=[], total=0)
    matched, total = run_list.matching(session, narrowed, order(wanted.sort), MOST_CHOSEN)
    return MatchedRuns(items=[MatchedRun.model_validate(each) for each in matched], total=total)


def table(session: Session, principal: Principal, wanted: RunTableQuery) -> RunTable | Response:
    """All runs that match as a table, in order of their ids.

    Raises:
        RequestRefused: As for a page of them.
    """
    columns = table_fields(_columns(wanted.columns))
    narrowed = _narrowed(session, principal, wanted)
    rows = [] if narrowed is None else table_rows(session, narrowed, columns)
    if wanted.format != "json":
        return table_file("runs", as_table(columns, rows), wanted.format, QUOTED)
    return RunTable(columns=[RunField.model_validate(each) for each in columns], rows=rows)


def groups(session: Session, principal: Principal, wanted: RunGroupsQuery) -> RunGroups:
    """The groups of all runs that match.

    Raises:
        RequestRefused: As for a page of them, and for what they cannot be grouped by.
    """
    by, columns = group_fields(wanted.group_by), _columns(wanted.columns)
    only = visible_ids(session, principal, wanted)
    if only is None:
        return RunGroups(group_by=[], columns=[], items=[], total=0, runs=0)
    return run_groups(session, _whole(session, wanted, only), by, order(wanted.sort), columns)


def _columns(text: str | None) -> list[FilterField]:
    return [field("columns", name) for name in listed(text)]


def _whole(session: Session, wanted: MatchQuery, only: Sequence[str]) -> run_list.RunFilter:
    """What is asked, with what its fields look up."""
    asked = wanted.model_dump(include={"columns", "group_by"})
    names = [*names_in(wanted.filter or ""), wanted.sort.removeprefix("-")]
    names += [name for text in asked.values() for name in listed(text)]
    fields_of = [known for name in names if (known := named(name)) is not None]
    looked_up = parameters(session, fields_of)
    return replace(run_filter(wanted, only), parameters=looked_up)


def _narrowed(
    session: Session, principal: Principal, wanted: GroupedQuery
) -> run_list.RunFilter | None:
    """What the asker may see of the runs that match, or of one of their groups; None for nothing.

    Raises:
        RequestRefused: For a group of which it is not said by what it is one.
    """
    if wanted.group is not None and wanted.group_by is None:
        allowed = "needed where group is given"
        raise RequestRefused(FieldProblem("group_by", "nothing", allowed))
    only = visible_ids(session, principal, wanted)
    if only is None:
        return None
    whole = _whole(session, wanted, only)
    if wanted.group is None:
        return whole
    inner = in_group(session, whole, group_fields(wanted.group_by or ""), wanted.group)
    if inner is None:
        return None
    both = inner if whole.condition is None else and_(whole.condition, inner)
    return replace(whole, condition=both)


def visible_ids(session: Session, principal: Principal, wanted: MatchQuery) -> Sequence[str] | None:
    """The ids that a list is narrowed to; empty for all of them, None where it holds none."""
    ids = listed(wanted.ids)
    if isinstance(principal, ShareViewer):
        visible = readable_run_ids(session, principal)
        ids = [each for each in visible if wanted.ids is None or each in ids]
        return ids or None
    return ids


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
