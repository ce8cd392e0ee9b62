"""What every figure shares: how far its axes reach, and which of its lines are named."""

import numpy as np

from backend.figures.drawing import MOST_LABELS, Drawing, Whose

REAL = Whose("real")


def drawn(lines: int = 1, points: int = 3, scale: float = 1.0) -> Drawing:
    drawing = Drawing()
    x = np.arange(1.0, points + 1)
    for number in range(lines):
        y = scale * (x + number)
        drawing.line(x, y, Whose("group", number))
        drawing.end_label(f"line {number}", y, Whose("group", number))
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
    assert figure.layout.xaxis.range is None
    assert drawn(points=2).figure("h", "error").data[0].mode == "lines"


def test_crowd_names_some_lines_from_lowest_to_highest_and_says_so() -> None:
    drawing = drawn(lines=50)
    figure = drawing.figure("h", "error")
    names = [note.text for note in figure.layout.annotations if note.text.startswith("line")]
    assert len(names) == MOST_LABELS
    assert {"line 0", "line 49"} <= set(names)
    assert drawing.notes == ["14 of 50 lines are named; pointing names the others."]
    assert figure.layout.hovermode == "closest"


def test_few_lines_are_all_named() -> None:
    drawing = drawn(lines=3)
    figure = drawing.figure("h", "error")
    assert sum(note.text.startswith("line") for note in figure.layout.annotations) == 3
    assert drawing.notes == []


def test_fractions_are_written_without_a_prefix_and_thousands_with_one() -> None:
    assert drawn().figure("h", "error").layout.yaxis.tickformat == "~g"
    assert drawn(scale=5e3).figure("h", "error").layout.yaxis.tickformat == "~s"


def test_short_log_axis_has_ticks_between_the_powers_of_ten() -> None:
    assert drawn(points=3).figure("h", "error", "log").layout.yaxis.dtick == "D2"
    assert drawn(points=500).figure("h", "error", "log").layout.yaxis.dtick == 1
