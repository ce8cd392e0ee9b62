"""Any diagnostic over the horizon and any series over real steps: of one run, and of groups."""

import math
from dataclasses import replace

import numpy as np
import pytest

from backend.db.profiles import StoredProfile
from backend.db.series import Points
from backend.figures.group_curves import GroupCurves, with_intervals
from backend.figures.group_series import GroupSeries
from backend.figures.horizon_style import OverHorizonView
from backend.figures.over_horizon import over_horizon_figure
from backend.figures.over_steps import OverStepsView, over_steps_figure
from backend.spec.curves import CURVES
from backend.spec.series import SERIES

H = np.arange(1, 11)
STEPS = np.array([100, 200, 300])


def profile(kind, mean, run="r", env_step=100):
    mean = np.asarray(mean, float)
    return StoredProfile(
        run, kind, "current", env_step, "mean", H, mean, mean / 2, mean, mean * 2, H
    )


def group(index, *means, kind="disagreement"):
    curves = [profile(kind, mean, str(n)) for n, mean in enumerate(means)]
    return GroupCurves(index, f"k = {index}", curves)


def parts(trace):
    """The values of each line of a trace that has gaps between its lines."""
    y = np.asarray(trace.y, float)
    cut = np.split(y, np.flatnonzero(np.isnan(y)))
    return [part[np.isfinite(part)].tolist() for part in cut if np.isfinite(part).any()]


def lines(figure, index):
    whose = {"role": "group", "group": index}
    return [t for t in figure.data if t.meta == whose and t.mode != "markers"]


def middle_of(scale, *curves):
    stack = np.array(curves, float)
    return np.exp(np.log(stack).mean(0)) if scale == "log" else stack.mean(0)


def ends(figure):
    return [a.text for a in figure.layout.annotations if (a.name or "").startswith(("role", "gr"))]


def reported(*values):
    return [Points(STEPS, np.asarray(each, float), STEPS * 1.0) for each in values]


@pytest.mark.parametrize("kind", [key for key, each in CURVES.items() if not each.over_dimensions])
def test_every_kind_has_one_named_line_and_one_interval_for_each_group(kind):
    curves = (0.1 * H, 0.2 * H, 0.4 * H), (1.0 * H, 1.1 * H, 1.2 * H)
    groups = [group(index, *each) for index, each in enumerate(curves)]
    figure, notes = over_horizon_figure(OverHorizonView(kind, individual=False), groups)
    for index, each in enumerate(curves):
        (line,) = lines(figure, index)
        np.testing.assert_allclose(line.y, middle_of(CURVES[kind].scale, *each))
        assert ", 3 runs" in line.customdata[0]
    assert [t.meta["group"] for t in figure.data if t.meta["role"] == "band"] == [0, 1]
    assert [text for text in ends(figure) if "ε" not in text] == ["k = 0", "k = 1"]
    # These begin at different errors, and an epsilon is that of one of them.
    assert len(notes) == bool(CURVES[kind].references)


def test_seeds_are_thin_lines_that_end_in_dots_while_they_are_few():
    view = OverHorizonView("disagreement")
    ten = [group(0, *(0.1 * n * H for n in range(1, 11)))]
    eleven = [group(0, *(0.1 * n * H for n in range(1, 12)))]
    drawn, _ = over_horizon_figure(view, ten)
    seeds, mean = lines(drawn, 0)
    assert (seeds.line.width, mean.line.width) == (0.8, 2)
    assert parts(seeds) == [(0.1 * n * H).tolist() for n in range(1, 11)]
    (dots,) = [t for t in drawn.data if t.mode == "markers"]
    assert list(dots.x) == [10.0] * 10
    np.testing.assert_allclose(dots.y, np.arange(1.0, 11.0))
    for asked, of, seeds in ((None, eleven, 0), (False, ten, 0), (True, eleven, 11)):
        figure, _ = over_horizon_figure(replace(view, individual=asked), of)
        assert sum(len(parts(line)) for line in lines(figure, 0)) == seeds + 1


