"""What is asked of runs, and how a run is shown."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from backend.runs.filter_schemas import FilterText, RunField
from backend.schemas import (
    LARGEST_INTEGER,
    Ask,
    AskQuery,
    Ids,
    IdText,
    Line,
    Name,
    Shown,
    Tags,
    View,
)
from backend.verdict.warning_kinds import Severity, WarningKind

RunStatus = Literal["queued", "running", "succeeded", "failed", "cancelled"]
CommaList = Annotated[Line, Field(max_length=8_000)]


class RunWarning(View):
    """Something that is wrong with a run, whatever its state says."""

    kind: WarningKind
    severity: Severity = Field(
        description="severe: the results say nothing; caution: they say less."
    )
    label: str = Field(description="Two or three words, for lists.")
    sentence: str
    guide: str = Field(description="Its section of the guide: `page#anchor`.")


class Run(View):
    """A run, as lists show it."""

    id: str
    experiment_id: str
    experiment_name: Shown
    name: Shown
    told_apart: str = Field(
        description="What tells it apart from runs of its name in the same list: the seed, then "
        "the beginning of the id; empty where no other has its name."
    )
    status: RunStatus
    status_word: str = Field(
        description="The state in a word, with cancelling and stalled for running runs."
    )
    cancel_requested: bool
    environment: str
    version: str
    improver: str = Field(
        description="What improves the policy, or plans; auto is the version's usual one."
    )
    rollout_length: str = Field(
        description="Rollout length k, or its schedule, for reading; empty without a model."
    )
    start: str = Field(
        description="Where imagined rollouts begin; empty where the version leaves no choice."
    )
    seed: int
    tags: list[Shown]
    env_steps: int = Field(description="Real steps so far.")
    total_steps: int = Field(description="Real steps in all.")
    progress: float = Field(ge=0, le=1, description="Share of the real steps that is done.")
    steps_per_second: float | None = Field(description="Real steps per second, lately.")
    seconds_left: float | None = Field(
        description="Seconds to the last step at that rate; null after it."
    )
    phase: Shown | None = Field(description="What a running run is doing now.")
    stalled_since: datetime | None = Field(
        description="Since when a running run makes no step and no epoch; null while it moves."
    )
    real_return: float | None = Field(description="Last evaluation's real return.")
    model_return: float | None = Field(description="What the model promised at that evaluation.")
    warnings: list[RunWarning] = Field(description="What is wrong with it, the gravest first.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempt: int = Field(
        description="How often a worker took it. Attempts that were given back count too."
    )
    max_attempts: int = Field(
        description="Attempts that it may lose; those that were given back are not lost."
    )
    worker_id: str | None
    failure_reason: Shown | None
    parent_id: str | None = Field(description="The run that this one was relaunched from.")
    deleted_at: datetime | None


class DepartureView(View):
    """A field in which a run and a preset differ."""

    path: str
    here: Any = Field(description="The run's value; null also where it has none.")
    there: Any = Field(description="The preset's; null also where it has none.")


class NearestPresetView(View):
    """The preset that a run's spec is closest to."""

    name: str
    differences: list[DepartureView]


class RunDetail(Run):
    """A run with all that is known of it."""

    verdict: str = Field(
        description="Whether it learns, how far its model may be trusted, and what that cost."
    )
    status_words: str = Field(
        description="What it does, waits for or came to; a share link is not told its place."
    )
    progress_words: str = Field(description="How far it is and how fast; empty when not running.")
    learner_words: str = Field(description="Its version, and the improver that was chosen.")
    rollout_words: str = Field(description="How long rollouts are and where they begin, or empty.")
    uses_model: bool = Field(description="Whether it has a model, with anything over a horizon.")
    failure_advice: str | None = Field(description="What to do, where it failed.")
    seconds_to_first_curve: float | None = Field(
        description="Until its first evaluation at its present rate; null where nobody can say."
    )
    spec: dict[str, Any] = Field(description="The complete RunSpec.")
    nearest_preset: NearestPresetView | None = Field(
        description="The preset that the spec departs from least, and where; null without presets."
    )
    provenance: dict[str, Any] = Field(description="Code and package versions, device.")
    failure_traceback: Shown | None
    first_evaluation: int = Field(
        description="Real step of its first evaluation, which draws the first curves."
    )
    series_keys: list[str]
    profile_steps: dict[str, list[int]] = Field(
        description="Real steps at which each kind of profile was measured."
    )


class RunPage(View):
    """Some of the runs that match."""

    items: list[Run]
    columns: list[RunField] = Field(description="The fields that were asked for.")
    values: list[list[float | bool | Shown | None]] = Field(
        description="Of each run the values of those fields; null where it has none."
    )
    next_cursor: str | None
    total: int = Field(description="Runs that match, on all pages.")


class RunQuery(AskQuery):
    """Which runs, in which order. Lists are separated by commas."""

    experiment: IdText | None = None
    status: CommaList | None = Field(None, description="Any of these states.")
    environment: Line | None = Field(None, max_length=100)
    version: Line | None = Field(None, max_length=20)
    tag: Line | None = Field(None, max_length=40)
    q: Line | None = Field(
        None, max_length=200, description="Part of name, environment, id or tag."
    )
    ids: CommaList | None = None
    filter: FilterText | None = Field(
        None,
        description='An expression, such as `rollout.length >= 5 and version == "3.0"`. '
        "`GET /runs/filter` says which fields there are.",
    )
    columns: CommaList | None = Field(
        None, description="Fields whose values `values` gives, such as best_return,error(10)."
    )
    sort: Line = Field(
        "-created_at", max_length=100, description="Any field; - before it reverses the order."
    )
    cursor: str | None = Field(None, max_length=400)
    limit: int = Field(50, ge=1, le=500)


class LogQuery(AskQuery):
    """Which lines of a log."""

    after: int | None = Field(
        None, ge=0, le=LARGEST_INTEGER, description="Lines after this id; the last ones without it."
    )
    limit: int = Field(200, ge=1, le=1_000)
    level: Literal["debug", "info", "warning", "error"] | None = Field(
        None, description="The least serious level shown."
    )


class RunChange(Ask):
    """New words for a run. What is left out stays."""

    name: Name | None = None
    tags: Tags | None = None
    experiment_id: IdText | None = None


class RunSelection(Ask):
    """Several runs."""

    ids: Ids


class RunTagging(RunSelection):
    """Tags that several runs get or lose; their others stay."""

    add: Tags = []
    remove: Tags = []


class QueueSelection(Ask):
    """Which of the queued runs."""

    experiment_id: IdText | None = Field(None, description="Those of this experiment; else all.")


class CancelledRuns(View):
    """How many queued runs were cancelled."""

    count: int


class Runs(View):
    """The runs that were meant, after the change."""

    items: list[Run]


class LogLine(View):
    """One line of a run's log."""

    id: int
    at: datetime
    level: str
    message: Shown
    attempt: int


class LogPage(View):
    """Log lines after a given one, oldest first."""

    reason: str | None = Field(description="Why the log has no line to show, where it has none.")
    items: list[LogLine]
    next_after: int = Field(description="Ask with after=this for what follows.")


class Artifact(View):
    """A stored file of a run."""

    id: str
    kind: str
    name: str
    bytes: int
    sha256: str
    env_step: int | None
    attempt: int
    created_at: datetime


class Artifacts(View):
    """The stored files of a run."""

    items: list[Artifact]
