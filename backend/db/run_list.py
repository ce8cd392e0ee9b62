"""The list of runs: filters, orders, and pages that stay put while new runs arrive."""

import base64
import binascii
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from typing import cast as cast_type

from sqlalchemy import (
    ColumnElement,
    Label,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from backend.db.column_kinds import Column, Kind
from backend.db.errors import BadCursor
from backend.db.listed_runs import IS_ARCHIVED, IS_PINNED, LISTED, ListedRun
from backend.db.tables import Run

PINNED = case((IS_PINNED, 1), else_=0)


@dataclass(frozen=True)
class RunFilter:
    """Which runs a list shows; None and empty filter nothing.

    The parameters are those of the condition, of the order and of columns that no table holds.
    """

    experiment_id: str | None = None
    statuses: Sequence[str] = ()
    environment: str | None = None
    version: str | None = None
    tag: str | None = None
    text: str | None = None
    ids: Sequence[str] = ()
    condition: ColumnElement[bool] | None = None
    shows_archived: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RunPage:
    """A page of the list.

    Attributes:
        runs: Its runs, in order.
        values: Of each run the values of the columns that were asked for.
        next_cursor: Where the next page begins; None after the last.
        total: Runs on all pages.
    """

    runs: Sequence[ListedRun]
    values: Sequence[Sequence[Any]]
    next_cursor: str | None
    total: int


@dataclass(frozen=True)
class Order:
    """How a list is sorted, pinned runs first of all.

    Runs without a value come last either way; the id breaks ties.
    """

    name: str
    column: Column
    kind: Kind
    is_descending: bool = True


@dataclass(frozen=True)
class Place:
    """Which page: after a cursor, or the first one, and how many runs it may have."""

    cursor: str | None
    limit: int


def list_runs(
    session: Session, wanted: RunFilter, order: Order, columns: Sequence[Column], place: Place
) -> RunPage:
    """One page of the runs that are not deleted and pass the filter.

    Raises:
        BadCursor: When the cursor was not given out for this order.
    """
    conditions = conditions_of(wanted)
    counting = select(func.count()).select_from(Run).where(*conditions)
    if place.cursor is not None:
        conditions.append(_after(order, _read_cursor(place.cursor, order)))
    # By names of their own: two expressions of one column would be taken for one another.
    asked: list[Label[Any]] = [
        column.label(f"asked_{at}") for at, column in enumerate((order.column, *columns))
    ]
    # Found by their ids first: the database would carry whole rows through its sorter.
    of_page = select(Run.id).where(*conditions).order_by(*_sorted(order)).limit(place.limit + 1)
    chosen = LISTED.add_columns(*asked).where(Run.id.in_(of_page.scalar_subquery()))
    rows = session.execute(chosen.order_by(*_sorted(order)), wanted.parameters).all()
    shown, has_more = rows[: place.limit], len(rows) > place.limit
    is_all = place.cursor is None and not has_more
    total = len(shown) if is_all else session.scalar(counting, wanted.parameters) or 0
    width = len(ListedRun._fields)
    runs = [ListedRun(*row[:width]) for row in shown]
    last = _write_cursor(shown[-1][width], runs[-1], order) if has_more else None
    return RunPage(runs, [row[width + 1 :] for row in shown], last, total)


class MatchedRun(NamedTuple):
    """What changing a run together with others has to know of it."""

    id: str
    status: str
    tags: list[str]
    is_archived: bool
    is_pinned: bool


def matching(
    session: Session, wanted: RunFilter, order: Order, most: int
) -> tuple[list[MatchedRun], int]:
    """The first of all runs that are not deleted and pass the filter, and how many these are."""
    conditions = conditions_of(wanted)
    query = select(Run.id, Run.status, Run.tags, IS_ARCHIVED, IS_PINNED).where(*conditions)
    rows = [
        MatchedRun(*row)
        for row in session.execute(query.order_by(*_sorted(order)).limit(most), wanted.parameters)
    ]
    if len(rows) < most:
        return rows, len(rows)
    counting = select(func.count()).select_from(Run).where(*conditions)
    return rows, session.scalar(counting, wanted.parameters) or 0


def ids_matching(session: Session, wanted: RunFilter, most: int) -> list[str]:
    """The runs that are not deleted and pass the filter, the oldest first; at most so many."""
    query = select(Run.id).where(*conditions_of(wanted)).order_by(Run.created_at, Run.id)
    return [*session.scalars(query.limit(most))]


def _sorted(order: Order) -> Sequence[ColumnElement[Any]]:
    direction = order.column.desc() if order.is_descending else order.column.asc()
    return (
        PINNED.desc(),
        direction.nulls_last(),
        Run.id.desc() if order.is_descending else Run.id.asc(),
    )


def conditions_of(wanted: RunFilter) -> list[ColumnElement[bool]]:
    """What a run must be to be in the list; deleted ones are in none."""
    conditions: list[ColumnElement[bool]] = [Run.deleted_at.is_(None)]
    # Who names runs means these, archived or not.
    if not wanted.shows_archived and not wanted.ids:
        conditions.append(Run.archived_at.is_(None))
    exact = {
        Run.experiment_id: wanted.experiment_id,
        Run.environment: wanted.environment,
        Run.version: wanted.version,
    }
    conditions += [column == value for column, value in exact.items() if value is not None]
    if wanted.statuses:
        conditions.append(Run.status.in_(wanted.statuses))
    if wanted.condition is not None:
        conditions.append(wanted.condition)
    if wanted.ids:
        conditions.append(Run.id.in_(wanted.ids))
    if wanted.tag is not None:
        conditions.append(has_tag(wanted.tag))
    if wanted.text:
        places = [contains(column, wanted.text) for column in (Run.name, Run.environment, Run.id)]
        places += [contains(_tags(), each) for each in _in_json(wanted.text)]
        conditions.append(or_(*places))
    return conditions


def has_tag(tag: str) -> ColumnElement[bool]:
    """Whether a run has the tag, whatever the case."""
    return or_(*(contains(_tags(), f'"{each}"') for each in _in_json(tag)))


def _tags() -> ColumnElement[str]:
    """The tags as their JSON text, in which each stands in quotes."""
    return cast(Run.tags, String)


def _in_json(text: str) -> set[str]:
    """How a text stands inside JSON: SQLite's is written with escapes, PostgreSQL's without."""
    return {json.dumps(text, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}


def contains(column: Column, text: str) -> ColumnElement[bool]:
    """Whether a column holds the text, whatever the case; `%` and `_` mean themselves."""
    found: ColumnElement[bool] = func.lower(column).contains(text.lower(), autoescape=True)
    return found


class _Last(NamedTuple):
    """The last run of a page, and its value of the order's column."""

    value: Any
    id: str
    is_pinned: bool


def _after(order: Order, last: _Last) -> ColumnElement[bool]:
    after = _after_value(order, last.value, last.id)
    return or_(PINNED == 0, after) if last.is_pinned else and_(PINNED == 0, after)


def _after_value(order: Order, value: Any, run_id: str) -> ColumnElement[bool]:  # noqa: ANN401 - of its kind
    column = order.column
    later_id = Run.id < run_id if order.is_descending else Run.id > run_id
    if value is None:
        return and_(column.is_(null()), later_id)
    # A bound value, for SQLAlchemy takes True and False for keywords, which have no order.
    here = literal(value, cast_type("ColumnElement[Any]", column).type)
    later = column < here if order.is_descending else column > here
    return or_(later, and_(column == here, later_id), column.is_(null()))


def _write_cursor(value: object, run: ListedRun, order: Order) -> str:
    stored = value.isoformat() if isinstance(value, datetime) else value
    text = json.dumps([order.name, stored, run.id, bool(run.is_pinned)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, order: Order) -> _Last:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, value, run_id, is_pinned = json.loads(
            base64.urlsafe_b64decode(padded.encode("ascii"))
        )
        if name != order.name:
            raise BadCursor("this cursor belongs to another order")
        at = None if value is None else _place(order.kind, value)
        return _Last(at, _text(run_id), is_pinned is True)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise BadCursor("this cursor was not given out by a list of runs") from error


def _place(kind: Kind, value: object) -> datetime | float | str:
    """A cursor's value as its column holds it: databases choke on what is none of theirs."""
    if kind == "time":
        at = datetime.fromisoformat(_text(value))
        if at.tzinfo is None:
            raise BadCursor("a time without a timezone")
        return at.astimezone(UTC)
    if kind == "number":
        if type(value) is float and not math.isnan(value):
            return value
        if type(value) is int and abs(value) < 2**63:
            return value
        raise BadCursor("not a number")
    if kind == "truth":
        return bool(value)
    return _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise BadCursor("not a text")
    value.encode()
    return value
