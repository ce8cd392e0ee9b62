"""A filter as a condition of the query. A comparison of what a run does not have is false."""

from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, NamedTuple

from lark import Token, Transformer, v_args
from lark.exceptions import VisitError
from sqlalchemy import ColumnElement, and_, false, func, not_, or_

from backend.db.column_kinds import Kind
from backend.db.run_list import contains, has_tag
from backend.errors import RequestRefused
from backend.run_filter.fields import ERROR, error_at, fields
from backend.run_filter.filter_field import FilterField
from backend.run_filter.parse import FilterRefused, parse
from backend.run_filter.recent_means import MOST_LAST, named_mean
from backend.spec.measures import ERRORS_KEPT
from backend.spec.problems import FieldProblem, shortened

Condition = ColumnElement[bool]
# A number that fits the columns of every database.
LARGEST = 1e300
ORDERED = {"number", "time"}
KIND_WORDS: dict[Kind, str] = {
    "number": "a number",
    "text": "a text in quotes",
    "truth": "true or false",
    "time": 'a time such as "2027-01-31"',
    "tags": 'a list: write "tag" in tags',
}


class _Value(NamedTuple):
    """A literal, and where it stands."""

    kind: Kind | None
    value: Any
    token: Token


class _Field(NamedTuple):
    field: FilterField
    token: Token


def condition(text: str) -> Condition:
    """What a run must be to pass the filter.

    Raises:
        FilterRefused: For a text that is no filter, with the place of its first fault.
    """
    try:
        built: Condition = _Conditions().transform(parse(text))
    except VisitError as error:
        raise error.orig_exc from None
    return built


def asked_condition(text: str | None) -> Condition | None:
    """The same of a request's filter; None where nothing is asked.

    Raises:
        RequestRefused: For a text that is no filter, with the place of its first fault.
    """
    if not (text or "").strip():
        return None
    try:
        return condition(text or "")
    except FilterRefused as refused:
        message = f"at character {refused.start + 1}: {refused.message}"
        raise RequestRefused(FieldProblem("filter", shortened(text), message)) from None


@v_args(inline=True)
class _Conditions(Transformer[Token, Any]):
    """Makes each rule of the grammar a condition."""

    def start(self, inner: Condition) -> Condition:
        return inner

    def any_of(self, *parts: Condition) -> Condition:
        return or_(*parts)

    def all_of(self, *parts: Condition) -> Condition:
        return and_(*parts)

    def negated(self, *parts: Condition) -> Condition:
        return not_(parts[-1])

    def compared(self, left: _Field, sign: Token, right: _Value) -> Condition:
        return _compared(left, sign, right)

    def among(self, left: _Field, _in: Token, *values: _Value) -> Condition:
        return _among(left, values)

    def not_among(self, left: _Field, _not: Token, _in: Token, *values: _Value) -> Condition:
        return not_(_among(left, values))

    def contains(self, left: _Field, _contains: Token, value: _Value) -> Condition:
        return _holds(left, value)

    def holds(self, value: _Value, _in: Token, right: _Field) -> Condition:
        return _holds(right, value)

    def holds_not(self, value: _Value, _not: Token, _in: Token, right: _Field) -> Condition:
        return not_(_holds(right, value))

    def field(self, name: Token, horizon: Token | None = None) -> _Field:
        return _Field(_named(name, horizon), name)

    def literal(self, token: Token) -> _Value:
        return _value(token)


def _named(name: Token, horizon: Token | None) -> FilterField:
    if name.type == "SERIES":
        return _mean_last(name, horizon)
    if name == ERROR:
        if horizon is None:
            raise _refused(f"say after how many steps, such as {ERROR}(10)", name)
        if not 1 <= int(horizon) <= ERRORS_KEPT:
            raise _refused(f"a horizon from 1 to {ERRORS_KEPT}", horizon)
        return error_at(int(horizon))
    known = fields()
    if name in known:
        if horizon is not None:
            raise _refused(f"only {ERROR} has a horizon in parentheses", horizon)
        return known[name]
    close = get_close_matches(name, [*known, ERROR], n=3)
    endings = [each for each in known if each.endswith(f".{name}")]
    meant = list(dict.fromkeys(endings + close))[:3]
    raise _refused(
        f"there is no field {name}" + (f"; there is {' or '.join(meant)}" if meant else ""), name
    )


def _mean_last(name: Token, count: Token | None) -> FilterField:
    found = named_mean(f"{name}({count})")
    if found is None:
        known = named_mean(f"{name}(1)")
        if known is not None:
            raise _refused(f"a number of values from 1 to {MOST_LAST}", count or name)
        raise _refused(f"there is no series {name.rpartition('.')[0]}", name)
    return found


def _value(token: Token) -> _Value:
    if token.type in {"NUMBER", "HORIZON"}:
        number = float(token)
        if abs(number) > LARGEST:
            raise _refused(f"a number of at most {LARGEST:g}", token)
        return _Value("number", number, token)
    if token.type == "TEXT":
        return _Value("text", str(token[1:-1]), token)
    if token.type == "NULL":
        return _Value(None, None, token)
    return _Value("truth", token.type == "TRUE", token)


def _compared(left: _Field, sign: Token, right: _Value) -> Condition:
    if sign in {"==", "!="}:
        same = _equals(left, right)
        return same if sign == "==" else not_(same)
    kind, value = _fitting(left, right)
    if kind not in ORDERED:
        raise _refused(f"{left.field.name} has no order; use == or !=", sign)
    column = left.field.columns[kind]
    ways = {"<": column < value, "<=": column <= value, ">": column > value, ">=": column >= value}
    return _decided(ways[str(sign)])


def _equals(left: _Field, right: _Value) -> Condition:
    if right.kind is None:
        return and_(*(column.is_(None) for column in left.field.columns.values()))
    kind, value = _fitting(left, right)
    if kind == "tags":
        raise _refused(f"{left.field.name} are {KIND_WORDS['tags']}", right.token)
    return _decided(left.field.columns[kind] == value)


def _among(left: _Field, values: Sequence[_Value]) -> Condition:
    return or_(false(), *(_equals(left, value) for value in values))


def _holds(right: _Field, value: _Value) -> Condition:
    columns = right.field.columns
    if value.kind != "text":
        raise _refused("a text in quotes", value.token)
    if "tags" in columns:
        return has_tag(value.value)
    if "text" in columns:
        return _decided(contains(columns["text"], value.value))
    raise _refused(f"{right.field.name} holds no text", right.token)


def _decided(undecided: Condition) -> Condition:
    """False where the database would say that it does not know."""
    return func.coalesce(undecided, false())


def _fitting(left: _Field, right: _Value) -> tuple[Kind, Any]:
    """The kind of the field that a value is compared with, and the value as that kind."""
    field, kind = left.field, right.kind
    if "time" in field.columns and kind == "text":
        return "time", _moment(right)
    if kind is None or kind not in field.columns:
        allowed = " or ".join(KIND_WORDS[each] for each in field.columns)
        raise _refused(f"{field.name} is {allowed}, not {right.token}", right.token)
    if kind == "text" and field.choices and not field.is_open and right.value not in field.choices:
        raise _refused(f"{field.name} is one of {', '.join(field.choices)}", right.token)
    return kind, right.value


def _moment(right: _Value) -> datetime:
    try:
        read = datetime.fromisoformat(right.value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _refused(KIND_WORDS["time"], right.token) from None


def _refused(message: str, token: Token) -> FilterRefused:
    return FilterRefused(message, token.start_pos or 0, token.end_pos or 0)
