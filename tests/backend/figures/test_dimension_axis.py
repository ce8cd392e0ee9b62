"""Figures whose x are the dimensions of an observation: points with names."""

import numpy as np
import pytest

from backend.db.profiles import StoredProfile
from backend.figures.group_curves import GroupCurves
from backend.figures.horizon_style import OverHorizonView
from backend.figures.over_horizon import over_horizon_figure


def curves(count, policies=("current",), run="r"):
    places = np.arange(1, count + 1)
    mean = places / 10.0
    return [
        StoredProfile(
            run,
            "dimension-error",
            each,
            100,
            "mean",
            places,
            mean,
            mean / 2,
            mean,
            2 * mean,
            places,
        )
        for each in policies
    ]


def drawn(count, environment, **view):
    asked = OverHorizonView("dimension-error", environment=environment, **view)
    group = GroupCurves(None, "", curves(count, asked.policies))
    return over_horizon_figure(asked, [group])[0]


def points(figure):
    return [trace for trace in figure.data if trace.mode == "markers"]


def test_each_dimension_is_a_point_with_a_bar_and_its_name_at_the_axis():
    figure = drawn(3, "Pendulum-v1")
    bars, (point,) = figure.data[0], points(figure)
    assert list(point.y) == pytest.approx([0.1, 0.2, 0.3])
    assert list(bars.x) == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    np.testing.assert_allclose(bars.y[:2], [0.05, 0.2])
    assert np.isnan(bars.y[2])
    assert list(figure.layout.xaxis.tickvals) == [1, 2, 3]
    names = [each.replace("<br>", " ") for each in figure.layout.xaxis.ticktext]
    assert names == ["cosine of the angle", "sine of the angle", "angular velocity"]
    assert list(figure.layout.xaxis.range) == [0.5, 3.5]


def test_many_names_are_told_by_pointing():
    figure = drawn(11, "Hopper-v5")
    assert figure.layout.xaxis.ticktext is None
    assert figure.layout.xaxis.title.text.endswith("(point at one for its name)")
    assert points(figure)[0].customdata[1].startswith("torso angle, ")


def test_runs_of_several_environments_have_numbers():
    figure = drawn(3, None)
    assert figure.layout.xaxis.ticktext is None
    assert figure.layout.xaxis.title.text == "dimension of the observation"
    assert figure.layout.xaxis.dtick == 1


def test_the_policies_that_filled_the_data_are_open_points():
    symbols = [each.marker.symbol for each in points(drawn(3, "Pendulum-v1", policy="both"))]
    assert symbols == ["circle", "circle-open"]


def test_seeds_are_small_points_beside_their_mean():
    asked = OverHorizonView("dimension-error", environment="Pendulum-v1")
    group = GroupCurves(0, "k = 5", [c for run in "abc" for c in curves(3, run=run)])
    figure, _ = over_horizon_figure(asked, [group])
    assert [each.marker.size for each in points(figure) if len(each.y) == 3][-1] == 9
    seeds = next(each for each in points(figure) if each.marker.size == 4)
    assert np.isfinite(seeds.y).sum() == 3 * 3


@pytest.mark.parametrize(
    ("kind", "linked"), [("dimension-error", False), ("time-coverage", False), ("skill", True)]
)
def test_the_cursor_of_the_horizon_stands_on_axes_of_the_horizon_alone(kind, linked):
    figure, _ = over_horizon_figure(OverHorizonView(kind), [GroupCurves(None, "", curves(3))])
    assert figure.layout.meta.get("is_linked", True) == linked
    assert figure.layout.meta["scale"]
