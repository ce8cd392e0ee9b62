"""What is asked of experiments."""

from typing import Annotated, Literal

from pydantic import Field

from backend.schemas import Ask, Experiment, IdText, Name, Prose, Shown, View


class NewExperiment(Ask):
    """An experiment without runs yet."""

    name: Name
    description: Prose = ""


class ExperimentChange(Ask):
    """New words for an experiment. What is left out stays."""

    name: Name | None = None
    description: Prose | None = None
    max_running: int | None = Field(
        None, ge=0, le=100_000, description="Runs of it at a time; 0 takes the limit away."
    )


Visibility = Literal["private", "people", "group"]


class VisibleTo(Ask):
    """Who is to see an experiment beside its owner and administrators."""

    visibility: Visibility = Field(
        description="private: nobody else; people: those that are named; group: every account."
    )
    people: Annotated[list[IdText], Field(max_length=200)] = []


class Person(View):
    """Somebody with an account."""

    id: str
    name: Shown


class ExperimentAccess(View):
    """Who sees an experiment, and whom it could be shown to."""

    visibility: Visibility
    owner: Shown | None = Field(description="Null for what was made before there were accounts.")
    people: list[str] = Field(description="Ids of those whom it is shown to by name.")
    everybody: list[Person] = Field(description="Everybody with an account.")


class Experiments(View):
    """All experiments, newest change first."""

    items: list[Experiment] = Field(description="At most `limit` of them.")
    total: int
