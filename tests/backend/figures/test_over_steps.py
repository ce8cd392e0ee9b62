"""Figures over training: which points they keep, and what smoothing means."""

import numpy as np
import pytest

from backend.db.series import Points
from backend.figures.common_steps import common_steps
from backend.figures.group_series import GroupSeries, StoredCurves
from backend.figures.over_steps import (
    OverStepsView,
    over_steps_figure,
    returns_figure,
)
from backend.figures.smoothing import smoothed
from backend.statistics.payable import Payable

KEY = "return/real"
RUN_STEPS = np.arange(1, 20_001)


def points(steps, values):
    return Points(np.asarray(steps), np.asarray(values, float), np.asarray(steps, float))


def with_spikes(seed, at):
    values = np.random.default_rng(seed).normal(size=len(RUN_STEPS))
    values[np.searchsorted(RUN_STEPS, at)] = 60.0
    return points(RUN_STEPS, values)


def spikes_drawn(traces, height):
    return {int(x) for t in traces for x, y in zip(t.x, t.y, strict=True) if y > height}


def lines(figure, width=None):
    return [
        t
        for t in figure.data
        if t.meta["role"] != "band" and (width is None or t.line.width == width)
    ]


def stored(curves):
    """The same points, read where they are drawn."""
    return StoredCurves([int(each.steps[-1]) for each in curves], lambda: curves)


@pytest.mark.parametrize("individual", [False, True])
def test_a_series_that_is_read_where_it_is_drawn_gives_the_same_figure(individual):
    seeds = [with_spikes(seed, [300 * seed + 20]) for seed in range(3)]
    view = OverStepsView(individual=individual)
    here, there = (
        over_steps_figure(KEY, [GroupSeries(0, "k = 5", {KEY: of})], view)
        for of in (seeds, stored(seeds))
    )
    assert here[0].to_json() == there[0].to_json()
    assert here[1] == there[1]


def test_points_that_were_taken_back_meanwhile_are_no_error():
    gone = StoredCurves([100, 200], list)
    figure, _ = over_steps_figure(KEY, [GroupSeries(0, "k = 5", {KEY: gone})], OverStepsView())
    assert not figure.data


def test_every_one_of_twenty_spikes_of_one_step_is_drawn():
    at = np.random.default_rng(3).choice(RUN_STEPS, 20, replace=False)
    one = GroupSeries(None, "run", {KEY: [with_spikes(0, at)]})
    figure, notes = over_steps_figure(KEY, [one], OverStepsView())
    assert spikes_drawn(lines(figure), 30.0) == set(at.tolist())
    assert len(lines(figure)[0].x) <= 2_000
    (note,) = [note for note in notes if "thinned" in note]
    assert note.endswith("their peaks stay, and a zoom shows every point.")


def test_spikes_of_one_seed_stay_in_its_line_and_in_the_mean_of_its_group():
    at = np.random.default_rng(4).choice(RUN_STEPS, 20, replace=False)
    seeds = [with_spikes(0, at), with_spikes(1, []), with_spikes(2, [])]
    group = GroupSeries(0, "k = 5", {KEY: seeds})
    figure, _ = over_steps_figure(KEY, [group], OverStepsView(individual=True))
    assert spikes_drawn(lines(figure, 0.8), 30.0) == set(at.tolist())
    assert spikes_drawn(lines(figure, 2), 15.0) == set(at.tolist())


def test_sixty_thinned_lines_are_noted_once():
    many = [
        GroupSeries(
            n, f"k = {n}", {KEY: [with_spikes(n, [7])], "return/model": [with_spikes(n, [])]}
        )
        for n in range(30)
    ]
    figure, notes = returns_figure(many, OverStepsView())
    assert sum("thinned" in note for note in notes) == 1
    assert figure.layout.meta["is_thinned"]


def test_a_gap_stays_a_gap_where_a_line_is_thinned():
    values = np.sin(RUN_STEPS / 500.0)
    values[9_000:9_100] = np.nan
    one = GroupSeries(None, "run", {KEY: [points(RUN_STEPS, values)]})
    figure, _ = over_steps_figure(KEY, [one], OverStepsView())
    (line,) = lines(figure)
    inside = (line.x > 9_001) & (line.x < 9_100)
    assert np.isnan(line.y[(line.x >= 9_000) & (line.x <= 9_101)]).any()
    assert not np.isfinite(line.y[inside]).any()


