"""What the figure routes take and answer."""

from typing import Annotated, Any

from pydantic import Field

from backend.aggregation.request import GroupsAsked
from backend.figures.drawing import Scale
from backend.figures.horizon_error import Policies
from backend.schemas import View
from backend.spec.metrics import OverHorizonKind

EnvStep = Annotated[int, Field(ge=0, le=2**53 - 1)]
AT_STEP = "The last evaluation of each run at or before it; left out: its latest."


class HorizonErrorQuery(GroupsAsked):
    """Which curves, and how they are looked at."""

    policy: Policies = "current"
    env_step: EnvStep | None = Field(None, description=AT_STEP)
    scale: Scale = "log"
    reference: Annotated[str, Field(max_length=40)] = Field(
        "linear,quadratic", description="Reference curves, with commas between them; empty: none."
    )
    individual: bool = Field(default=False, description="A thin line for each run.")


class ReturnsQuery(GroupsAsked):
    """Which returns."""

    smoothing: int = Field(1, ge=1, le=1_000, description="Points of the running mean.")
    individual: bool = Field(default=False, description="A thin line for each run.")


class OverHorizonQuery(GroupsAsked):
    """Which diagnostic."""

    kind: OverHorizonKind = Field("return-gap", description="The kind of profile to draw.")
    env_step: EnvStep | None = Field(None, description=AT_STEP)
    individual: bool = Field(default=False, description="A thin line for each run.")


class OverStepsQuery(GroupsAsked):
    """Which series."""

    key: Annotated[str, Field(max_length=80)] = Field(
        "model/loss_holdout", description="The series to draw."
    )
    smoothing: int = Field(1, ge=1, le=1_000, description="Points of the running mean.")
    individual: bool = Field(default=False, description="A thin line for each run.")


class DrawnGroup(View):
    """A group in a figure."""

    index: int
    label: str
    run_ids: list[str]
    n: int = Field(description="Runs that have something to draw.")


class PlotlyFigure(View):
    """Traces and layout for plotly; typed arrays are base64."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]


class FigureAnswer(View):
    """A figure without colours: `meta` and `name` say what each trace and label is."""

    figure: PlotlyFigure
    empty: bool = Field(description="Whether there is nothing to draw yet.")
    note: str | None = Field(description="What was thinned, cut or left out.")
    groups: list[DrawnGroup]
