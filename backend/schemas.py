"""What requests and responses have in common, and the shapes that several features answer with."""

import unicodedata
from datetime import datetime
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

LARGEST_INTEGER = 2**53 - 1


class View(BaseModel):
    """A response. Its fields have no defaults, so a client sees every one as present."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class Ask(BaseModel):
    """A request body. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _storable(text: str) -> str:
    """Text that every database can store and every terminal can show."""
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            raise ValueError("no control characters and no broken Unicode")
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
Tags = Annotated[list[Tag], Field(max_length=20)]
Prose = Annotated[str, AfterValidator(_storable), Field(max_length=4_000)]

# An id that is not one of ours is answered as unknown (404), not as malformed: see `problems.py`.
IdText = Annotated[str, Field(pattern=r"^[0-9a-z]{1,40}$")]
PathId = Annotated[str, Path(pattern=r"^[0-9a-z]{1,40}$")]
Ids = Annotated[list[IdText], Field(min_length=1, max_length=500)]


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
    name: str
    description: str
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None
    run_counts: RunCounts
    environments: list[str] = Field(description="Environments of its runs, sorted.")


class EstimateView(View):
    """A mean over runs; `half_width` is half its 95 % interval (Student's t)."""

    mean: float | None
    half_width: float | None
    n: int = Field(description="Runs that have a finite value.")


class MetricView(View):
    """Something that is measured, and how to read it."""

    key: str
    label: str
    unit: str
    description: str
