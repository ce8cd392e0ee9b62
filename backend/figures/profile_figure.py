"""The performance profile: which share of a group's runs ends above each return."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import plotly.graph_objects as go

from backend.figures.drawing import Drawing, Floats, Whose
from backend.figures.notes import note_crowd
from backend.groups.singles import MANY_GROUPS
from backend.statistics.profile import Profile, performance_profile
from backend.thinning import Indices
from backend.verdict.figures import counted

Y_TITLE = "share of runs above τ"
RETURN_TITLE = "τ, real return (reward per episode)"
SCORE_TITLE = "τ, normalised score"
# Beside the least and the most of all values, of their distance.
AIR = 0.05


@dataclass(frozen=True)
class GroupValues:
    """A group's final returns or scores.

    Attributes:
        index: Its place, which decides its colour; None for a single run.
        label: What stands at its line's end.
        values: One for each run that was evaluated; NaN where it has diverged, or failed before
            its first evaluation.
        failed: How many of these failed before it.
        runs: All of the group's runs; None where each of them has a value.
    """

    index: int | None
    label: str
    values: Sequence[float]
    failed: int = 0
    runs: int | None = None


def profile_figure(groups: Sequence[GroupValues], x_title: str) -> tuple[go.Figure, list[str]]:
    """A line in steps for each group, with the exact 95 % interval at each tau.

    Args:
        groups: What their runs end at.
        x_title: Name and unit of it.
    """
    drawing = Drawing(always=(0.0, 1.0))
    tau = _thresholds([value for group in groups for value in group.values])
    for group in groups:
        profile = performance_profile(group.values, tau) if len(tau) else None
        if profile is not None:
            _draw(drawing, group, tau, profile, with_band=len(groups) <= MANY_GROUPS)
    for group in groups:
        drawing.notes.extend(_lost(group))
    note_crowd(drawing.notes, len(groups))
    figure = drawing.figure(x_title, Y_TITLE, has_steps=False)
    return figure, drawing.notes


def _lost(group: GroupValues) -> list[str]:
    """Which of a group's runs are below every tau, and which are not counted."""
    lost = int((~np.isfinite(group.values)).sum()) - group.failed
    left = 0 if group.runs is None else group.runs - len(group.values)
    of = counted(len(group.values), "run")
    told = (
        (lost, f"{lost} of {of} {_have(lost)} diverged, and {_count(lost)} as below every τ."),
        (
            group.failed,
            f"{group.failed} of {of} failed before an evaluation, and {_count(group.failed)} as "
            "below every τ.",
        ),
        (left, f"{counted(left, 'run')} more {_have(left)} no value, and {_count(left)} nowhere."),
    )
    return [f"{group.label}: {words}" for count, words in told if count]


def _have(runs: int) -> str:
    return "has" if runs == 1 else "have"


def _count(runs: int) -> str:
    return "counts" if runs == 1 else "count"


def _thresholds(values: Sequence[float]) -> Floats:
    """Where a share can fall, and a place on either side."""
    known = np.asarray(values, float)
    known = np.unique(known[np.isfinite(known)])
    if len(known) == 0:
        return known
    air = AIR * (known[-1] - known[0]) or AIR * abs(known[0]) or AIR
    return np.concatenate(([known[0] - air], known, [known[-1] + air]))


def _draw(
    drawing: Drawing, group: GroupValues, tau: Floats, profile: Profile, *, with_band: bool
) -> None:
    whose = Whose("real") if group.index is None else Whose("group", group.index)
    if with_band:
        corners = np.repeat(tau, 2)[1:]
        low, high = (np.repeat(each, 2)[:-1] for each in (profile.low, profile.high))
        drawing.band(corners, low, high, whose)
    drawing.line(
        tau,
        profile.share,
        whose,
        name=group.label,
        hover="%{customdata}",
        said=partial(_words, profile),
        line={"width": 2, "shape": "hv"},
    )
    drawing.end_label(group.label, tau, profile.share, whose)


def _words(profile: Profile, places: Indices) -> list[str]:
    """What pointing says: how many runs are above, and what that leaves open."""
    shown = (each[places].tolist() for each in (profile.share, profile.low, profile.high))
    return [
        f"{round(share * profile.n)} of {profile.n} above "
        f"({100.0 * low:.0f} to {100.0 * high:.0f} %)"
        for share, low, high in zip(*shown, strict=True)
    ]
