"""What the series routes take and answer."""

from typing import Annotated

from pydantic import Field

from backend.diagnostic_keys import CurveKey
from backend.schemas import View
from backend.selection.request import RunSelection
from backend.spec.diagnostic import DataPolicy
from backend.table_files import Format

EnvStep = Annotated[int, Field(ge=0, le=2**53 - 1)]


class SeriesQuery(RunSelection):
    """Which series, and how finely."""

    keys: Annotated[str, Field(max_length=4_000)] | None = Field(
        None, description="Series, with commas between them; left out: all."
    )
    points: int = Field(400, ge=10, le=10_000, description="Most points of a series, JSON only.")
    format: Format = "json"


class ProfileQuery(RunSelection):
    """Which profiles."""

    kind: CurveKey = Field(description="A key of the catalog's curves.")
    policy: DataPolicy | None = Field(None, description="Left out: all.")
    env_step: EnvStep | None = Field(
        None, description="The last profile of each run at or before it; left out: every profile."
    )
    format: Format = "json"


class StepsQuery(RunSelection):
    """Which kind of profile."""

    kind: CurveKey = Field(description="A key of the catalog's curves.")


class TrajectoriesQuery(RunSelection):
    """Which trajectories."""

    env_step: EnvStep | None = Field(
        None, description="The last of each run at or before it; left out: all of them."
    )
    format: Format = "json"


class SeriesView(View):
    """One series. A value that is not finite is null."""

    run_id: str
    key: str
    steps: list[int] = Field(description="Real steps.")
    values: list[float | None]
    total_points: int = Field(description="Points that are stored.")
    downsampled: bool = Field(description="Whether fewer than the stored points are here.")
    non_finite: int = Field(description="Stored points that are not finite.")


class SeriesAnswer(View):
    """The series that were asked for and are there."""

    series: list[SeriesView]


class ProfileView(View):
    """One curve over the horizon. A value that is not finite is null."""

    run_id: str
    kind: str
    policy: str
    env_step: int
    propagation: str
    horizon: list[int]
    mean: list[float | None]
    q10: list[float | None]
    q50: list[float | None]
    q90: list[float | None]
    count: list[int]


class ProfilesAnswer(View):
    """The profiles that were asked for and are there."""

    profiles: list[ProfileView]


class RolloutView(View):
    """One imagined rollout: rows of the recorded dimensions. What is not finite is null."""

    start: int = Field(description="Step of the real episode at whose state it began.")
    imagined: list[list[float | None]]
    world: list[list[float | None]] = Field(
        description="What the same actions brought about in the world, from the same state."
    )


class TrajectoriesView(View):
    """A real episode beside imagined rollouts that begin at its states."""

    run_id: str
    env_step: int
    rollout_length: int
    dimensions: list[int] = Field(description="The observation's dimensions that were recorded.")
    real: list[list[float | None]]
    rollouts: list[RolloutView] = Field(
        description="First the one over the whole episode, then the branches by their start."
    )


class TrajectoriesAnswer(View):
    """The trajectories that were asked for and are there."""

    trajectories: list[TrajectoriesView]


class StepsAnswer(View):
    """Real steps at which any of the runs has such a profile."""

    steps: list[int]


class KeysAnswer(View):
    """Series that any of the runs has reported."""

    keys: list[str]
    reason: str | None = Field(description="Why there is none, where there is none.")
