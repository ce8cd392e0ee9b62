"""What describes a diagnostic: the one entry that figures, menus, exports and the API follow."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

Scale = Literal["log", "linear"]
# What training is measured by on the x axis of figures.
TrainingAxis = Literal["steps", "imagined", "updates", "wall", "cpu"]
# What a group's line is over its runs; of single seeds there is none.
Middle = Literal["mean", "median", "iqm", "seeds"]
# Whose episodes a curve is measured along: of the policies that filled the data, of the current
# one, or those of the environment's suite, which are the same for every run.
DataPolicy = Literal["data", "current", "suite"]
# What it is measured from: returns need an evaluation, a model's error a model too, gradients a
# policy network that they can be taken through, what is along the suite a suite, reactions a
# simulator that can be set back, endings episodes that terminate; a diagnostic may be left out for
# its cost.
Needs = Literal["returns", "model", "diagnostic", "gradients", "suite", "restorable", "endings"]
# Reference curves over the horizon that start at the error of one step: epsilon h, the most that
# a step is off by where errors add up, and epsilon h (h + 1) / 2, the sum of that over the steps,
# which is what Ross and Bagnell bound by epsilon T^2 (2010, theorem 2.1).
# The naive ones are errors of predictors that no model should lose to.
Reference = Literal["linear", "triangular", "naive"]
# Along whose episodes a curve is looked at.
Policies = Literal["current", "data", "both", "suite"]
# What an axis says of it, where a diagnostic is measured along several.
ALONG: dict[Policies, str] = {
    "current": "current policy",
    "data": "data policy",
    "both": "each run's own episodes",
    "suite": "suite",
}
# The units of errors of states: of each run's own data, and of a suite, which is the same for all.
DEVIATIONS = "standard deviations of the data"
SUITE_DEVIATIONS = "standard deviations of the suite's states"
POLICY_NAMES: dict[Policies, str] = {
    "current": "current policy",
    "data": "data policy",
    "both": "both",
    "suite": "suite",
}
# Whose episodes these are, of one run in a sentence.
WHOSE_EPISODES: dict[DataPolicy, str] = {
    "current": "its current policy's episodes",
    "data": "held-out episodes of the policies that filled its data",
    "suite": "the suite",
}
AXIS_NAMES: dict[TrainingAxis, str] = {
    "steps": "real steps",
    "imagined": "model steps",
    "updates": "gradient steps",
    "wall": "wall time",
    "cpu": "CPU time",
}
MIDDLE_NAMES: dict[Middle, str] = {
    "mean": "mean",
    "median": "median",
    "iqm": "IQM",
    "seeds": "single seeds",
}
SCALE_NAMES: dict[Scale, str] = {"log": "log", "linear": "linear"}
REFERENCE_NAMES: dict[Reference, str] = {
    "linear": "εh",
    "triangular": "εh(h + 1)/2",
    "naive": "naive predictors",
}
# Whether an error is that of each step or added up, and the reference that belongs to it.
SUM_NAMES: dict[str, tuple[str, Reference]] = {
    "step": ("per step", "linear"),
    "sum": ("added up", "triangular"),
}
# The unit of state errors.
DEVIATIONS = "standard deviations of the data"
# Real steps of the mean that smooths a series; an address may say any other number.
SMOOTHING_NAMES: dict[str, str] = {
    "0": "as measured",
    **{
        str(steps): f"mean of {steps:,} steps"
        for steps in (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
    },
}
HORIZON_TITLE = "horizon h (steps)"
UNBOUNDED = (float("-inf"), float("inf"))
# Model steps ahead that are looked at before a reader chooses.
FIRST_HORIZON = 10


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """Something that a run measures.

    Attributes:
        key: Its name in the store, in exports and in addresses.
        name: Its name in menus, tables and the glossary.
        unit: What one of it is.
        label: Its name on an axis; left out: its name.
        definition: What is computed, with its formula.
        how_to_read: How to read it.
        source: The paper it is from, or that it is ours.
        scale: Of its axis.
        ideal: A level to read it against: what a perfect model would show.
        always_shown: Values that its axis always shows.
        has_own_figure: Whether it is drawn in a figure of its own, and stands in no menu.
        needs: What it is measured from.
    """

    key: str
    name: str
    unit: str
    definition: str
    how_to_read: str
    label: str = ""
    source: str = "Ours."
    scale: Scale = "linear"
    ideal: float | None = None
    always_shown: tuple[float, ...] = ()
    has_own_figure: bool = False
    needs: Needs = "returns"

    def __post_init__(self) -> None:
        """An axis without words of its own says the name."""
        object.__setattr__(self, "label", self.label or self.name)

    @property
    def anchor(self) -> str:
        """What a code host calls the heading that has its name."""
        return re.sub(r"[^\w\- ]", "", self.name.lower()).replace(" ", "-")

    @property
    def bounds(self) -> tuple[float, float]:
        """What a value of its unit lies between, and so the interval of a mean of them."""
        if self.unit.startswith(("share", "area under the curve")):
            return (0.0, 1.0)
        return (0.0, 100.0) if self.unit == "%" else UNBOUNDED

    @property
    def guide(self) -> str:
        """Its section of the guide, as page and anchor."""
        return f"glossary#{self.anchor}"

    @property
    def axis_title(self) -> str:
        """Label and unit, as they stand on an axis."""
        return f"{self.label} ({self.unit})"


@dataclass(frozen=True, kw_only=True)
class Curve(Diagnostic):
    """A diagnostic over the horizon h, the number of imagined steps.

    Attributes:
        line: The name of a single run's line.
        policies: Whose real episodes it is measured along.
        references: Reference curves that it can be read against.
        summed_label: Its name on an axis where the values of all steps until h are added up; empty
            where that means nothing.
        companion: What is drawn dashed beside it.
        is_companion: Whether it is only drawn beside another one, and stands in no menu.
        interval: The curves that hold the ends of its 95 % interval, drawn as its band; without
            them the band holds 80 % of the start states.
        x_title: What the steps are that it is over, as its axis says.
        over_dimensions: Whether it is over the dimensions of an observation, in their order from 1:
            drawn as points, and named.
        naive: The errors of naive predictors that it is drawn beside.
        along_episodes: Whether it is computed from what the model says along real episodes, by the
            function in `worker/mbrl/evaluation` that has its name.
    """

    line: str
    policies: tuple[DataPolicy, ...] = ("current",)
    references: tuple[Reference, ...] = ()
    summed_label: str = ""
    companion: str | None = None
    is_companion: bool = False
    interval: tuple[str, str] | None = None
    x_title: str = HORIZON_TITLE
    over_dimensions: bool = False
    along_episodes: bool = False
    naive: tuple[str, ...] = ()

    @property
    def is_over_horizon(self) -> bool:
        """Whether its steps are those of the horizon, which one cursor shows in all figures."""
        return self.x_title == HORIZON_TITLE

    def usual_policy(self, runs: int, *, share_suite: bool = False) -> Policies:
        """Whose episodes are looked at before a reader chooses.

        Of a single run its own: what changing the policy cost is the question. Between runs the
        suite, where they share one: their models are then asked the same, in one unit.
        """
        if runs == 1:
            return "both" if len(self.policies) > 1 else "current"
        return "suite" if share_suite and "suite" in self.policies else "current"

    def unit_along(self, policies: Policies) -> str:
        """The unit of what is measured along these episodes."""
        return SUITE_DEVIATIONS if policies == "suite" and self.unit == DEVIATIONS else self.unit

    def title_along(self, policies: Policies, *, summed: bool = False) -> str:
        """Label, whose episodes and unit, as they stand on an axis."""
        label = self.summed_label if summed else self.label
        along = f", {ALONG[policies]}" if len(self.policies) > 1 else ""
        return f"{label}{along} ({self.unit_along(policies)})"


@dataclass(frozen=True, kw_only=True)
class Series(Diagnostic):
    """A diagnostic over real environment steps.

    Attributes:
        interval: The series that hold the ends of its 95 % interval, drawn as a single run's band.
        is_companion: Whether it is only drawn beside another one, and stands in no menu.
    """

    interval: tuple[str, str] | None = None
    is_companion: bool = False


def with_interval(series: Series, method: str, source: str) -> tuple[Series, ...]:
    """A series and the ends of its 95 % interval; what `method` says of it stands in each."""
    ends = (f"{series.key}_low", f"{series.key}_high")
    return (
        replace(series, interval=ends),
        *(
            replace(
                series,
                key=key,
                name=f"{series.name}, {words}",
                label=f"{series.label}, {words}",
                definition=f"The {words} of its 95 % interval, {method}",
                how_to_read=f"Where the interval holds {series.ideal:g}, nothing is known to "
                "differ from it."
                if series.ideal is not None
                else "The truth lies within it in about 95 of 100 runs.",
                source=source,
                is_companion=True,
            )
            for key, words in zip(ends, ("lower end", "upper end"), strict=True)
        ),
    )


Described = TypeVar("Described", bound=Diagnostic)


def by_key(diagnostics: Iterable[Described]) -> dict[str, Described]:
    """The diagnostics by their keys, in their order.

    Raises:
        ValueError: When two have one key.
    """
    found: dict[str, Described] = {}
    for each in diagnostics:
        if each.key in found:
            raise ValueError(f"two diagnostics are called {each.key!r}")
        found[each.key] = each
    return found
