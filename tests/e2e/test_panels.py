"""Figures arranged as panels: dragged by mouse, zoomed together, sent to somebody."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import assert_no_violation_in_either_theme
from tests.e2e.conftest import patient

# Two over real steps, one over the horizon: a zoom of the first two is none of the third.
PANELS = "returns|steps?series=return%2Fgap|error"
RANGE = "figure => figure._fullLayout.xaxis.range.map(Number)"
COLOURS = """figure => Object.fromEntries(figure.data
  .filter(trace => trace.mode === "lines" && trace.line?.color)
  .filter(trace => Number.isInteger(trace.meta?.group))
  .map(trace => [trace.meta.group, trace.line.color]))"""
LINES = "figure => (figure.layout.shapes ?? []).filter(shape => shape.type === 'line').length"


@pytest.fixture
def board(pictured, pictures):
    """A page with three panels, drawn."""
    pictured.set_viewport_size({"width": 1440, "height": 1600})
    pictured.goto(f"{pictures.pages['compare-few'].partition('&')[0]}&panels={PANELS}")
    for name in ("Returns", "A series over training", "Per-horizon error"):
        drawn(pictured, name)
    return pictured


def panel(page, name):
    return page.get_by_role("group", name=f": {name}")


def drawn(page, name):
    """The drawing of a panel, once it is there."""
    figure = panel(page, name).locator(".js-plotly-plot")
    expect(figure.locator(".scatterlayer .trace").first).to_be_attached()
    return figure


def order(page):
    panels = page.get_by_role("group", name="Panel ").all()
    return [each.get_attribute("aria-label").split(": ")[1] for each in panels]


def searched(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def zoom(page, figure, start, end):
    """Drag over these parts of the width."""
    box = figure.locator(".nsewdrag").first.bounding_box()
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start, height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, height + 1, steps=5)
    page.mouse.up()


def test_a_panel_is_dragged_to_another_place_by_mouse(board):
    assert order(board) == ["Returns", "A series over training", "Per-horizon error"]
    handle = panel(board, "Per-horizon error").get_by_title("Drag to another place")
    handle.drag_to(panel(board, "Returns"))
    expect(board.get_by_role("group", name="Panel 1 of 3: Per-horizon error")).to_be_visible()
    assert order(board) == ["Per-horizon error", "Returns", "A series over training"]
    expect(board.get_by_text("Per-horizon error is now panel 1 of 3.")).to_be_attached()
    board.wait_for_url("**panels=error**")
    board.reload()
    drawn(board, "Returns")
    assert order(board) == ["Per-horizon error", "Returns", "A series over training"]


def test_panels_of_one_axis_are_zoomed_together_and_the_address_keeps_it(board):
    figures = [drawn(board, name) for name in ("Returns", "A series over training")]
    other = drawn(board, "Per-horizon error")
    whole = [figure.evaluate(RANGE) for figure in (*figures, other)]
    zoom(board, figures[0], 0.3, 0.6)
    zoomed = panel(board, "A series over training").get_by_text("Zoomed in")
    expect(zoomed).to_be_visible()
    ranges = [figure.evaluate(RANGE) for figure in figures]
    assert ranges[0] == ranges[1] != whole[0]
    assert other.evaluate(RANGE) == whole[2]
    board.wait_for_url("**zoom=real-environment-steps**")
    board.reload()
    figures = [drawn(board, name) for name in ("Returns", "A series over training")]
    expect(zoomed).to_be_visible()
    assert [figure.evaluate(RANGE) for figure in figures] == [pytest.approx(ranges[0])] * 2
    # The second shows all again, and the first with it.
    figures[1].locator(".nsewdrag").first.dblclick(position={"x": 30, "y": 30})
    expect(board.get_by_text("Zoomed in")).to_have_count(0)
    assert [figure.evaluate(RANGE) for figure in figures] == whole[:2]
    assert "zoom" not in searched(board)


def test_panels_point_at_the_same_step_and_a_group_keeps_its_colour(board):
    returns, gap = (drawn(board, name) for name in ("Returns", "A series over training"))
    colours = returns.evaluate(COLOURS)
    assert len(set(colours.values())) == 3
    assert gap.evaluate(COLOURS) == colours
    before = gap.evaluate(LINES)
    box = returns.locator(".nsewdrag").first.bounding_box()
    board.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    expect(returns.locator(".hoverlayer .hovertext, .hoverlayer .axistext").first).to_be_attached()
    board.wait_for_function(
        f"([figure, before]) => ({LINES})(figure) > before", arg=[gap.element_handle(), before]
    )


def test_a_link_shows_the_panels_as_they_were_left_to_somebody_without_an_account(board, browser):
    zoom(board, drawn(board, "Returns"), 0.3, 0.6)
    board.wait_for_url("**zoom=**")
    board.get_by_role("button", name="Move Per-horizon error earlier").click()
    expect(board.get_by_role("group", name="Panel 2 of 3: Per-horizon error")).to_be_visible()
    left = drawn(board, "Returns").evaluate(RANGE)
    board.get_by_role("button", name="Share view").click()
    board.get_by_role("button", name="Make the link").click()
    link = board.get_by_label("Copy it now: it is not shown again").input_value()

    context = browser.new_context(viewport={"width": 1440, "height": 1600})
    reader = patient(context)
    reader.goto(link)
    assert drawn(reader, "Returns").evaluate(RANGE) == pytest.approx(left)
    assert order(reader) == ["Returns", "Per-horizon error", "A series over training"]
    # A reader arranges them otherwise for themselves alone.
    reader.get_by_role("button", name="Remove Returns").click()
    expect(reader.get_by_role("group", name="Panel ")).to_have_count(2)
    assert_no_violation_in_either_theme(reader)
    reader.goto(link)
    drawn(reader, "Returns")
    assert order(reader) == ["Returns", "Per-horizon error", "A series over training"]
    context.close()
