"""What the figures draw: roles, references, gaps, and nothing that a theme decides."""

import base64
import json
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.db.profiles import StoredProfile
from backend.db.series import Points
from backend.figures.answer import sent_numbers
from backend.figures.end_labels import LABEL_GAP, kept_apart
from backend.figures.group_curves import GroupCurves
from backend.figures.group_series import GroupSeries
from backend.figures.horizon_style import OverHorizonView
from backend.figures.over_horizon import over_horizon_figure
from backend.figures.over_steps import OverStepsView, returns_figure

H = np.arange(1, 11)
ERROR = OverHorizonView("horizon-error")


def profile(mean, policy="current", run="r"):
    mean = np.asarray(mean, float)
    return StoredProfile(
        run, "horizon-error", policy, 100, "mean", H, mean, mean / 2, mean, mean * 2, H
    )


def roles(figure):
    return [(trace.meta["role"], trace.meta["group"]) for trace in figure.data]


def group(index, *means):
    return GroupCurves(index, f"k = {index}", [profile(m, run=str(n)) for n, m in enumerate(means)])


def test_a_single_run_is_imagined_and_has_the_spread_over_start_states():
    figure, notes = over_horizon_figure(ERROR, [group(None, 0.1 * H)])
    assert ("imagined", None) in roles(figure)
    band = next(trace for trace in figure.data if trace.meta["role"] == "band")
    assert (min(band.y), max(band.y)) == (pytest.approx(0.05), pytest.approx(2.0))
    assert notes == []


def test_groups_carry_their_index_and_their_mean():
    groups = [group(0, 0.1 * H, 0.3 * H), group(1, 1.0 * H)]
    figure, _ = over_horizon_figure(replace(ERROR, references=()), groups)
    line = [t for t in figure.data if t.meta == {"role": "group", "group": 0}][-1]
    np.testing.assert_allclose(line.y, 0.03**0.5 * H)
    assert {a.name for a in figure.layout.annotations} >= {"group:0", "group:1"}


def test_the_data_policy_is_dashed():
    both = GroupCurves(0, "k = 5", [profile(H), profile(2 * H, "data")])
    figure, _ = over_horizon_figure(replace(ERROR, policy="both"), [both])
    solid, dashed = (t for t in figure.data if t.meta["role"] == "group")
    assert (solid.line.dash, dashed.line.dash) == ("solid", "dash")
    np.testing.assert_allclose(solid.y, H)
    np.testing.assert_allclose(dashed.y, 2 * H)


def references(figure):
    return {t.name: t for t in figure.data if t.meta["role"] == "reference" and t.name}


def test_the_error_of_a_step_is_read_against_steps_that_add_up():
    figure, _ = over_horizon_figure(ERROR, [group(0, 0.1 * H**2), group(1, 0.2 * H**2)])
    lines = references(figure)
    assert list(lines) == ["εh, k = 0"]
    np.testing.assert_allclose(lines["εh, k = 0"].y, 0.1 * H)


def end_labels(figure):
    return {note.text: note for note in figure.layout.annotations if note.name}


def test_a_reference_is_named_beside_the_figure_apart_from_the_lines():
    figure, _ = over_horizon_figure(ERROR, [group(0, 0.1 * H), group(1, 0.1001 * H)])
    labels = end_labels(figure)
    assert set(labels) == {"k = 0", "k = 1", "εh, k = 0"}
    heights = sorted(label.y for label in labels.values())
    assert np.diff(heights).min() >= LABEL_GAP - 1e-9
    assert {label.xanchor for label in labels.values()} == {"left"}


def test_a_reference_that_leaves_the_view_is_named_there_on_the_side_that_has_room():
    figure, _ = over_horizon_figure(replace(ERROR, summed=True), [group(0, 0.1 * H**0.5)])
    (words,) = [trace for trace in figure.data if trace.mode == "text"]
    assert (words.text, words.textposition) == (("εh(h + 1)/2, k = 0",), "middle left")
    assert "εh(h + 1)/2, k = 0" not in end_labels(figure)
    flat, _ = over_horizon_figure(replace(ERROR, summed=True), [group(0, 0.1 * H**-1.0)])
    (words,) = [trace for trace in flat.data if trace.mode == "text"]
    assert words.textposition == "middle right"


