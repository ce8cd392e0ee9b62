"""What may be typed next in a filter."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from lark import Token
from lark.exceptions import UnexpectedInput

from backend.run_filter.fields import ERROR, ERROR_SAYS, fields
from backend.run_filter.filter_field import FilterField
from backend.run_filter.parse import MOST_CHARACTERS, grammar
from backend.run_filter.recent_means import SAYS, named_mean
from backend.spec.series import SERIES

MOST = 12
SIGNS = ("==", "!=", "<", "<=", ">", ">=")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
UNFINISHED = re.compile(r"(\"[^\"]*|'[^']*|[A-Za-z_][\w./]*)$")


class Suggestion(NamedTuple):
    """Text that may stand from a place up to the cursor, and what it means."""

    text: str
    says: str
    start: int


def suggestions(text: str, cursor: int) -> list[Suggestion]:
    """Up to a dozen continuations of what stands before the cursor; none where it is no filter."""
    before = text[: min(cursor, MOST_CHARACTERS)]
    begun = UNFINISHED.search(QUOTED.sub(lambda quoted: " " * len(quoted[0]), before))
    start = begun.start() if begun else len(before)
    try:
        machine = grammar().parse_interactive(before[:start])
        words = list(machine.exhaust_lexer())
    except UnexpectedInput:
        return []
    typed = before[start:].strip("\"'").lower()
    accepted: set[str] = cast("Any", machine).accepts()
    offered = _offered(accepted, words)
    fitting = [(word, says) for word, says in offered if typed in word.strip('"').lower()]
    fitting.sort(key=lambda each: not each[0].strip('"').lower().startswith(typed))
    return [Suggestion(word, says, start) for word, says in fitting[:MOST]]


def _offered(accepted: set[str], words: list[Token]) -> Iterator[tuple[str, str]]:
    field = _field_before(words)
    if "TEXT" in accepted and field is not None:
        yield from ((json.dumps(each, ensure_ascii=False), "") for each in field.choices)
        if "truth" in field.columns:
            yield from (("true", ""), ("false", ""))
        yield "null", "where it has none"
    if "COMPARES" in accepted and field is not None:
        yield from _signs(field)
    elif "IN" in accepted:
        yield from (("in", "is part of"), ("not in", "is no part of"))
    if "AND" in accepted:
        yield from (("and", "both"), ("or", "either"))
    if "NAME" in accepted and words and words[-1].type == "IN":
        yield from ((each.name, each.says) for each in fields().values() if _holds_text(each))
    elif "NAME" in accepted:
        yield from ((each.name, each.says) for each in fields().values())
        yield f"{ERROR}(10)", ERROR_SAYS
        yield from ((f"{key}.mean_last(10)", SAYS) for key in SERIES)
        yield "not", "what does not"


def _signs(field: FilterField) -> Iterator[tuple[str, str]]:
    signs = SIGNS if {"number", "time"} & set(field.columns) else SIGNS[:2]
    yield from ((sign, "") for sign in signs)
    if _holds_text(field):
        yield "contains", "has it in it"
    yield "in", "one of several, in brackets"


def _field_before(words: list[Token]) -> FilterField | None:
    names = [word for word in words if word.type in {"NAME", "SERIES"}]
    if names and names[-1].type == "SERIES":
        return named_mean(f"{names[-1]}(1)")
    return fields().get(names[-1]) if names else None


def _holds_text(field: FilterField) -> bool:
    return bool({"tags", "text"} & set(field.columns))
