"""What a list of runs is asked, as the store understands it."""

from collections.abc import Sequence
from typing import get_args

from backend.db import run_list
from backend.errors import RequestRefused
from backend.run_filter.conditions import asked_condition
from backend.run_filter.fields import ERROR_NAMES, named
from backend.run_filter.filter_field import FilterField
from backend.run_filter.parse import names_in
from backend.runs.group_fields import group_fields
from backend.runs.list_schemas import MatchQuery, RunQuery
from backend.runs.schemas import RunStatus
from backend.schemas import listed
from backend.spec.problems import FieldProblem, shortened

STATUSES = get_args(RunStatus)


def refuse_unreadable_query(wanted: RunQuery) -> None:
    """See whether a list can be asked this.

    Raises:
        RequestRefused: For what it refuses.
    """
    run_filter(wanted, ())
    order(wanted.sort)
    for name in listed(wanted.columns):
        field("columns", name)
    if wanted.group_by:
        group_fields(wanted.group_by)


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
        condition=asked_condition(wanted.filter),
        shows_archived=wanted.archived or "archived" in names_in(wanted.filter or ""),
    )


def _statuses(text: str | None) -> list[str]:
    statuses = listed(text)
    for status in statuses:
        if status not in STATUSES:
            allowed = f"allowed: {', '.join(STATUSES)}"
            raise RequestRefused(FieldProblem("status", shortened(status), allowed))
    return statuses


def order(sort: str) -> run_list.Order:
    """The order that a list is asked for.

    Raises:
        RequestRefused: For a field that there is none of, or that has no order.
    """
    name = sort.removeprefix("-")
    by = field("sort", name)
    kind, column = next(iter(by.columns.items()))
    if kind == "tags":
        raise RequestRefused(FieldProblem("sort", shortened(name), "tags have no order"))
    return run_list.Order(name, column, kind, is_descending=sort.startswith("-"))


def field(asked_in: str, name: str) -> FilterField:
    """The field that a list is asked for.

    Raises:
        RequestRefused: When there is none of that name.
    """
    known = named(name)
    if known is None:
        allowed = f"a field that GET /runs/fields lists, or {ERROR_NAMES}"
        raise RequestRefused(FieldProblem(asked_in, shortened(name), allowed))
    return known
