"""What can be chosen in a launch."""

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from backend.diagnostic_keys import CurveKey, SeriesKey
from backend.schemas import Ask, DiagnosticView, Name, Shown, View
from backend.spec.diagnostic import DataPolicy, Reference, Scale


class VersionChoice(View):
    """One algorithm version."""

    version: str
    title: str
    description: str
    improvers: dict[str, list[str]] = Field(
        description="What may improve the policy, by the kind of actions; auto takes the first."
    )
    length_title: str = Field(description="What the rollout length is called in it.")


class EnvironmentChoice(View):
    """One task, and whether it can be launched."""

    id: str
    observation_dims: int | None
    action_dims: int | None
    actions: Literal["continuous", "discrete"] | None
    max_episode_steps: int | None
    known_termination: bool | None
    known_reward: bool | None
    available: bool
    reason: str | None = Field(description="Why not, when it is not available.")


class PresetChoice(View):
    """A named starting point."""

    name: str
    title: Shown
    source: Shown
    spec: dict[str, Any] = Field(description="The complete RunSpec.")
    changes: dict[str, Any] = Field(description="Only what differs from the defaults.")
    own: bool = Field(description="Whether a user keeps it here; the others come with Branchpoint.")


class BadPreset(View):
    """A file among the presets that users keep that is none."""

    file: Shown
    line: int
    reason: Shown


class NewPreset(Ask):
    """A spec to keep under a name."""

    name: str = Field(max_length=100, description="mine/ and a-z, 0-9 and -.")
    title: Name = Field(description="What it is, for a menu.")
    spec: dict[str, Any] = Field(description="A RunSpec, whole or in part.")
    replace: bool = Field(default=False, description="Replace a preset of that name.")


class DeletedPreset(View):
    """The name that is free again."""

    name: str


class Limits(View):
    """What one request may ask for."""

    max_runs: int = Field(description="Runs in one launch.")
    max_body_bytes: int


class ReadersView(View):
    """Who reads a setting; any version, or any improver, where there is no list."""

    versions: list[str] | None
    improvers: list[str] | None


class AllowedWithView(View):
    """What a name goes together with; anything, where there is no list."""

    versions: list[str] | None
    improvers: list[str] | None
    environments: list[str] | None


class SeriesChoice(DiagnosticView):
    """A diagnostic over real steps."""

    key: SeriesKey
    has_own_figure: bool = Field(description="Drawn in a figure of its own, and in no menu.")
    is_companion: bool = Field(description="Drawn beside another one only, and in no menu.")
    is_first: bool = Field(description="Drawn before a reader chooses, where it is reported.")


class CurveChoice(DiagnosticView):
    """A diagnostic over the horizon."""

    key: CurveKey
    has_own_figure: bool = Field(description="Drawn in a figure of its own, and in no menu.")
    scale: Scale = Field(description="Of its axis, unless another one is asked for.")
    policies: list[DataPolicy] = Field(description="Along whose episodes it is measured.")
    references: list[Reference] = Field(description="Reference curves that it has.")
    is_companion: bool = Field(description="Drawn beside another one only, and in no menu.")


class ExampleRequest(View):
    """Fields of a request to launch."""

    experiment_name: str
    preset: str
    spec: dict[str, Any]
    grid: dict[str, list[Any]]
    seeds: list[int]
    tags: list[str]


class ExampleView(View):
    """A launch that shows what this is for."""

    request: ExampleRequest
    sentence: str


class Choice(View):
    """One of the values that something may have, and its name."""

    value: str
    label: str


class SumChoice(Choice):
    """Whether an error is added up over the steps, and the reference that belongs to it."""

    reference: Choice


