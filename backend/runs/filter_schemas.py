"""What is asked of filters and columns of runs, and what is answered."""

from typing import Annotated

from pydantic import Field

from backend.run_filter.parse import MOST_CHARACTERS
from backend.schemas import LARGEST_INTEGER, AskQuery, View


class RunField(View):
    """Something that lists of runs may show, be sorted by and be filtered by."""

    name: str
    says: str
    unit: str = Field(description="What one of it is; empty for what has none.")
    is_number: bool = Field(description="Whether it has an order and a place on an axis.")
    can_group: bool = Field(description="Whether runs can be grouped by it.")


class RunFields(View):
    """All of them, but for the error at a horizon, which is error(h)."""

    items: list[RunField]


class FilterQuery(AskQuery):
    """A filter as it is typed."""

    text: Annotated[str, Field(max_length=2 * MOST_CHARACTERS)] = ""
    cursor: int | None = Field(
        None, ge=0, le=LARGEST_INTEGER, description="Characters before the cursor; all without it."
    )


class FilterProblem(View):
    """Why a text is no filter."""

    message: str
    start: int = Field(description="Character, from 0, at which the fault is.")
    end: int = Field(description="The first character after it.")


class FilterSuggestion(View):
    """What may be typed next."""

    text: str
    says: str = Field(description="What it means; empty where it says so itself.")
    start: int = Field(description="Character from which it replaces the text up to the cursor.")


class FilterCheck(View):
    """Whether a text is a filter, and how it may go on."""

    problem: FilterProblem | None
    suggestions: list[FilterSuggestion]
