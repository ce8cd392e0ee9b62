"""A zoom in a real browser fetches every point of a part, and a double click shows all again."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from backend.db import queue, series
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.runs.launch import launch
from backend.runs.launch_schemas import LaunchRequest
from tests.e2e.conftest import PATIENCE_MS

STEPS = np.arange(1, 20_001)
POLL_MS = 100
SPIKE, HEIGHT = 10_003, 9.0
LINE = """figure => {
  const line = figure._fullData?.find(trace => trace.name?.endsWith("real return"));
  return line === undefined ? {x: [], y: []} : {x: Array.from(line.x), y: Array.from(line.y)};
}"""
WHOLE = "figure => figure.layout.xaxis.range"


def returns():
    """A slow wave with noise, and one spike of one step."""
    values = np.sin(STEPS / 3_000) + np.random.default_rng(0).uniform(-0.1, 0.1, len(STEPS))
    values[SPIKE - 1] = HEIGHT
    return values


@pytest.fixture(scope="module")
def planted(instance):
    """A run whose lines are thinned; no worker sees it before it has ended."""
    database = Database(DatabaseSettings(data=instance.data))
    with database.transaction() as session:
        asked = LaunchRequest(experiment_name="zoom", name="planted", seeds=[0])
        (run,) = launch(session, asked).runs
        claim = queue.claim(session, "planter", 3_600)
        assert claim.run_id == run.id
        values, at = returns(), STEPS * 0.01
        keys = {"return/real": values, "return/model": values + 2.0}
        points = {key: series.Points(STEPS, each, at) for key, each in keys.items()}
        series.append(session, claim, points)
        queue.finish(session, claim, Status.SUCCEEDED)
    database.dispose()
    return run.id


@pytest.fixture(params=["run", "share"])
def page(request, instance, planted):
    """The run's page, and what a stranger sees of it."""
    if request.param == "run":
        shown = request.getfixturevalue("owner")
        shown.goto(f"/runs/{planted}")
        return shown
    shown = request.getfixturevalue("stranger")
    link = re.search(r"http\S+/s/\S+", instance.command("share", planted).stdout).group(0)
    shown.goto(link)
    return shown


def settled(page, figure, holds):
    """The drawn line, once it is as it should be."""
    handle, waited = figure.element_handle(), 0
    while not holds(line := handle.evaluate(LINE)):
        assert waited < PATIENCE_MS, f"{len(line['x'])} points from {line['x'][:1]}"
        page.wait_for_timeout(POLL_MS)
        waited += POLL_MS
    return line


def drag_over(page, figure, low, high):
    """Zoom to these real steps."""
    box = figure.locator(".nsewdrag").first.bounding_box()
    places = [box["x"] + box["width"] * step / len(STEPS) for step in (low, high)]
    height = box["y"] + box["height"] / 2
    page.mouse.move(places[0], height)
    page.mouse.down()
    page.mouse.move(places[1], height + 1, steps=5)
    page.mouse.up()


def test_a_zoom_fetches_every_point_and_a_double_click_shows_all_again(page):
    section = page.get_by_role("region", name="Real and model return")
    figure = section.locator(".js-plotly-plot")
    figure.scroll_into_view_if_needed()
    whole = settled(page, figure, lambda line: len(line["x"]) > 500)
    assert len(whole["x"]) <= 2_000
    assert whole["y"][whole["x"].index(SPIKE)] == HEIGHT
    left_out = next(step for step in range(9_900, 10_100) if step not in whole["x"])
    every = figure.element_handle().evaluate(WHOLE)

    drag_over(page, figure, 9_600, 10_400)
    expect(section.get_by_text("Zoomed in")).to_be_visible()
    part = settled(page, figure, lambda line: left_out in line["x"])
    assert np.diff(part["x"]).tolist() == [1] * (len(part["x"]) - 1)
    assert part["x"][0] > 9_000
    assert part["y"][part["x"].index(SPIKE)] == HEIGHT
    low, high = figure.element_handle().evaluate(WHOLE)
    assert 9_000 < low < SPIKE < high < 11_000

    figure.locator(".nsewdrag").first.dblclick(position={"x": 30, "y": 30})
    again = settled(page, figure, lambda line: line["x"][:1] == [1] and line["x"][-1] == STEPS[-1])
    assert again == whole
    expect(section.get_by_text("Zoomed in")).to_have_count(0)
    assert figure.element_handle().evaluate(WHOLE) == every