def test_the_sum_of_the_errors_is_read_against_the_sum_of_the_reference():
    figure, _ = over_horizon_figure(
        replace(ERROR, summed=True), [group(0, 0.1 * H, 0.3 * H), group(1, 0.1 * H**2)]
    )
    lines = references(figure)
    assert list(lines) == ["εh(h + 1)/2, k = 0"]
    np.testing.assert_allclose(lines["εh(h + 1)/2, k = 0"].y, (0.03**0.5 * H).cumsum())
    line = [t for t in figure.data if t.meta == {"role": "group", "group": 0}][-1]
    np.testing.assert_allclose(line.y, (0.03**0.5 * H).cumsum())
    titles = [note.text for note in figure.layout.annotations]
    assert any(
        text.startswith("open-loop state error, added up over h steps, current policy (")
        for text in titles
    )


def test_a_single_runs_sum_has_no_band_of_quantiles_that_are_not_known():
    figure, _ = over_horizon_figure(replace(ERROR, summed=True), [group(None, 0.1 * H)])
    assert "band" not in [role for role, _ in roles(figure)]


def test_the_reference_of_a_gap_goes_its_way():
    gap = replace(profile(-0.1 * H.cumsum()), kind="return-gap")
    figure, _ = over_horizon_figure(OverHorizonView("return-gap"), [GroupCurves(0, "k = 5", [gap])])
    np.testing.assert_allclose(references(figure)["εh(h + 1)/2, k = 5"].y, -0.1 * H.cumsum())
    steep = replace(profile(-0.1 * H), kind="return-gap")
    figure, _ = over_horizon_figure(
        OverHorizonView("return-gap"), [GroupCurves(0, "k = 5", [steep])]
    )
    assert min(references(figure)["εh(h + 1)/2, k = 5"].y) >= -1.15


def test_values_that_are_not_finite_are_gaps_and_are_counted():
    mean = 0.1 * H.astype(float)
    mean[-2:] = np.inf
    figure, notes = over_horizon_figure(ERROR, [group(0, mean)])
    line = next(t for t in figure.data if t.meta["role"] == "group")
    assert np.isnan(line.y[-2:]).all()
    assert any("2 values are not finite" in note for note in notes)


def test_a_crowd_has_no_intervals_and_says_so():
    groups = [group(n, 0.1 * H, 0.2 * H) for n in range(13)]
    figure, notes = over_horizon_figure(ERROR, groups)
    assert not [role for role in roles(figure) if role[0] == "band"]
    assert any("Intervals are left out" in note for note in notes)


def test_nothing_measured_is_a_figure_with_axes():
    figure, _ = over_horizon_figure(ERROR, [GroupCurves(0, "k = 5", [])])
    assert len(figure.data) == 0
    assert figure.layout.xaxis.title.text == "horizon h (steps)"


def test_a_figure_sets_no_colour_and_sends_numbers_that_decode():
    series = {
        "return/real": [Points(H, H * 1.5, H * 1.0)],
        "return/model": [Points(H, H * 2.0, H * 1.0)],
    }
    figure, _ = returns_figure([GroupSeries(None, "run", series)], OverStepsView())
    assert {role for role, _ in roles(figure)} == {"real", "imagined"}
    told = json.loads(figure.to_json())
    for trace in told["data"]:
        assert "color" not in trace.get("line", {})
        sent = np.frombuffer(base64.b64decode(trace["y"]["bdata"]), trace["y"]["dtype"])
        assert len(sent) == len(H)


@given(st.lists(st.floats(0, 1), max_size=40))
def test_labels_keep_their_distance_their_order_and_their_place(heights):
    placed = kept_apart(np.array(heights), 0.05)
    gap = min(0.05, 1 / max(len(heights), 1))
    in_order = placed[np.argsort(heights, kind="stable")]
    assert (np.diff(in_order) >= gap - 1e-9).all()
    assert ((placed >= -1e-9) & (placed <= 1 + 1e-9)).all()


