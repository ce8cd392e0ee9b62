"""What is asked of published curves, and how they are shown."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from backend.diagnostic_keys import SeriesKey
from backend.schemas import Ask, AskQuery, Line, Name, Shown, View
from backend.table_files import Format

# A curve of 10,000 rows with an interval, and some room.
MOST_CHARACTERS = 800_000


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _web_address(text: str) -> str:
    """An address that a reader may follow: nothing that a browser would run or open here."""
    if text == "":
        return text
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or any(each.isspace() for each in text):
        raise ValueError("an address that begins with https:// or http://")
    return text


Text = Annotated[Line, BeforeValidator(_stripped)]
Citation = Annotated[Text, Field(min_length=1, max_length=400)]
WebAddress = Annotated[Text, Field(max_length=400), AfterValidator(_web_address)]
Task = Annotated[Text, Field(min_length=1, max_length=100)]


class NewPublishedCurve(Ask):
    """A curve from a paper or a table, with where it is from."""

    title: Name = Field(description="What its line is called.")
    algorithm: Annotated[Text, Field(max_length=80)] = Field(
        "", description="What made it, such as SAC."
    )
    source: Citation = Field(description="Where it is from, as one cites it.")
    url: WebAddress = Field("", description="The address of the source: http or https.")
    environment: Task = Field(description="The task, such as Hopper-v5.")
    metric: SeriesKey = Field("return/real", description="The series that it is of.")
    csv: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)] = Field(
        description="A table with a header: step, value, and perhaps low and high."
    )


class PublishedQuery(AskQuery):
    """Which curves, and in which form."""

    environment: Annotated[Line, Field(max_length=100)] | None = Field(
        None, description="Of this task alone."
    )
    format: Format = Field("json", description="csv and parquet hold every point.")


class PublishedCurveView(View):
    """A curve that others published. It is drawn in figures of its task and its series."""

    id: str
    title: Shown
    algorithm: Shown
    source: Shown
    url: Shown
    environment: Shown
    metric: str
    points: int = Field(description="How many points it has.")
    first_step: int
    last_step: int
    has_interval: bool
    created_at: datetime
    deleted_at: datetime | None


class PublishedCurves(View):
    """All of them, in the order in which they were given."""

    items: list[PublishedCurveView]