class CurveLooks(View):
    """How figures may be looked at."""

    policies: list[Choice] = Field(description="Of a curve over the horizon.")
    scales: list[Choice]
    naive: Choice = Field(description="The reference that are errors of naive predictors.")
    smoothing: list[Choice] = Field(description="Of series over real steps, in real steps.")
    axes: list[Choice] = Field(description="What figures over training are drawn over.")
    middles: list[Choice] = Field(description="What stands for a group.")
    sums: list[SumChoice] = Field(description="Of each step, or added up over the steps.")


class Catalog(View):
    """All that the launch form and the charts need to know beforehand."""

    model_config = ConfigDict(serialize_by_alias=True)

    versions: list[VersionChoice]
    environments: list[EnvironmentChoice]
    presets: list[PresetChoice]
    bad_presets: list[BadPreset] = Field(
        description="Files in the folder `presets` of the data that are no presets."
    )
    spec_schema: dict[str, Any] = Field(alias="schema", description="JSON schema of RunSpec.")
    readers: dict[str, ReadersView] = Field(
        description="Who reads a setting, by its dotted path; `part.*` is every other setting of "
        "the part, and what stands nowhere is read by every run."
    )
    allowed: dict[str, dict[str, AllowedWithView]] = Field(
        description="By setting and name: what the name goes together with. A name that is not "
        "here is always allowed."
    )
    asked_first: list[str] = Field(description="Paths of the settings that a form asks first.")
    choice_names: dict[str, str] = Field(
        description="How a name that a setting may have reads, where it reads differently."
    )
    example: ExampleView
    length_examples: dict[str, Any] = Field(
        description="What a rollout length of each kind begins with in a form."
    )
    series: list[SeriesChoice] = Field(description="What runs report over real steps.")
    curves: list[CurveChoice] = Field(description="What runs report over the horizon.")
    curve_looks: CurveLooks
    groupings: list[Choice] = Field(
        description="What runs may be grouped by, beside single tags as `tag:NAME`."
    )
    compared_columns: list[DiagnosticView] = Field(
        description="What each column of a comparison says, in reading order."
    )
    trust_columns: list[DiagnosticView] = Field(
        description="What each column of the table of trust says, in reading order."
    )
    limits: Limits


class NodeView(View):
    """A machine of a cluster."""

    name: Shown
    state: Shown
    resources: Shown


class WorkerView(View):
    """One worker process."""

    id: str
    host: str
    slots: int
    busy: int
    version: str
    heartbeat_at: datetime
    live: bool
    engine: str = Field(description="What places its runs: this machine, or a cluster.")
    nodes: list[NodeView] = Field(description="The nodes of its cluster, as it describes them.")
    trouble: Shown | None = Field(description="What is wrong with its engine now.")


class Workers(View):
    """The workers seen lately."""

    items: list[WorkerView]


class OwnRuns(View):
    """What the account that asks has in the queue."""

    waiting: int = Field(
        description="Queued and paused ones: both count towards `max_queued_per_account`."
    )
    running: int


class Queue(View):
    """How much there is to do, and to do it with."""

    running: int
    queued: int = Field(description="Runs that wait to be taken. Paused ones are not among them.")
    paused: int = Field(description="Runs that wait until somebody lets them go on.")
    slots: int
    workers_live: int
    is_paused: bool = Field(description="Whether nothing is taken until somebody lets it go on.")
    max_running_per_account: int | None = Field(
        description="Runs of one account at a time; null where as many as there is room for."
    )
    max_queued_per_account: int = Field(
        description="Runs of one account that may wait. A launch beyond it is refused (429)."
    )
    yours: OwnRuns | None = Field(description="Your own runs; null where there are no accounts.")


class QueueChange(Ask):
    """Rules for the whole queue. What is left out stays."""

    paused: bool | None = Field(None, description="True: nothing is taken. What runs goes on.")
    max_running_per_account: int | None = Field(
        None, ge=0, le=100_000, description="Runs of one account at a time; 0 takes the limit away."
    )
    max_queued_per_account: int | None = Field(
        None, ge=0, le=100_000, description="Runs of one account that may wait; 0: the usual 1,000."
    )