def test_two_runs_have_no_band_and_the_note_says_why():
    figure, notes = over_horizon_figure(ERROR, [group(0, 0.1 * H, 0.2 * H)])
    assert not [role for role in roles(figure) if role[0] == "band"]
    assert notes == ["k = 0: two runs are too few for an interval."]


def test_one_wide_interval_does_not_press_all_lines_flat():
    steady = [Points(H, H * 1.0, H * 1.0)]
    wild = [Points(H, H * scale, H * 1.0) for scale in (-90.0, 5.0, 100.0)]
    groups = [
        GroupSeries(0, "steady", {"return/real": steady}),
        GroupSeries(1, "wild", {"return/real": wild}),
    ]
    figure, _ = returns_figure(groups, OverStepsView())
    low, high = figure.layout.yaxis.range
    lines = [t.y for t in figure.data if t.meta["role"] == "group"]
    height = max(map(max, lines)) - min(map(min, lines))
    assert high - low < 2 * height


def test_a_reference_starts_at_the_current_policys_error_and_not_at_the_least():
    both = GroupCurves(None, "", [profile(0.1 * H), profile(0.01 * H, "data")])
    figure, notes = over_horizon_figure(replace(ERROR, policy="both"), [both])
    ((name, line),) = references(figure).items()
    assert (name, line.y[0]) == ("εh, current policy", pytest.approx(0.1))
    assert line.hovertemplate.startswith("εh, current policy: ")
    assert notes == []


def test_a_reference_beside_several_groups_is_the_firsts_and_says_so():
    figure, notes = over_horizon_figure(ERROR, [group(0, 1.0 * H), group(1, 0.1 * H)])
    ((name, line),) = references(figure).items()
    assert (name, line.y[0]) == ("εh, k = 0", pytest.approx(1.0))
    assert any("begins at the first step of k = 0;" in note for note in notes)
    _, notes = over_horizon_figure(ERROR, [group(0, 0.1 * H), group(1, 0.104 * H)])
    assert notes == []


def test_a_reference_starts_at_the_first_group_that_has_an_error_of_one_step():
    lost = np.where(H == 1, np.nan, 0.5 * H)
    figure, _ = over_horizon_figure(ERROR, [group(0, lost), group(1, 0.1 * H)])
    assert list(references(figure)) == ["εh, k = 1"]


def test_the_name_of_a_group_is_plain_text_in_its_reference():
    named = replace(group(0, 0.1 * H**0.5), label="<b>k</b> = 1")
    figure, _ = over_horizon_figure(replace(ERROR, summed=True), [named])
    (words,) = [trace for trace in figure.data if trace.mode == "text"]
    assert "<b>" not in words.text[0]


def test_plotly_knows_every_property_of_what_is_drawn():
    seeds = GroupCurves(0, "k", [profile(n * H, run=str(n)) for n in range(1, 5)])
    apart = [replace(curve, kind="dimension-error") for curve in seeds.curves]
    found = Points(H, H * 1.5, H * 1.0)
    drawn = [
        over_horizon_figure(replace(ERROR, policy="both"), [seeds]),
        over_horizon_figure(OverHorizonView("dimension-error"), [replace(seeds, curves=apart)]),
        returns_figure(
            [GroupSeries(0, "k", {"return/real": [found] * 3})], OverStepsView(window=2)
        ),
    ]
    for figure, _ in drawn:
        assert len(figure.data) > 2
        go.Figure(figure.to_plotly_json())


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([0, -3, 2**31 - 1], "i4"), ([2**31, 1], "f4"), ([0.5, np.nan, 0.0], "f4"), ([1e200], "f8"),
        ([1e-200, 1.0], "f8"), ([], "i4"),
    ],
)  # fmt: skip
def test_numbers_are_sent_in_as_few_bytes_as_hold_them(values, dtype):
    sent = sent_numbers(np.array(values, float))
    assert sent["dtype"] == dtype
    back = np.frombuffer(base64.b64decode(sent["bdata"]), dtype)
    np.testing.assert_allclose(back, values, rtol=1e-7)
