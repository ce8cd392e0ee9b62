"""The list of runs: filters, orders, and pages that stay put while new runs arrive."""

import base64
import binascii
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, String, and_, cast, func, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.db import listed_runs
from backend.db.errors import BadCursor
from backend.db.listed_runs import LISTED, ListedRun
from backend.db.tables import Run

SortKey = Literal[
    "created_at", "name", "status", "environment", "version", "seed", "real_return", "env_steps"
]
SORT_KEYS: tuple[SortKey, ...] = get_args(SortKey)


@dataclass(frozen=True)
class RunFilter:
    """Which runs a list shows; None and empty filter nothing."""

    experiment_id: str | None = None
    statuses: Sequence[str] = ()
    environment: str | None = None
    version: str | None = None
    tag: str | None = None
    text: str | None = None
    ids: Sequence[str] = ()
    condition: ColumnElement[bool] | None = None


@dataclass(frozen=True)
class RunPage:
    """A page of the list.

    Attributes:
        runs: Its runs, in order.
        next_cursor: Where the next page begins; None after the last.
        total: Runs on all pages.
    """

    runs: Sequence[ListedRun]
    next_cursor: str | None
    total: int


@dataclass(frozen=True)
class Order:
    """How a list is sorted. Runs without a value come last either way; the id breaks ties."""

    key: SortKey = "created_at"
    is_descending: bool = True


def list_runs(
    session: Session, wanted: RunFilter, order: Order, cursor: str | None, limit: int
) -> RunPage:
    """One page of the runs that are not deleted and pass the filter.

    Raises:
        BadCursor: When the cursor was not given out for this order.
    """
    conditions = _conditions(wanted)
    counting = select(func.count()).select_from(Run).where(*conditions)
    column: InstrumentedAttribute[Any] = getattr(Run, order.key)
    if cursor is not None:
        conditions.append(_after(column, order, *_read_cursor(cursor, order)))
    direction = column.desc() if order.is_descending else column.asc()
    tie = Run.id.desc() if order.is_descending else Run.id.asc()
    chosen = LISTED.where(*conditions).order_by(direction.nulls_last(), tie)
    runs = listed_runs.read(session, chosen.limit(limit + 1))
    has_more = len(runs) > limit
    shown = runs[:limit]
    is_all = cursor is None and not has_more
    total = len(shown) if is_all else session.scalar(counting) or 0
    return RunPage(shown, _write_cursor(shown[-1], order) if has_more else None, total)


def _conditions(wanted: RunFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Run.deleted_at.is_(None)]
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
        conditions.append(or_(*(_contains(_tags(), f'"{each}"') for each in _in_json(wanted.tag))))
    if wanted.text:
        places = [_contains(column, wanted.text) for column in (Run.name, Run.environment, Run.id)]
        places += [_contains(_tags(), each) for each in _in_json(wanted.text)]
        conditions.append(or_(*places))
    return conditions


def _tags() -> ColumnElement[str]:
    """The tags as their JSON text, in which each stands in quotes."""
    return cast(Run.tags, String)


def _in_json(text: str) -> set[str]:
    """How a text stands inside JSON: SQLite's is written with escapes, PostgreSQL's without."""
    return {json.dumps(text, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}


def _contains(column: Any, text: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column or an expression
    """Whether a column holds the text, whatever the case; `%` and `_` mean themselves."""
    found: ColumnElement[bool] = func.lower(column).contains(text.lower(), autoescape=True)
    return found


def _after(
    column: InstrumentedAttribute[Any],
    order: Order,
    value: Any,  # noqa: ANN401 - of the column's type
    run_id: str,
) -> ColumnElement[bool]:
    later_id = Run.id < run_id if order.is_descending else Run.id > run_id
    if value is None:
        return and_(column.is_(null()), later_id)
    later = column < value if order.is_descending else column > value
    return or_(later, and_(column == value, later_id), column.is_(null()))


def _write_cursor(run: ListedRun, order: Order) -> str:
    value = getattr(run, order.key)
    stored = value.isoformat() if isinstance(value, datetime) else value
    text = json.dumps([order.key, stored, run.id])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, order: Order) -> tuple[Any, str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key, value, run_id = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        if key != order.key:
            raise BadCursor("this cursor belongs to another order")
        return _place(order.key, value), _text(run_id)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise BadCursor("this cursor was not given out by a list of runs") from error


def _place(key: SortKey, value: object) -> datetime | float | str | None:
    """A cursor's value as its column holds it: databases choke on what is none of theirs."""
    if key == "created_at":
        at = datetime.fromisoformat(_text(value))
        if at.tzinfo is None:
            raise BadCursor("a time without a timezone")
        return at.astimezone(UTC)
    if key in {"seed", "env_steps"}:
        if type(value) is not int or abs(value) >= 2**63:
            raise BadCursor("not a whole number")
        return value
    if key == "real_return":
        if value is not None and (type(value) is not float or not math.isfinite(value)):
            raise BadCursor("not a return")
        return value
    return _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise BadCursor("not a text")
    value.encode()
    return value
