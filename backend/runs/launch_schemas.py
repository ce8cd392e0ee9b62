"""What is asked of a launch, and what it would do or has done."""

from typing import Annotated, Any, Literal

from pydantic import Field

from backend.runs.schemas import Run
from backend.schemas import Ask, AskQuery, Experiment, IdText, Name, Tags, View

IDLE = "Paths of what was asked for in vain: settings that none of the runs reads."
FieldPath = Annotated[str, Field(max_length=100)]


class LaunchRequest(Ask):
    """One run, or a grid of them."""

    experiment_id: IdText | None = Field(None, description="Add to this experiment.")
    experiment_name: Name | None = Field(None, description="Or begin a new one of this name.")
    name: Name | None = Field(None, description="Put before each run's generated name.")
    preset: str | None = Field(None, max_length=100, description="Start from this preset.")
    spec: dict[str, Any] = Field({}, description="A RunSpec, whole or in part.")
    grid: dict[FieldPath, list[Any]] = Field(
        {}, description="Values to try by dotted path, for example rollout.length: [1, 5]."
    )
    seeds: list[int] = Field([0], description="Every combination runs once with each seed.")
    tags: Tags = []
    parent_id: IdText | None = None


class Planned(View):
    """A run that would be launched."""

    name: str
    seed: int
    differs: dict[str, Any] = Field(description="Its values of the grid, by path.")


BranchStart = Literal["initial", "everywhere", "latest", "present", "successive"]


class RolloutPreview(View):
    """What a launch would imagine: for a drawing, and the same in words."""

    sentence: str
    label: str = Field(description="Name of the imagined lines; empty where there are none.")
    start: BranchStart = Field(
        description="Where rollouts leave the real trajectory: at its first state, at states "
        "scattered over all or the end of it, at the present state, or where a plan has ended."
    )
    lengths: list[int] = Field(description="Rollout lengths to draw; empty without a model.")
    fan: int = Field(description="Rollouts to draw from each of these states.")
    episode_steps: int = Field(description="Steps after which an episode is truncated.")


class LaunchPreview(View):
    """What a launch would do. Nothing was changed."""

    count: int
    runs: list[Planned] = Field(description="The first of them.")
    rollouts: RolloutPreview
    idle: list[str] = Field(description=IDLE)
    command: str = Field(description="The same launch on the command line.")
    seconds_per_run: float | None = Field(
        description="Scaled by work from finished runs of the same learner; null without one."
    )
    seconds_low: float | None = Field(description="A run hardly takes less.")
    seconds_high: float | None = Field(description="A run hardly takes more.")
    seconds_total: float | None = Field(description="With the slots that there are now, or null.")
    slots: int = Field(description="Runs that the live workers can run at once.")
    based_on: int = Field(description="Finished runs that the estimate comes from.")
    basis: str | None = Field(description="Which ones, in words to be read after 'from'.")
    bytes_total: int | None = Field(
        description="Disk that all of it takes, scaled from the nearest finished runs of the same "
        "learner by what a spec stores; null without one."
    )
    bytes_based_on: int = Field(description="Finished runs that the bytes come from.")
    disk_words: str = Field(description="The same in words.")


class Launched(View):
    """What was launched."""

    experiment: Experiment
    runs: list[Run]
    idle: list[str] = Field(description=IDLE)


class LaunchText(View):
    """A launch as YAML: what differs from the defaults, with lists where it varies."""

    text: str


class LaunchTextAsk(Ask):
    """YAML that should say a launch."""

    text: str


class TextProblem(View):
    """What is wrong in a text, and where."""

    line: int = Field(description="From 1.")
    column: int = Field(description="From 1.")
    field: str | None = Field(description="The path of the value that is refused, if it is one.")
    message: str = Field(description="Why, and what is allowed.")


class ReadLaunchText(View):
    """What a text says, and what is wrong with it."""

    values: dict[str, list[Any]] | None = Field(
        description="The values that each field is given, by path; null where it is no YAML."
    )
    seeds: str = Field(description="Its seeds, as the form says them.")
    is_whole: bool = Field(description="Whether a form can hold all of it.")
    problems: list[TextProblem] = Field(description="Empty where it can be launched.")


class SeedsQuery(AskQuery):
    """How many seeds."""

    count: int = Field(5, ge=1, le=100, description="Seeds to name.")


class OtherSeeds(View):
    """Seeds with which a run can be launched again."""

    taken: list[int] = Field(description="Those of the runs of this spec in its experiment.")
    free: str = Field(description="The next ones, as a launch takes them.")
    seeds: list[int] = Field(description="The same, one by one.")
    run_ids: list[str] = Field(description="The runs of the experiment with that spec.")
    experiment: str = Field(description="The name of its experiment.")


class RelaunchRequest(Ask):
    """Another run from the spec of one."""

    spec: dict[str, Any] = Field({}, description="What to change of the run's spec.")
    seeds: list[int] | None = Field(None, description="Its own seed when left out.")
    name: Name | None = None
