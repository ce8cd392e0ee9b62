"""The text of a filter as a tree, or the place where it is none."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken
from pydantic import Field

from backend.schemas import Line

MOST_CHARACTERS = 1_000
FilterText = Annotated[Line, Field(max_length=2 * MOST_CHARACTERS)]
# A deeper tree would be one that Python and the databases refuse to walk.
MOST_PARENTHESES = 50
TOKENS = {
    "NAME": "a field",
    "SERIES": "a mean of the last values",
    "COMPARES": "one of == != < <= > >=",
    "IN": "in",
    "CONTAINS": "contains",
    "NOT": "not",
    "AND": "and",
    "OR": "or",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "COMMA": "a comma",
    "NUMBER": "a number",
    "HORIZON": "a whole number",
    "TEXT": "a text in quotes",
    "TRUE": "true",
    "FALSE": "false",
    "NULL": "null",
    "$END": "the end",
}
# What a value may begin as; said as one word where all of it is allowed.
LITERALS = {"NUMBER", "HORIZON", "TEXT", "TRUE", "FALSE", "NULL"}


class FilterRefused(Exception):
    """A text that is no filter.

    Attributes:
        message: What is wrong, as a sentence without its full stop.
        start: Character, from 0, at which it is.
        end: The first character after it.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


@cache
def grammar() -> Lark:
    """The parser, made once."""
    rules = files("backend.run_filter").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(rules, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def parse(text: str) -> Tree[Token]:
    """The tree of a filter.

    Raises:
        FilterRefused: For a text that is too long, too deep, or not of the grammar.
    """
    if len(text) > MOST_CHARACTERS:
        raise FilterRefused(f"at most {MOST_CHARACTERS:,} characters", MOST_CHARACTERS, len(text))
    try:
        words = list(grammar().lex(text))
        _refuse_depth(words)
        return grammar().parse(text)
    except UnexpectedCharacters as error:
        start = cast("int", error.pos_in_stream)
        raise FilterRefused(_unreadable(text, start), start, start + 1) from None
    except (UnexpectedEOF, UnexpectedToken) as error:
        raise _unexpected(text, error) from None


def names_in(text: str) -> set[str]:
    """The fields that a filter names; none where it is no filter."""
    try:
        words = list(grammar().lex(text))
    except UnexpectedCharacters:
        return set()
    found = {str(word) for word in words if word.type == "NAME"}
    ends = zip(words, words[2:], strict=False)
    return found | {f"{word}({n})" for word, n in ends if word.type == "SERIES"}


def expected(names: Iterable[str]) -> str:
    """The tokens that may come next, in words."""
    left = set(names)
    words = []
    if left >= LITERALS:
        words = ["a value"]
        left -= LITERALS
    words += [said for name, said in TOKENS.items() if name in left]
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def _refuse_depth(words: list[Token]) -> None:
    depth = 0
    for word in words:
        depth += {"LPAR": 1, "NOT": 1, "RPAR": -1}.get(word.type, 0)
        if depth > MOST_PARENTHESES:
            message = f"at most {MOST_PARENTHESES} parentheses and nots within one another"
            raise FilterRefused(message, word.start_pos or 0, word.end_pos or 0)


def _unexpected(text: str, error: UnexpectedEOF | UnexpectedToken) -> FilterRefused:
    names = error.accepts if isinstance(error, UnexpectedToken) else error.expected
    token = error.token if isinstance(error, UnexpectedToken) else None
    if token is None or token.type == "$END":
        return FilterRefused(f"it ends too early; expected {expected(names)}", len(text), len(text))
    start, end = token.start_pos or 0, token.end_pos or 0
    hint = ""
    if token.type == "NAME" and LITERALS & set(names):
        hint = "; a text stands in quotes"
    return FilterRefused(f"expected {expected(names)}, not {token}{hint}", start, end)


def _unreadable(text: str, start: int) -> str:
    if text[start] in "\"'":
        return "this text has no closing quote"
    if text[start] == "=":
        return "equality is written =="
    return f"nothing here can begin with {text[start]}"
