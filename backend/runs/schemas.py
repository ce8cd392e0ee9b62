"""What is asked of runs, and how a run is shown."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from backend.schemas import (
    LARGEST_INTEGER,
    Ask,
    AskQuery,
    Ids,
    IdText,
    ManyIds,
    Name,
    Notes,
    Shown,
    Tags,
    View,
)
from backend.verdict.warning_kinds import Severity, WarningKind

MOST_PRIORITY = 100
RunStatus = Literal["queued", "running", "succeeded", "failed", "cancelled"]


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
        description="The state in a word, with cancelling, pausing, stalled and waiting (in a "
        "cluster) for running runs, and paused for queued ones."
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
    is_archived: bool = Field(description="Whether lists leave it out unless asked.")
    priority: int = Field(description="Runs with a higher one are taken first; usually 0.")
    is_paused: bool = Field(description="Whether it waits until somebody lets it go on.")
    is_pinned: bool = Field(description="Whether it stands above the others, whatever the order.")
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
    job: str | None = Field(description="What a cluster calls its job, behind the cluster's kind.")
    notes: Shown | None = Field(description="Its notes, in Markdown; a share link is not told.")
    notes_version: int = Field(description="Grows with each change of the notes.")
    failure_traceback: Shown | None
    first_evaluation: int = Field(
        description="Real step of its first evaluation, which draws the first curves."
    )
    series_keys: list[str]
    profile_steps: dict[str, list[int]] = Field(
        description="Real steps at which each kind of profile was measured."
    )


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
    notes: Notes | None = Field(None, description="Markdown; empty takes them away.")
    notes_version: int | None = Field(
        None,
        ge=0,
        le=LARGEST_INTEGER,
        description="The version that `notes` were made from: refused where there is a later one.",
    )


class RunSelection(Ask):
    """Several runs."""

    ids: Ids


class RunsChange(Ask):
    """A change of several runs at once. What is left out stays."""

    ids: ManyIds
    add_tags: Tags = []
    remove_tags: Tags = []
    deleted: bool | None = Field(
        None, description="True deletes; running ones are cancelled first. False restores."
    )
    archived: bool | None = Field(None, description="Whether lists leave them out unless asked.")
    pinned: bool | None = Field(
        None, description="Whether they stand above the others, whatever the order."
    )
    paused: bool | None = Field(
        None, description="True: nobody takes them, and running ones save and wait. False: go on."
    )
    priority: int | None = Field(
        None,
        ge=-MOST_PRIORITY,
        le=MOST_PRIORITY,
        description="Those with a higher one are taken first; usually 0.",
    )


class RunsChanged(View):
    """How many runs were changed, and how to take it back."""

    count: int = Field(description="Runs that are not as they were before.")
    undo: list[RunsChange] = Field(
        description="Requests of the same kind that give each run back what it had. What was "
        "cancelled stays so."
    )


class QueueSelection(Ask):
    """Which of the queued runs: all, unless one of these says less."""

    experiment_id: IdText | None = Field(None, description="Those of this experiment.")
    ids: Ids | None = Field(None, description="Those among these, as what one launch began.")


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
