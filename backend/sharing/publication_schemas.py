"""What is asked of publications, and how they are shown."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from backend.db.publications import State
from backend.schemas import Line, Shown, View
from backend.sharing.schemas import Target

Licence = Annotated[Line, Field(max_length=200)]


class NewPublication(Target):
    """A page to be made of one thing, as somebody with a link to it would see it."""

    form: Literal["zip", "html"] = Field(
        description="A zip of a folder with every point, or one HTML file of at most 3 MB."
    )
    licence: Licence = Field("", description="Under which terms it may be used.")


class Publication(View):
    """A page that is being made, or was."""

    id: str
    form: Literal["zip", "html"]
    state: State
    title: Shown
    words: str = Field(description="How far it is, or why it was not made.")
    answers: int = Field(description="How many answers it has so far.")
    bytes: int = Field(description="Of the file; 0 until it is done.")
    left_out: str = Field(description="What is missing, in words; empty where nothing is.")
    problem: str = Field(description="Why it was not made; empty where nothing went wrong.")
    created_at: datetime
    finished_at: datetime | None


class Publications(View):
    """Pages that were asked for, newest first. They are kept for a day."""

    items: list[Publication]