def test_what_is_looked_at_is_drawn_whole_and_keeps_the_height_of_all():
    one = GroupSeries(None, "run", {KEY: [with_spikes(0, [15_000])]})
    whole, _ = over_steps_figure(KEY, [one], OverStepsView())
    part, notes = over_steps_figure(KEY, [one], OverStepsView(shown=(1_000.0, 1_900.0)))
    (line,) = lines(part)
    np.testing.assert_array_equal(line.x, np.arange(1_000, 1_901))
    assert part.layout.yaxis.range == whole.layout.yaxis.range
    assert part.layout.xaxis.range == (1_000.0, 1_900.0)
    assert not part.layout.meta["is_thinned"]
    assert notes == []


def test_lines_go_on_to_the_edge_of_what_is_looked_at():
    one = GroupSeries(None, "run", {KEY: [points([0, 100, 200, 300], [0.0, 1.0, 2.0, 3.0])]})
    figure, _ = over_steps_figure(KEY, [one], OverStepsView(shown=(120.0, 180.0)))
    assert lines(figure)[0].x.tolist() == [100.0, 200.0]


def test_very_many_runs_with_steps_of_their_own_keep_their_highest_peak():
    steps = [np.arange(5_000) * 500 + run for run in range(200)]
    curves = [points(each, np.zeros(5_000)) for each in steps]
    curves[70].values[1_234] = 9.0
    lines = [(points.steps.astype(float), points.values) for points in curves]
    kept = common_steps(lines, None)
    assert len(kept) <= 21_000
    assert steps[70][1_234] in kept
    near = common_steps(lines, (100_000.0, 102_000.0))
    assert ((near >= 100_000) & (near <= 102_000)).sum() >= 800


KNOTS = np.arange(0, 30_001, 3_000.0)
HEIGHTS = np.random.default_rng(5).normal(size=len(KNOTS))


@pytest.mark.parametrize("window", [1, 500, 777, 3_000, 10_000])
def test_one_truth_measured_at_three_intervals_has_one_smoothed_curve(window):
    """All three have the knots of a piecewise linear truth among their steps."""
    grid = np.arange(0, 30_001, 250.0)
    curves = [
        smoothed(steps, np.interp(steps, KNOTS, HEIGHTS), window, grid)
        for steps in (np.arange(0, 30_001, every) * 1.0 for every in (250, 300, 1_000))
    ]
    np.testing.assert_allclose(curves[1], curves[0], atol=1e-12)
    np.testing.assert_allclose(curves[2], curves[0], atol=1e-12)
    at = grid[-1] - window * (np.arange(100_000) + 0.5) / 100_000
    assert curves[0][-1] == pytest.approx(np.interp(at, KNOTS, HEIGHTS).mean(), abs=1e-8)
    assert np.isfinite(curves[0]).tolist() == (grid >= window).tolist()


def test_a_mean_of_real_steps_is_half_a_window_behind_a_straight_line():
    x = np.array([0.0, 10.0, 100.0, 1_000.0])
    np.testing.assert_allclose(smoothed(x, x, 100.0, np.array([100.0, 550.0])), [50.0, 500.0])


def test_smoothing_bridges_no_gap_and_one_huge_value_leaves_no_trace_behind_it():
    x = np.arange(10.0)
    y = x.copy()
    y[4] = np.nan
    told = smoothed(x, y, 3.0, x)
    np.testing.assert_allclose(told[[3, 5, 6, 8, 9]], [1.5, 2.5, 5.5, 6.5, 7.5])
    assert np.isnan(told[[0, 1, 2, 4]]).all()
    y[4] = 1e300
    np.testing.assert_allclose(smoothed(x, y, 3.0, x)[[8, 9]], [6.5, 7.5])


