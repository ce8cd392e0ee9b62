"""How lines over the horizon look, and what decides it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, get_args

from backend.groups.grouping import ENDS, Part
from backend.spec.curves import CURVES
from backend.spec.diagnostic import (
    POLICY_NAMES,
    Curve,
    DataPolicy,
    Middle,
    Policies,
    Reference,
    Scale,
)

REFERENCES: tuple[Reference, ...] = get_args(Reference)
DASHES = {"current": "solid", "data": "dash", "suite": "solid"}


class StyledGroup(Protocol):
    """What of a group decides how it looks."""

    @property
    def index(self) -> int | None:
        """Its place, which decides its colour; None for a single run."""

    @property
    def label(self) -> str:
        """What stands at its line's end."""

    @property
    def part(self) -> Part:
        """Which part it is of runs that are too many to be told apart."""


@dataclass(frozen=True)
class OverHorizonView:
    """Which diagnostic, and how it is looked at.

    Attributes:
        kind: A key of `CURVES`.
        policy: Along whose episodes it was measured.
        scale: Of its axis; None is the diagnostic's own.
        summed: Whether the values of all steps until h are added up.
        references: Reference curves, as far as the diagnostic has them.
        individual: Whether each run has a thin line of its own; None: where they are few.
        env_step: The evaluation asked for, if any.
        environment: That of the runs, which names dimensions; None: they are of several.
        middle: What a group's line is over its runs.
    """

    kind: str
    policy: Policies = "current"
    scale: Scale | None = None
    summed: bool = False
    references: Sequence[Reference] = REFERENCES
    individual: bool | None = None
    env_step: int | None = None
    environment: str | None = None
    middle: Middle = "mean"

    @property
    def policies(self) -> tuple[DataPolicy, ...]:
        """Those drawn, the current one first."""
        return ("current", "data") if self.policy == "both" else (self.policy,)


@dataclass(frozen=True)
class Style:
    """How a group's line is drawn.

    Attributes:
        name: What pointing at it says.
        end: Words at its end; None where another line of the group has them.
        scale: Of the axis that it is drawn on.
        of: The diagnostic.
        individual: Whether each run has a thin line beside it; None: where they are few.
        groups: How many groups are in view.
        dash: Of the line.
        has_interval: Whether a single run's band is a 95 % interval.
        places: Names of its places, where these are no steps.
        middle: What the line is over the group's runs.
        part: Which part the group is of runs that are too many to be told apart.
    """

    name: str
    end: str | None
    scale: Scale
    of: Curve
    individual: bool | None
    groups: int
    dash: str = "solid"
    has_interval: bool = False
    places: Sequence[str] = ()
    middle: Middle = "mean"
    part: Part = ""


def style_of(
    curve: Curve, group: StyledGroup, policy: DataPolicy, view: OverHorizonView, groups: int
) -> Style:
    """How a group's curves along a policy's episodes look."""
    has_both = view.policy == "both"
    if group.index is None:
        name = end = POLICY_NAMES[policy] if len(curve.policies) > 1 else curve.line
    else:
        name = f"{group.label}, {POLICY_NAMES[policy]}" if has_both else group.label
        end = f"{group.label} ({policy})" if has_both else group.label
    scale, of_run = view.scale or curve.scale, curve.interval is not None
    dash = DASHES[policy]
    individual = True if group.part in ENDS else view.individual
    return Style(
        name,
        end,
        scale,
        curve,
        individual,
        groups,
        dash,
        of_run,
        middle="median" if group.part == "all" else view.middle,
        part=group.part,
    )


def style_beside(curve: Curve, group: StyledGroup, view: OverHorizonView, groups: int) -> Style:
    """How those of the companion look that stands beside a diagnostic."""
    name = CURVES[curve.companion].line if curve.companion is not None else ""
    is_alone = group.index is None
    named = name if is_alone else f"{group.label}, {name}"
    return Style(
        named,
        name if is_alone else None,
        view.scale or curve.scale,
        curve,
        individual=view.individual,
        groups=groups,
        dash="dash",
        middle=view.middle,
    )