def test_many_groups_are_drawn_without_their_seeds():
    groups = [replace(group(0, 0.1 * H, 0.2 * H, 0.3 * H), index=n) for n in range(13)]
    figure, _ = over_horizon_figure(OverHorizonView("disagreement"), groups)
    assert [len(lines(figure, n)) for n in range(13)] == [1] * 13


@pytest.mark.parametrize("scale", [None, "linear"])
def test_a_positive_quantity_has_its_interval_on_the_log_scale_on_any_axis(scale):
    # Decades of -2, 0 and 1, at h = 1: mean -1/3, deviation 1.5275, t = 4.3027.
    curves = [group(0, 0.01 * H, 1.0 * H, 10.0 * H)]
    figure, _ = over_horizon_figure(OverHorizonView("disagreement", scale=scale), curves)
    band = next(t for t in figure.data if t.meta["role"] == "band")
    half = 4.302653 * 1.527525 / 3**0.5
    assert min(band.y) == pytest.approx(10.0 ** (-1 / 3 - half), rel=1e-4)
    assert max(band.y) == pytest.approx(10.0 * 10.0 ** (-1 / 3 + half), rel=1e-4)
    assert lines(figure, 0)[-1].customdata[0] == "0.464 (7.4e\u22125 to 2,892), 3 runs"


def test_a_quantity_of_either_sign_has_an_interval_above_zero_on_a_log_axis():
    view = OverHorizonView("return-gap", scale="log")
    figure, _ = over_horizon_figure(view, [group(0, 0.01 * H, 1.0 * H, 2.0 * H)])
    band = next(t for t in figure.data if t.meta["role"] == "band")
    assert min(band.y) > 0.0


@pytest.mark.parametrize(("scale", "lowest"), [("linear", -5.0), ("log", 8.0)])
def test_the_quantiles_of_a_single_run_are_drawn_where_their_axis_has_a_place(scale, lowest):
    low = np.where(H < 8, -5.0, 1.0 * H)
    one = replace(profile("return-gap", 10.0 * H), q10=low)
    view = OverHorizonView("return-gap", scale=scale)
    figure, _ = over_horizon_figure(view, [GroupCurves(None, "run", [one])])
    band = next(t for t in figure.data if t.meta["role"] == "band")
    assert min(band.y) == lowest


def test_a_companion_is_dashed_and_its_group_is_named_once():
    solid = group(0, 1.0 * H, kind="pathwise-norm"), group(1, 2.0 * H, kind="pathwise-norm")
    beside = group(0, 3.0 * H, kind="likelihood-norm"), group(1, 4.0 * H, kind="likelihood-norm")
    figure, _ = over_horizon_figure(OverHorizonView("pathwise-norm"), solid, beside)
    assert [line.line.dash for line in lines(figure, 0)] == ["solid", "dash"]
    assert lines(figure, 0)[1].name == "k = 0, likelihood ratio"
    assert ends(figure) == ["k = 0", "k = 1"]


def test_seeds_of_a_companion_are_thin_and_dashed_too():
    both = [group(0, 1.0 * H, 2.0 * H)], [group(0, 3.0 * H, 4.0 * H)]
    figure, _ = over_horizon_figure(OverHorizonView("pathwise-norm"), *both)
    assert [(line.line.width, line.line.dash) for line in lines(figure, 0)] == [
        (0.8, "solid"), (2, "solid"), (0.8, "dash"), (2, "dash"),
    ]  # fmt: skip


