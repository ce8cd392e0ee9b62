"""What is wrong with a spec, by field: the field's path, the value it had, and what is allowed."""

from collections.abc import Mapping, Sized
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

LONGEST_VALUE = 120

# Steps that pydantic adds to a path, to name the branch of a union or a key; no user wrote them.
UNION_BRANCHES = frozenset(
    {"constant", "schedule", "adaptive", "name", "number", "flag", "range", "[key]"}
)


class Impossible(ValueError):
    """Two parts of a spec that cannot be together, told at one field."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{field} = {shortened(value)} is impossible. Allowed: {allowed}")
        self.field = field
        self.value = value
        self.allowed = allowed


@dataclass(frozen=True)
class FieldProblem:
    """One refused value.

    Attributes:
        field: Dotted path in the spec, for example `rollout.length`.
        value: What was given, shortened for display.
        message: Why it is refused and what is allowed.
    """

    field: str
    value: str
    message: str


class SpecRefused(ValueError):
    """A spec that is not a run. Nothing was changed.

    Attributes:
        problems: Every refused value, in the order of the spec's fields.
    """

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.message} (got {p.value})" for p in problems))
        self.problems = problems


def plain_word(value: object) -> str | None:
    """What people read for a value that a spec's file writes as null, true or false; else None."""
    if value is None:
        return "not set"
    return ("on" if value else "off") if isinstance(value, bool) else None


def shortened(value: object) -> str:
    """`value` as text, cut so that a message stays readable whatever was sent."""
    return cut(repr(value))


def cut(text: str) -> str:
    """`text` without what goes beyond a line or two of a message."""
    return (
        text
        if len(text) <= LONGEST_VALUE
        else f"{text[:LONGEST_VALUE]}... ({len(text):,} characters)"
    )


def field_problems(error: ValidationError, prefix: str = "") -> tuple[FieldProblem, ...]:
    """Every problem in a pydantic error, with paths as a user writes them."""
    return tuple(_problem(details, prefix) for details in error.errors(include_url=False))


def _problem(details: ErrorDetails, prefix: str) -> FieldProblem:
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, Impossible):
        return FieldProblem(
            prefix + cause.field, shortened(cause.value), f"allowed: {cause.allowed}"
        )
    path = prefix + ".".join(str(part) for part in details["loc"] if part not in UNION_BRANCHES)
    return FieldProblem(
        path.rstrip(".") or "spec", shortened(details["input"]), plain_message(details)
    )


# What is allowed where pydantic refuses, by its kind of error, with the limits that it names.
ALLOWED: Mapping[str, str] = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number of fewer digits",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "fields and their values",
    "model_type": "fields and their values",
    "model_attributes_type": "fields and their values",
    "literal_error": "{expected}",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "string_pattern_mismatch": "a text of the form {pattern}",
    **dict.fromkeys(
        (
            "datetime_type",
            "datetime_parsing",
            "datetime_from_date_parsing",
            "datetime_object_invalid",
            "timezone_aware",
        ),
        "a time with its timezone, such as 2027-01-31T12:00:00Z",
    ),
}


def plain_message(details: Mapping[str, Any]) -> str:
    """Why pydantic refuses a value, as one reads it behind the field's name."""
    kind, limits = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return "unknown field"
    if kind == "missing":
        return "needed, and not given"
    if kind in ALLOWED:
        return f"allowed: {ALLOWED[kind].format_map(limits)}"
    if kind.endswith(("too_long", "too_short")):
        return _length_message(kind, details["input"], limits)
    message = str(details["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _length_message(kind: str, value: object, limits: Mapping[str, Any]) -> str:
    bound, limit = (
        ("most", limits["max_length"])
        if kind.endswith("too_long")
        else ("least", limits["min_length"])
    )
    # Behind a validator of ours pydantic no longer knows that it measures a text.
    noun = "character" if isinstance(value, str) else "item"
    nouns = noun if limit == 1 else f"{noun}s"
    is_measured = "actual_length" in limits
    length = limits["actual_length"] if is_measured else len(cast("Sized", value))
    return f"allowed: at {bound} {limit:,} {nouns}, not {length:,}"
