"""A filter as a request asks it."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import ColumnElement

from backend.errors import RequestRefused
from backend.run_filter.conditions import condition
from backend.run_filter.parse import MOST_CHARACTERS, FilterRefused
from backend.schemas import Line
from backend.spec.problems import FieldProblem, shortened

FilterText = Annotated[Line, Field(max_length=2 * MOST_CHARACTERS)]


def asked_condition(text: str | None) -> ColumnElement[bool] | None:
    """What a run must be to pass the filter; None where nothing is asked.

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
