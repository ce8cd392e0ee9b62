"""What the figure routes take and answer."""

from typing import Annotated, Any, Literal

from pydantic import Field

from backend.diagnostic_keys import CurveKey, SeriesKey
from backend.schemas import LARGEST_INTEGER, AskQuery, IdText, Line, View
from backend.selection.request import MEAN, MIDDLE, GroupSelection, RunSelection
from backend.spec.diagnostic import Middle, Policies, Scale, TrainingAxis
from backend.spec.series import FIRST_SERIES

Place = Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]
EnvStep = Annotated[int, Field(ge=0, le=2**53 - 1)]
SCALE = (
    "Of the axis; a log one is symmetric where values are not all positive; left out: the "
    "diagnostic's own."
)
SINGLES = (
    "A thin line for each run; left out: of groups of at most ten, where there are few groups."
)
AT_STEP = "The last evaluation of each run at or before it; left out: its latest."


class LinesView(GroupSelection):
    """What of each group is drawn."""

    middle: Middle = Field(MEAN, description=MIDDLE)
    individual: bool | None = Field(None, description=SINGLES)


class StepsView(LinesView):
    """How figures over real steps are looked at."""

    window: Annotated[int, Field(ge=0, le=LARGEST_INTEGER)] = Field(
        0, description="Real steps of the running mean that smooths each line; 0: none."
    )
    scale: Scale | None = Field(None, description=SCALE)
    x: TrainingAxis = Field(
        "steps",
        description="What is on the x axis: real steps, imagined transitions, gradient steps, or "
        "seconds of wall or CPU time.",
    )
    from_step: EnvStep | None = Field(
        None,
        description="Where on the x axis the part begins that is looked at, in its unit: there "
        "every point is drawn.",
    )
    to_step: EnvStep | None = Field(None, description="Where that part ends.")
    every_point: bool = Field(
        default=False, description="Whether lines keep all of their points, however many."
    )
    published: bool = Field(
        default=True,
        description="Whether curves that others published of this task are drawn beside them, "
        "where real steps are on the x axis.",
    )
    smoothing: int | None = Field(
        None,
        description="Points of the running mean in earlier versions; ignored, see `window`.",
    )


class ReturnsQuery(StepsView):
    """Which returns."""


class OverHorizonQuery(LinesView):
    """Which diagnostic, and how it is looked at."""

    kind: CurveKey = Field("return-gap", description="A key of the catalog's curves.")
    policy: Policies | None = Field(
        None,
        description="Along whose episodes it was measured; left out: of a single run all that "
        "there are, of several the suite that they share, else the current policy's.",
    )
    env_step: EnvStep | None = Field(None, description=AT_STEP)
    scale: Scale | None = Field(None, description=SCALE)
    summed: bool = Field(
        default=False,
        description="Whether the errors of all steps until h are added up; only of an error of "
        "single steps.",
    )
    reference: Annotated[str, Field(max_length=40)] = Field(
        "linear,triangular,naive",
        description="Reference curves, as far as the diagnostic has them, with commas between "
        "them; naive: the errors of naive predictors; empty: none.",
    )


class TrajectoriesQuery(AskQuery):
    """Which trajectories of a run, and what of them is drawn."""

    run: IdText
    env_step: EnvStep | None = Field(
        None,
        description="The last evaluation at or before it that recorded some, else the first that "
        "did; left out: the latest.",
    )
    dimension: Place | None = Field(
        None, description="The observation's dimension, from 0; left out: the first recorded."
    )
    against: Place | None = Field(
        None, description="The dimension it is drawn against; left out: the step of the episode."
    )


class OverStepsQuery(StepsView):
    """Which series."""

    key: SeriesKey = Field(FIRST_SERIES, description="A key of the catalog's series.")


class ObjectiveMismatchQuery(RunSelection):
    """Which runs, at which of their evaluations."""

    env_step: EnvStep | None = Field(None, description=AT_STEP)


class ProfileQuery(GroupSelection):
    """Which runs, at which evaluation, and what of them is on the axis."""

    env_step: EnvStep | None = Field(None, description=AT_STEP)
    values: Literal["return", "score"] | None = Field(
        None,
        description="Real returns, or normalised scores; left out: returns of runs in one "
        "environment, scores of runs in several.",
    )


class ScatterQuery(GroupSelection):
    """Which runs, and which two numbers of each."""

    x: Line = Field("error(10)", max_length=80, description="A number of GET /runs/fields.")
    y: Line = Field("real_return", max_length=80, description="Another one.")


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


class DimensionView(View):
    """One dimension of an observation."""

    index: int = Field(description="Its place in the observation, from 0.")
    name: str
    unit: str


class TrajectoriesFigure(View):
    """A real trajectory and imagined ones, without colours, and what of it can be chosen."""

    figure: PlotlyFigure
    empty: bool = Field(description="Whether there is nothing to draw yet.")
    reason: str | None = Field(description="Why there is nothing to draw, where there is nothing.")
    note: str | None = Field(description="What was left out.")
    env_step: int | None = Field(description="Real step of training when it was recorded.")
    env_steps: list[int] = Field(description="Real steps at which this run recorded some.")
    rollout_length: int | None = Field(description="The rollout length k that was in force.")
    steps: int | None = Field(description="Real steps of the trajectory.")
    dimension: DimensionView | None = Field(description="What is drawn.")
    against: DimensionView | None = Field(description="Against what; null: the episode's step.")
    dimensions: list[DimensionView] = Field(description="What was recorded.")
    branch_gap: float | None = Field(
        description="Distance between imagined and real where the branches end, their mean."
    )
    whole_gap: float | None = Field(description="The same of the rollout over all steps.")
    whole_steps: int | None = Field(description="Steps that rollout lasted.")
    reading: str = Field(description="How to read it, with its numbers.")


class FigureAnswer(View):
    """A figure without colours: `meta` and `name` say what each trace and label is."""

    figure: PlotlyFigure
    empty: bool = Field(description="Whether there is nothing to draw yet.")
    reason: str | None = Field(description="Why there is nothing to draw, where there is nothing.")
    note: str | None = Field(description="What was thinned, cut or left out.")
    groups: list[DrawnGroup]


class CorrelationView(View):
    """How a diagnostic ranks the runs, beside their real returns."""

    key: str = Field(description="The diagnostic; of a curve with whose episodes and which h.")
    name: str
    rho: float = Field(description="Spearman's rank correlation.")
    low: float = Field(description="Lower end of its 95 % interval.")
    high: float = Field(description="Upper end.")
    n: int = Field(description="Runs that have both.")


class ObjectiveMismatch(View):
    """Correlations of diagnostics with the real return over runs, as a figure and as numbers."""

    figure: PlotlyFigure
    empty: bool = Field(description="Whether there is nothing to draw.")
    reason: str | None = Field(description="Why there is nothing to draw, where there is nothing.")
    note: str | None = Field(description="The method, and what was left out.")
    reading: str = Field(description="How to read it; empty where there is nothing.")
    rows: list[CorrelationView] = Field(description="From the highest correlation down.")