def test_a_ratio_of_a_single_run_has_the_interval_of_its_starts():
    kind = "variance-ratio"
    ends = (
        [group(None, size * H, kind=f"{kind}-{end}")] for end, size in (("low", 0.5), ("high", 3))
    )
    found = with_intervals([group(None, 1.0 * H, kind=kind)], *ends)
    figure, _ = over_horizon_figure(OverHorizonView(kind), found)
    band = next(t for t in figure.data if t.meta["role"] == "band")
    assert (min(band.y), max(band.y)) == (0.5, 30.0)
    words = next(t for t in figure.data if t.customdata is not None).customdata
    assert words[1] == "2 (1 to 6), 95 %"
    bare = with_intervals([group(None, 1.0 * H, kind=kind)], [], [])
    figure, _ = over_horizon_figure(OverHorizonView(kind), bare)
    assert not [t for t in figure.data if t.meta["role"] == "band"]
    assert next(t for t in figure.data if t.customdata is not None).customdata[1] == "2"


def test_both_lines_of_a_single_run_are_named():
    beside = [group(None, 2.0 * H, kind="likelihood-norm")]
    figure, _ = over_horizon_figure(
        OverHorizonView("pathwise-norm"), [group(None, 1.0 * H, kind="pathwise-norm")], beside
    )
    assert ends(figure) == ["pathwise", "likelihood ratio"]


@pytest.mark.parametrize(
    ("asked", "steps", "note"),
    [
        (None, (100, 100), None),
        (100, (100, 100), None),
        (None, (100, 400), "Measured between real steps 100 and 400, by run."),
        (400, (100, 100), "Measured at real step 100, the last time before."),
        (400, (100, 400), "Measured between real steps 100 and 400, by run."),
    ],
)
def test_curves_of_another_step_than_the_one_asked_for_say_so(asked, steps, note):
    curves = [profile("disagreement", H, str(n), step) for n, step in enumerate(steps)]
    shown = [GroupCurves(0, "k = 5", curves)]
    _, notes = over_horizon_figure(OverHorizonView("disagreement", env_step=asked), shown)
    assert [each for each in notes if "Measured" in each] == ([note] if note else [])


def test_a_crowd_of_groups_has_no_intervals_and_says_so():
    groups = [replace(group(0, 0.1 * H, 0.2 * H, 0.3 * H), index=n) for n in range(13)]
    figure, notes = over_horizon_figure(OverHorizonView("disagreement"), groups)
    assert "band" not in {t.meta["role"] for t in figure.data}
    assert any("Intervals are left out" in each for each in notes)


@pytest.mark.parametrize("kind", ["coverage-50", "coverage-90"])
def test_a_coverage_is_read_between_nothing_and_everything_beside_its_ideal(kind):
    figure, _ = over_horizon_figure(OverHorizonView(kind), [group(None, np.full(10, 0.99))])
    low, high = figure.layout.yaxis.range
    assert low <= 0.0
    assert high >= 1.0
    (ideal,) = figure.layout.shapes
    assert ideal.y0 == ideal.y1 == float(kind[-2:]) / 100.0


def test_errors_over_the_horizon_are_logarithmic_and_have_no_ideal():
    figure, _ = over_horizon_figure(OverHorizonView("disagreement"), [group(None, 0.1 * H)])
    assert figure.layout.yaxis.type == "log"
    assert not figure.layout.shapes


def test_a_diagnostic_nobody_measured_is_a_figure_without_lines():
    figure, notes = over_horizon_figure(OverHorizonView("coverage-90"), [])
    assert not figure.data
    assert notes == []


@pytest.mark.parametrize("key", sorted(SERIES))
def test_every_series_has_one_named_line_and_one_interval_for_each_group(key):
    groups = [
        GroupSeries(0, "k = 0", {key: reported([1, 2, 3], [2, 3, 4], [3, 4, 5])}),
        GroupSeries(1, "k = 1", {key: reported([5, 6, 7], [6, 7, 8], [7, 8, 9])}),
    ]
    figure, _ = over_steps_figure(key, groups, OverStepsView(individual=False))
    middle = middle_of(SERIES[key].scale, [1, 2, 3], [2, 3, 4], [3, 4, 5])
    np.testing.assert_allclose(lines(figure, 0)[-1].y, middle)
    assert [t.meta["group"] for t in figure.data if t.meta["role"] == "band"] == [0, 1]
    assert SERIES[key].unit in figure.layout.annotations[0].text


