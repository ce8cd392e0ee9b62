"""Answers to what is to be published, and every point of lines that they thin."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

from backend.publication.addresses import FULL

# What is left out where the sum of all answers would keep its maker waiting.
LARGEST_ANSWER = 48 * 1024 * 1024
# Tables that are larger come in the smallest of their formats alone.
LARGEST_TABLE = 24 * 1024 * 1024
COMPACT = "application/vnd.apache.parquet"
ONLY_COMPACT = "Tables of more than 24 MB are here as Parquet alone."
# What a figure says of itself.
THINNED = b'"is_thinned":true'

# What a decoded JSON text can be; the API's own schemas say what it is.
Json: TypeAlias = Any


@dataclass(frozen=True)
class Asked:
    """An answer of the API.

    Attributes:
        status: HTTP's.
        type: Its media type.
        body: Its bytes.
    """

    status: int
    type: str
    body: bytes

    def json(self) -> Json:
        """What it says."""
        return json.loads(self.body)


# The API as a reader of the link is answered; the address begins after `/api/v1/`.
Ask = Callable[[str], Asked]


@dataclass(frozen=True)
class Wanted:
    """Something that is to be published.

    Attributes:
        name: Of what it answers.
        route: The route that is asked, as the API describes it.
        address: What is asked.
        section: What is loaded together with it; empty for what is loaded first.
        whole: The address of the same with every point; empty where nothing is zoomed to.
        stops: The evaluations that the answer's slider may stop at; None where it has none.
        is_table: Whether it is a file of numbers.
        instead: What is published in place of an answer; None for the answer itself.
        is_early: Whether a page asks it when it is opened.
    """

    name: str
    route: str
    address: str
    section: str
    whole: str = ""
    stops: Sequence[int] | None = None
    is_table: bool = False
    instead: bytes | None = None
    is_early: bool = False


@dataclass(frozen=True)
class Answer:
    """Something published.

    Attributes:
        name: Of what it answers.
        type: Its media type.
        body: Its bytes.
        section: What is loaded together with it; empty for what is loaded first.
        is_early: Whether a page asks it when it is opened.
    """

    name: str
    type: str
    body: bytes
    section: str
    is_early: bool = False


@dataclass(frozen=True)
class Found:
    """What came of something that was wanted.

    Attributes:
        answers: None where it cannot be had; the one with every point comes last.
        left_out: What is missing, in words.
    """

    answers: Sequence[Answer] = ()
    left_out: str = ""


class Answering:
    """Asks for what is wanted. Routes that are not for readers of a link are asked once."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._refused: set[str] = set()

    def of(self, wanted: Wanted) -> Found:
        """The answers to something."""
        if wanted.route in self._refused:
            return Found()
        found = self._ask(wanted.address)
        if found.status == HTTPStatus.FORBIDDEN:
            self._refused.add(wanted.route)
        if found.status != HTTPStatus.OK or len(found.body) > LARGEST_ANSWER:
            return Found()
        if wanted.is_table and len(found.body) > LARGEST_TABLE and found.type != COMPACT:
            return Found(left_out=ONLY_COMPACT)
        body = found.body if wanted.stops is None else _with_stops(found.body, wanted.stops)
        body = body if wanted.instead is None else wanted.instead
        answer = Answer(wanted.name, found.type, body, wanted.section, wanted.is_early)
        return Found([answer, *self._whole(wanted, body)])

    def _whole(self, wanted: Wanted, body: bytes) -> list[Answer]:
        if not wanted.whole or THINNED not in body:
            return []
        found = self._ask(wanted.whole)
        if found.status != HTTPStatus.OK or len(found.body) > LARGEST_ANSWER:
            return []
        name = wanted.name + FULL
        return [Answer(name, found.type, found.body, name)]


def _with_stops(body: bytes, stops: Sequence[int]) -> bytes:
    """A comparison whose slider stops where there is something published, as its groupings do."""
    comparison = json.loads(body) | {"tags": []}
    comparison["env_steps"] = [each for each in comparison["env_steps"] if each in set(stops)]
    return json.dumps(comparison, separators=(",", ":")).encode()