def test_a_smoothed_line_has_the_measured_one_thin_behind_it():
    values = np.where(np.arange(50) % 2, 1.0, -1.0)
    one = GroupSeries(None, "run", {KEY: [points(np.arange(50) * 100, values)]})
    figure, notes = over_steps_figure(KEY, [one], OverStepsView(window=1_000))
    thin, thick = lines(figure)
    assert (thin.line.width, thick.line.width) == (0.8, 2)
    np.testing.assert_array_equal(thin.y, values)
    assert np.nanmax(np.abs(thick.y)) < 1e-12
    assert any("last 1,000 real steps" in note for note in notes)


def test_a_line_shorter_than_the_window_is_drawn_as_measured_and_said_so():
    long = GroupSeries(0, "long", {KEY: [points([0, 4_000], [0.0, 1.0])]})
    short = GroupSeries(1, "short", {KEY: [points([0, 400], [0.0, 1.0])]})
    figure, notes = over_steps_figure(KEY, [long, short], OverStepsView(window=1_000))
    drawn = [t for t in lines(figure, 2) if t.meta["group"] == 1]
    assert drawn[0].y.tolist() == [0.0, 1.0]
    assert any(
        note == "short, real return is shorter than that and drawn as measured." for note in notes
    )
    _, notes = over_steps_figure(KEY, [short], OverStepsView(window=1_000))
    assert notes == ["Nothing is smoothed: no line is 1,000 real steps long."]


def test_a_mean_that_goes_on_over_fewer_runs_says_from_where():
    ends = [points([0, 3_000], [1.0, 1.0]), points([0, 5_000], [0.0, 0.0])]
    _, notes = over_steps_figure(KEY, [GroupSeries(0, "k = 5", {KEY: ends})], OverStepsView())
    assert any("beyond real step 3,000 a mean may be over fewer" in note for note in notes)


def test_a_chosen_scale_is_drawn():
    one = GroupSeries(None, "run", {KEY: [points([0, 100], [1.0, 100.0])]})
    figure, _ = over_steps_figure(KEY, [one], OverStepsView(scale="log"))
    assert figure.layout.yaxis.type == "log"


def bands(figure):
    return [trace for trace in figure.data if trace.meta["role"] == "band"]


def test_the_band_of_a_return_ends_where_the_task_pays_no_more_and_says_so():
    steps = [100, 200]
    seeds = [points(steps, [20.0, each]) for each in (500.0, 480.0, 220.0)]
    series = {KEY: seeds, "return/model": seeds}
    group = GroupSeries(0, "k = 5", series, Payable(0.0, 500.0, "CartPole-v1"))
    figure, notes = returns_figure([group], OverStepsView())
    # The model may promise what no episode pays.
    assert [max(band.y) for band in bands(figure)] == [500.0, pytest.approx(788.0, abs=0.1)]
    assert notes.count(
        "Intervals of returns end at 500, the most that an episode of CartPole-v1 can pay."
    ) == 1  # fmt: skip
    _, notes = returns_figure([GroupSeries(0, "k = 5", series)], OverStepsView())
    assert not any("end at" in note for note in notes)


def test_the_band_of_an_area_under_the_curve_stays_within_0_and_1():
    seeds = [points([100, 200], [each, each]) for each in (0.99, 0.9, 0.6)]
    figure, _ = over_steps_figure(
        "mismatch/auc_data", [GroupSeries(0, "k = 5", {"mismatch/auc_data": seeds})],
        OverStepsView(),
    )  # fmt: skip
    assert max(bands(figure)[0].y) == 1.0


def test_the_mean_beside_a_seed_that_diverged_is_said_to_be_over_the_others():
    seeds = [points([100, 200], each) for each in ([1.0, 2.0], [1.0, np.nan], [3.0, np.nan])]
    group = GroupSeries(0, "k = 5", {KEY: seeds})
    figure, notes = over_steps_figure(KEY, [group], OverStepsView())
    assert notes[0] == (
        "k = 5, real return: 2 values are not finite, in 2 of 3 runs; the mean there is over the "
        "others, and so it may look better than it is."
    )
    (mean,) = lines(figure, 2)
    assert mean.customdata[0].endswith(", 3 runs")
    assert mean.customdata[1] == "2"
    two = GroupSeries(0, "k = 5", {KEY: seeds[:2]})
    figure, _ = over_steps_figure(KEY, [two], OverStepsView())
    assert lines(figure, 2)[0].customdata[0] == "1, 2 runs"
