"""What the routes of maps take: figures whose cells have colours."""

from typing import Annotated, Literal

from pydantic import Field

from backend.figures.schemas import FigureAnswer, Place
from backend.schemas import Line, View
from backend.selection.request import GroupSelection, List
from backend.spec.diagnostic import DataPolicy, Policies, Scale

Statistic = Literal["mean", "median"]


class HorizonMapQuery(GroupSelection):
    """Which group's error, and how it is looked at."""

    group: Place | None = Field(
        None,
        description="The place of the group that is drawn, from 0, hidden ones too; left out: the "
        "first that is not.",
    )
    policy: Policies | None = Field(
        None,
        description="Along whose episodes the error was measured; left out: the suite that runs "
        "share where there are several, else the current policy's, which also stand for `both`.",
    )
    scale: Scale | None = Field(None, description="Of the colours; left out: log.")


class HorizonMapFigure(FigureAnswer):
    """The figure, and along whose episodes it is."""

    policy: DataPolicy = Field(description="Along whose episodes the error was measured.")
    policies: list[DataPolicy] = Field(description="Along whose it may be asked for.")


class SettingsMapQuery(GroupSelection):
    """Which two settings, and what of the runs with each pair of values is told."""

    x: Line | None = Field(
        None,
        max_length=80,
        description="A field of GET /runs/fields, across; left out: the first setting in which the "
        "runs differ.",
    )
    y: Line | None = Field(
        None, max_length=80, description="Another one, up; left out: the second such setting."
    )
    value: Line = Field(
        "real_return", max_length=80, description="The number that colours tell, of those fields."
    )
    statistic: Statistic = Field("mean", description="Over the runs of each cell.")
    scale: Scale | None = Field(
        None, description="Of the colours; left out: log for positive numbers that span decades."
    )


class SettingsMapFigure(FigureAnswer):
    """The figure, and what is on its axes."""

    x: str | None = Field(description="The field across; null where runs differ in none.")
    y: str | None = Field(description="The field up; likewise.")


class ParallelQuery(GroupSelection):
    """Which axes, what the colours tell, and which ranges of axes are looked at."""

    fields: List | None = Field(
        None,
        description="Two to twelve fields of GET /runs/fields from left to right, with commas "
        "between; left out: settings that differ, error(10) and real_return.",
    )
    colour: Annotated[str, Field(max_length=80)] = Field(
        "real_return", description="The number that colours tell, of those fields; empty: none."
    )
    brush: List | None = Field(
        None,
        description="Ranges that runs have to be in, as NAME:LOW:HIGH with commas between; of an "
        "axis of words the places of the first and the last, from 0.",
    )


class ParallelStop(View):
    """A value of an axis that a run has: where a range of it may begin or end."""

    at: float = Field(description="The number, or the place of the word from 0.")
    text: str = Field(description="As it is written.")


class ParallelAxis(View):
    """An axis, and the range of it that is chosen."""

    name: str
    stops: list[ParallelStop] = Field(
        description="Values that runs have, in their order: all of them, or 200 of more."
    )
    low: float | None = Field(description="Where the range begins; null: nowhere.")
    high: float | None = Field(description="Where it ends; null: nowhere.")


class ParallelFigure(FigureAnswer):
    """The figure, and how many runs are in all ranges."""

    axes: list[ParallelAxis]
    colour: str = Field(description="The number that colours tell; empty: none.")
    chosen: int = Field(description="Runs in all ranges.")
    chosen_ids: list[str] = Field(description="Their ids; empty where no range is chosen.")
    of: int = Field(description="Runs that are drawn.")
    words: str = Field(description="The same in words.")