def test_a_mismatch_is_read_beside_that_of_equal_samples():
    groups = [GroupSeries(0, "k", {"mismatch/auc_data": reported([0.9, 0.95, 0.99])})]
    figure, _ = over_steps_figure("mismatch/auc_data", groups, OverStepsView())
    (ideal,) = figure.layout.shapes
    assert ideal.y0 == 0.5
    assert figure.layout.yaxis.range[0] <= 0.5


def test_a_run_alone_has_the_interval_of_its_series_and_several_that_over_seeds():
    """Where an end was not measured there is no band: this run has none at the second step."""
    key = "mismatch/auc_data"
    ends = {
        f"{key}_low": reported([0.5, math.nan, 0.7]),
        f"{key}_high": reported([0.9, 1.0, 0.8]),
    }
    alone = GroupSeries(None, "", {key: reported([0.6, 0.7, 0.75]), **ends})
    figure, _ = over_steps_figure(key, [alone], OverStepsView())
    (band,) = (t for t in figure.data if t.meta["role"] == "band")
    np.testing.assert_allclose(band.y, [0.9, 0.8, 0.7, 0.5])
    (told,) = (t.customdata for t in figure.data if t.customdata is not None)
    assert list(told) == ["0.6 (0.5 to 0.9), 95 %", "0.7", "0.750 ± 0.050, 95 %"]
    before = GroupSeries(None, "", {key: reported([0.6, 0.7, 0.75])})
    figure, _ = over_steps_figure(key, [before], OverStepsView())
    assert not [t for t in figure.data if t.meta["role"] == "band"]


def test_an_exploding_gradient_is_drawn_on_a_log_axis():
    key = "policy/gradient_norm"
    groups = [GroupSeries(0, "k", {key: reported([1, 1e3, 1e6], [1, 1e3, 1e9], [1, 1e2, 1e6])})]
    figure, _ = over_steps_figure(key, groups, OverStepsView(individual=True))
    assert figure.layout.yaxis.type == "log"
    assert min(next(t for t in figure.data if t.meta["role"] == "band").y) > 0
    assert [len(parts(line)) for line in lines(figure, 0)] == [3, 1]


def test_where_nothing_was_there_to_measure_is_a_gap_and_no_number_gone_wrong():
    """No real episode ended h steps ahead: there are no starts, and the store has no number."""
    mean = np.where(H > 6, np.nan, 0.5)
    curve = profile("endings-foreseen", mean)
    unmeasured = replace(curve, count=np.where(H > 6, 0, 3))
    asked = OverHorizonView("endings-foreseen")
    assert over_horizon_figure(asked, [GroupCurves(None, "run", [unmeasured])])[1] == []
    (note,) = over_horizon_figure(asked, [GroupCurves(None, "run", [curve])])[1]
    assert note == "foreseen: 4 values are not finite and shown as gaps."


def test_it_is_said_from_where_on_a_mean_may_be_over_fewer_seeds():
    """Seeds whose episodes end early have short curves: the mean beyond them may jump."""
    curves = [profile("skill", 0.1 * H, run) for run in "abc"]
    arrays = {name: getattr(curves[1], name)[:7] for name in ("horizon", "mean", "count")}
    quantiles = {name: getattr(curves[1], name)[:7] for name in ("q10", "q50", "q90")}
    short = replace(curves[1], **arrays, **quantiles)
    groups = [GroupCurves(0, "k = 1", [curves[0], short, curves[2]])]
    note = "Some runs end before others: beyond h = 7 a mean may be over fewer."
    assert note in over_horizon_figure(OverHorizonView("skill"), groups)[1]
    groups = [GroupCurves(0, "k = 1", curves), GroupCurves(1, "k = 5", [short])]
    assert note not in over_horizon_figure(OverHorizonView("skill"), groups)[1]
