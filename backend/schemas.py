"""What requests and responses have in common, and the shapes that several features answer with."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, get_args

from fastapi import Path
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from backend.spec.visible_text import first_hidden, visible

LARGEST_INTEGER = 2**53 - 1
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,16}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")


class View(BaseModel):
    """A response. Its fields have no defaults, so a client sees every one as present."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class Ask(BaseModel):
    """A request body. Unknown fields are refused, and values of another JSON type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class AskQuery(BaseModel):
    """The query of a request. Unknown fields are refused.

    There everything is text: a whole number is plain digits, and a truth value `true` or `false`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _plainly_written(cls, value: object, info: ValidationInfo) -> object:
        kinds = set(_kinds(cls.model_fields[info.field_name or ""].annotation))
        if isinstance(value, str) and int in kinds:
            return plain_number(value)
        if isinstance(value, str) and bool in kinds:
            return _plain_truth(value)
        return value


def _kinds(annotation: object) -> Iterator[object]:
    """The types that an annotation is made of: of `Annotated[int, ...] | None` int and None."""
    yield annotation
    for part in get_args(annotation):
        yield from _kinds(part)


def listed(text: str | None) -> list[str]:
    """The parts of a list written with commas, each once."""
    return list(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))


def plain_number(value: object) -> object:
    """A whole number of a query: Python would also read `1_0`, ` 5` and digits of other scripts."""
    if isinstance(value, str) and PLAIN_NUMBER.fullmatch(value) is None:
        raise ValueError("a whole number of at most 16 plain digits")
    return value


def _plain_truth(value: str) -> bool:
    if value not in {"true", "false"}:
        raise ValueError("true or false")
    return value == "true"


def _written_time(value: object) -> object:
    """A number would be read as seconds since 1970; who sends one may mean anything."""
    if not isinstance(value, str) or TIME.match(value) is None:
        raise ValueError("a time with its timezone, such as 2027-01-31T12:00:00Z")
    return value


def _in_utc(moment: datetime) -> datetime:
    """The same moment as it is stored; a timezone can move it out of the years that there are."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time between the years 1 and 9999 in UTC") from None


def _storable(text: str) -> str:
    """Text that every database can store, and that reads as it is."""
    hidden = first_hidden(text)
    if hidden is not None:
        raise ValueError(f"no control characters and none that cannot be seen: it has {hidden}")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("one line, without tabs")
    return text


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


Line = Annotated[str, AfterValidator(_storable), AfterValidator(_one_line)]
Name = Annotated[Line, BeforeValidator(_stripped), Field(min_length=1, max_length=120)]
Tag = Annotated[Line, BeforeValidator(_stripped), Field(min_length=1, max_length=40)]
MOST_TAGS = 20
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS)]
Prose = Annotated[str, AfterValidator(_storable), Field(max_length=4_000)]

MOST_NOTES = 20_000
Notes = Annotated[str, AfterValidator(_storable), Field(max_length=MOST_NOTES)]

# In lax mode, for JSON has no type of its own for it.
Moment = Annotated[
    AwareDatetime, Field(strict=False), BeforeValidator(_written_time), AfterValidator(_in_utc)
]
# How many of a list at most.
Limit = Annotated[int, BeforeValidator(plain_number), Field(ge=1, le=500)]
# The number of a row, as a list goes on from it.
RowNumber = Annotated[int, BeforeValidator(plain_number), Field(ge=0, le=LARGEST_INTEGER)]

# What others wrote, as responses show it.
Shown = Annotated[str, AfterValidator(visible)]

# An id that is not one of ours is answered as unknown (404), not as malformed: see `problems.py`.
IdText = Annotated[str, Field(pattern=r"^[0-9a-z]{1,40}$")]
PathId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,40}$")]
Ids = Annotated[list[IdText], Field(min_length=1, max_length=500)]
# As many as are chosen at once on the page, for what is done in one statement.
MOST_CHOSEN = 10_000
ManyIds = Annotated[list[IdText], Field(min_length=1, max_length=MOST_CHOSEN)]


class RunCounts(View):
    """How many runs of an experiment are in each state."""

    queued: int
    running: int
    succeeded: int
    failed: int
    cancelled: int


class Experiment(View):
    """A named group of runs."""

    id: str
    name: Shown
    description: Shown
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None
    run_counts: RunCounts
    environments: list[str] = Field(description="Environments of its runs, sorted.")
    max_running: int | None = Field(
        description="Runs of it at a time; null where as many as there is room for."
    )


class EstimateView(View):
    """A mean over runs and its 95 % interval (Student's t), geometric where its column says so."""

    mean: float | None
    low: float | None = Field(description="Null with fewer than three runs.")
    high: float | None = Field(description="Null with fewer than three runs.")
    n: int = Field(description="Runs that it is over; those that diverged are in no mean.")


class BreakEvenTally(View):
    """At which horizons runs stop beating the guess that nothing changes."""

    median: float | None = Field(description="Null where half of the runs or more never do.")
    least: int | None = Field(description="Of the run that stops first; null where none does.")
    most: int | None = Field(description="Of the run that stops last; null where one never does.")
    beyond: int = Field(description="Runs that beat it as far as was measured.")
    never: int = Field(description="Runs that beat it at no step.")
    again: int = Field(description="Runs that fall to it and beat it again at a later step.")
    again_from: int | None = Field(description="Of a single run the first such step.")
    low: int | None = Field(
        description="Of a single run the lower end of its 95 % interval over episodes; null where "
        "that lies beyond what was measured."
    )
    high: int | None = Field(description="The upper end, likewise.")
    episodes: int = Field(description="Episodes of that interval; 0 where there is none.")
    horizon: int | None = Field(
        description="Longest horizon measured; the least of those of the runs that beat it so far."
    )
    n: int = Field(description="Runs of which it is known.")


class PlaceView(View):
    """A horizon or a step, or the last one measured where it lies beyond."""

    at: float
    is_beyond: bool = Field(description="Whether it is only known to be at least that.")
    may_equal: bool = Field(
        default=False,
        description="Of such a one: whether it may be just that, because a seed has it.",
    )


class SpreadView(View):
    """Median and range over seeds, some of which lie beyond what was measured."""

    median: PlaceView
    least: PlaceView
    most: PlaceView
    beyond: int = Field(description="Runs that lie beyond what was measured.")
    n: int = Field(description="Runs of which it is known.")


class Tally(View):
    """How many runs of a group say what."""

    counts: dict[str, int] = Field(description="Runs by verdict, the commonest first.")
    n: int = Field(description="Runs that say anything.")


class CellView(View):
    """What a cell of a table says."""

    words: str
    order: float | None = Field(description="Its place among the rows; null where nothing is said.")
    warning: str | None = Field(description="What is wrong with it, where something is.")


class DiagnosticView(View):
    """Something that is measured, and how to read it."""

    key: str
    name: str
    label: str = Field(description="Its name on an axis.")
    unit: str
    definition: str
    how_to_read: str = Field(description="How to read it.")
    source: str
    guide: str = Field(description="Its section of the guide: `page#anchor`.")
