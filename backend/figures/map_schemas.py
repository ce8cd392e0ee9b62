"""What the routes of maps take: figures whose cells have colours."""

from pydantic import Field

from backend.figures.schemas import FigureAnswer, Place
from backend.groups.request import GroupSelection
from backend.spec.diagnostic import DataPolicy, Policies, Scale


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
