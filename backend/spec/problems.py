"""What is wrong with a spec, by field: the field's path, the value it had, and what is allowed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

SHOWN = 120

# Steps that pydantic adds to a path to name the branch of a union; no user wrote them.
UNION_BRANCHES = frozenset({"constant", "schedule", "adaptive", "name", "number"})


class Impossible(ValueError):
    """Two parts of a spec that cannot be together, told at one field."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{field} = {shown(value)} is impossible. Allowed: {allowed}")
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


def shown(value: object) -> str:
    """`value` as text, cut so that a message stays readable whatever was sent."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text):,} characters)"


def field_problems(error: ValidationError, prefix: str = "") -> tuple[FieldProblem, ...]:
    """Every problem in a pydantic error, with paths as a user writes them."""
    return tuple(_problem(details, prefix) for details in error.errors(include_url=False))


def _problem(details: ErrorDetails, prefix: str) -> FieldProblem:
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, Impossible):
        return FieldProblem(prefix + cause.field, shown(cause.value), f"allowed: {cause.allowed}")
    path = prefix + ".".join(str(part) for part in details["loc"] if part not in UNION_BRANCHES)
    return FieldProblem(path.rstrip(".") or "spec", shown(details["input"]), plain_message(details))


def plain_message(details: Mapping[str, Any]) -> str:
    """Why pydantic refuses a value, as one reads it behind the field's name."""
    kind, limits = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return "unknown field"
    # Behind a validator of ours pydantic no longer knows that it measures a text.
    if isinstance(details["input"], str) and kind in ("too_long", "too_short"):
        bound, limit = (
            ("most", limits["max_length"])
            if kind == "too_long"
            else ("least", limits["min_length"])
        )
        noun = "character" if limit == 1 else "characters"
        return f"at {bound} {limit:,} {noun}, not {limits['actual_length']:,}"
    message = str(details["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
