"""Names are text in every figure: no markup, no TeX and no template of plotly's survives."""

import json
import re
from collections.abc import Iterator

import numpy as np
import pytest

from backend.db.profiles import StoredProfile
from backend.db.series import Points
from backend.db.trajectories import StoredRollout, StoredTrajectories
from backend.figures.answer import Nothing, answer
from backend.figures.export import standalone
from backend.figures.group_curves import GroupCurves
from backend.figures.group_series import GroupSeries
from backend.figures.horizon_style import OverHorizonView
from backend.figures.over_horizon import over_horizon_figure
from backend.figures.over_steps import (
    OverStepsView,
    over_steps_figure,
    returns_figure,
)
from backend.figures.trajectories import Axes, trajectories_figure
from backend.spec.curves import CURVES
from backend.spec.observations import Dimension
from backend.spec.series import SERIES

HOSTILE = (
    "evil <b>x</b>",
    '<a href="//evil.org">here</a>',
    "evil<br>a",
    "$\\sum$ evil",
    "evil %{y} %{customdata|x}",
    "</script><script>evil()",
    "evil &lt;i&gt; &amp;",
)
MARKUP = ("<", ">", "$", "%{")
# What the figures themselves say in plotly's language, around the name.
OURS = ("%{customdata}<extra></extra>", "%{y:.4g}<extra></extra>", "<extra></extra>")
H = np.arange(1, 6)
STEPS = np.array([100, 200, 300])


def curves(kind, name):
    def group(index):
        each = [
            StoredProfile(f"{index}{run}", kind, policy, 1, "mean", H, *([0.1 * H + run] * 4), H)
            for run in range(2)
            for policy in ("current", "data")
        ]
        return GroupCurves(index, name, each)

    return [group(0), group(1)]


def told(keys, name):
    points = [Points(STEPS, np.array([1.0, np.nan, 3.0]) + run, STEPS * 1.0) for run in range(2)]
    return [GroupSeries(index, name, dict.fromkeys(keys, points)) for index in range(2)]


def trajectories(name):
    real = np.stack((np.linspace(0, 1, 9), np.linspace(1, 0, 9)), axis=1)
    rollouts = [
        StoredRollout(0, real[:6] + 0.1, real[:6]),
        StoredRollout(2, real[2:5] + 0.1, real[2:5]),
    ]
    recorded = StoredTrajectories("", 1, 3, np.array([0, 1]), real, rollouts)
    named = Dimension(name, name)
    return trajectories_figure(recorded, Axes(0, 1, named, named, 8))


def drawn(name):
    """Every kind of figure, each with everything that it can show."""
    for kind, curve in CURVES.items():
        beside = () if curve.companion is None else curves(curve.companion, name)
        policy = "both" if len(curve.policies) > 1 else "current"
        view = OverHorizonView(kind, policy=policy, individual=True)
        yield over_horizon_figure(view, curves(kind, name), beside)
    keys = ("return/real", "return/model")
    yield returns_figure(told(keys, name), OverStepsView(individual=True))
    for key in SERIES:
        yield over_steps_figure(key, told([key], name), OverStepsView(individual=True))
    yield trajectories(name)


def strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list | tuple | np.ndarray):
        for each in value:
            yield from strings(each)


def without_ours(text):
    for each in OURS:
        text = text.removesuffix(each)
    return text


@pytest.mark.parametrize("name", HOSTILE)
def test_no_figure_takes_a_name_for_markup(name):
    for figure, _ in drawn(name):
        named = [text for text in strings(figure.to_plotly_json()) if "evil" in text]
        assert named
        assert [text for text in named if any(each in without_ours(text) for each in MARKUP)] == []


def test_notes_and_the_list_of_groups_are_plain_text_already():
    """The page shows them as text, so an entity would be seen."""
    _, notes = returns_figure(told(["return/real"], "a <b> & c"), OverStepsView())
    assert any(note.startswith("a <b> & c, ") for note in notes)


@pytest.mark.parametrize("name", HOSTILE)
def test_an_exported_file_holds_the_name_as_text(name):
    figure, _ = returns_figure(told(["return/real"], name), OverStepsView())
    document = standalone(answer([], [], (figure, []), Nothing([], "returns")).figure)
    drawing = document[document.rindex("Plotly.newPlot(") :]
    named = [json.loads(text) for text in re.findall(r'"(?:[^"\\]|\\.)*"', drawing)]
    named = [without_ours(text) for text in named if "evil" in text]
    assert named
    assert [text for text in named if any(each in text for each in MARKUP)] == []
