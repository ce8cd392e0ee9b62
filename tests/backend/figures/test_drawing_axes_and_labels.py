"""What every figure shares: how far its axes reach, and which of its lines are named."""

import numpy as np
import pytest

from backend.figures.axes import FEWEST_DECADES, MOST_LOG_TICKS
from backend.figures.drawing import SYMMETRIC, Drawing, Whose
from backend.figures.end_labels import LONGEST_LABEL, MOST_LABELS, shortened

REAL = Whose("real")


def drawn(lines: int = 1, points: int = 3, scale: float = 1.0) -> Drawing:
    drawing = Drawing()
    x = np.arange(1.0, points + 1)
    for number in range(lines):
        y = scale * (x + number)
        drawing.line(x, y, Whose("group", number))
        drawing.end_label(f"line {number}", x, y, Whose("group", number))
    return drawing


def test_x_axis_ends_where_the_lines_end() -> None:
    figure = drawn(points=50).figure("h", "error")
    assert tuple(figure.layout.xaxis.range) == (1.0, 50.0)


def test_reference_line_stretches_no_axis() -> None:
    drawing = drawn(points=5)
    drawing.line(np.arange(1.0, 90.0), np.arange(1.0, 90.0), Whose("reference"))
    assert tuple(drawing.figure("h", "error").layout.xaxis.range) == (1.0, 5.0)


def test_single_point_is_drawn_as_a_mark() -> None:
    figure = drawn(points=1).figure("h", "error")
    assert figure.data[0].mode == "lines+markers"
    assert tuple(figure.layout.xaxis.range) == (0.0, 2.0)
    assert drawn(points=2).figure("h", "error").data[0].mode == "lines"


def test_crowd_names_some_lines_from_lowest_to_highest_and_says_so() -> None:
    drawing = drawn(lines=50)
    figure = drawing.figure("h", "error")
    names = [note.text for note in figure.layout.annotations if note.text.startswith("line")]
    assert len(names) == MOST_LABELS
    assert {"line 0", "line 49"} <= set(names)
    assert drawing.notes == ["14 of 50 lines are named; pointing names the others."]
    assert figure.layout.hovermode == "closest"


def test_a_long_label_keeps_the_end_that_tells_it_apart() -> None:
    names = [f"{'w' * 190}, seed {seed}" for seed in (3, 4)]
    assert [shortened(name)[-8:] for name in names] == [", seed 3", ", seed 4"]
    assert {len(shortened(name)) for name in names} == {LONGEST_LABEL}


def test_few_lines_are_all_named() -> None:
    drawing = drawn(lines=3)
    figure = drawing.figure("h", "error")
    assert sum(note.text.startswith("line") for note in figure.layout.annotations) == 3
    assert drawing.notes == []


def test_ticks_that_share_a_thousand_are_written_in_full_and_huge_ones_as_powers() -> None:
    """plotly takes the first format whose range of distances between ticks holds its own."""

    def tick_format(distance: float) -> str:
        layout = drawn().figure("h", "error").layout.yaxis
        return next(
            stop.value
            for stop in layout.tickformatstops
            if (stop.dtickrange[0] or 0) <= distance < (stop.dtickrange[1] or np.inf)
        )

    assert tick_format(5) == ",~f"
    assert tick_format(20_000) == "~s"
    assert tick_format(5e12) == tick_format(1e299) == "~e"
    assert tick_format(1e-9) == ".10~g"


@pytest.mark.parametrize("decades", [0.3, 0.9, 1.4, 2, 5, 12, 300])
def test_a_log_axis_has_few_ticks(decades: float) -> None:
    drawing = Drawing()
    drawing.line(np.arange(2.0), np.array([1.0, 10.0**decades]), REAL)
    axis = drawing.figure("h", "error", "log").layout.yaxis
    low, high = axis.range
    if axis.dtick is None:
        assert high - low < FEWEST_DECADES * 1.2
        assert axis.nticks == 4
    else:
        per_decade = 3 if axis.dtick == "D2" else 1 / axis.dtick
        assert 1 <= per_decade * (high - low) <= 1.2 * MOST_LOG_TICKS


def test_a_log_axis_becomes_symmetric_where_a_value_is_not_positive() -> None:
    drawing = Drawing()
    values = np.array([-1e6, -30.0, 0.0, 5.0, 1e3])
    drawing.line(np.arange(5.0), values, REAL)
    figure = drawing.figure("h", "gap (reward)", "log")
    axis = figure.layout.yaxis
    assert axis.type == "linear"
    drawn_at = np.asarray(figure.data[0].y)
    assert np.isfinite(drawn_at).all()
    assert (np.diff(drawn_at) > 0).all()
    at = dict(zip(axis.ticktext, axis.tickvals, strict=True))
    assert at["0"] == drawn_at[2] == 0.0
    assert at["\N{MINUS SIGN}10<sup>6</sup>"] == pytest.approx(drawn_at[0])
    assert at["1,000"] == pytest.approx(drawn_at[4])
    apart = np.diff(sorted(axis.tickvals)) / (axis.range[1] - axis.range[0])
    assert apart.min() >= 0.09
    assert drawing.notes == [SYMMETRIC]


def test_positive_values_have_a_log_axis_whatever_level_is_always_shown() -> None:
    drawing = Drawing(ideal=0.0, always=(0.0, 1.0))
    drawing.line(np.arange(3.0), np.array([0.5, 0.1, 0.2]), REAL)
    figure = drawing.figure("h", "calibration", "log")
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.yaxis.range[1] > 0.0
    assert not figure.layout.shapes


def test_huge_values_of_both_signs_have_an_axis() -> None:
    drawing = Drawing()
    drawing.line(np.arange(2.0), np.array([-1.7e308, 1.7e308]), REAL)
    for scale in ("linear", "log"):
        low, high = drawing.figure("h", "error", scale).layout.yaxis.range
        assert np.isfinite([low, high]).all()
        assert low < high


def test_whole_steps_have_no_tick_between_them() -> None:
    assert drawn(points=6).figure("h", "error").layout.xaxis.dtick == 1
    assert drawn(points=60).figure("h", "error").layout.xaxis.dtick is None
