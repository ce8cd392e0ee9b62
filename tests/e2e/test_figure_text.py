"""A name in a figure is drawn letter by letter, by the page's plotly and in an exported file."""

import json
from pathlib import Path

import numpy as np
import pytest

from backend.db.series import Points
from backend.figures.export import standalone
from backend.figures.group_series import GroupSeries
from backend.figures.over_steps import OverStepsView, returns_figure
from backend.figures.schemas import PlotlyFigure

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "<b>x</b>",
    '<a href="//evil.org">y</a>',
    "a<br>b<sub>c</sub>",
    "$\\alpha$ & &lt;i&gt;",
    "%{y} %{customdata}",
)
STEPS = np.array([100, 200, 300])
PLOTLY = ROOT / "frontend/node_modules/plotly.js-basic-dist-min/plotly-basic.min.js"
SHOWN = "[...document.querySelectorAll('.annotation text')].map(each => each.textContent)"
NO_BREAK_SPACE = "\u00a0"


@pytest.fixture
def figure():
    points = [Points(STEPS, np.array([1.0, 2.0, 3.0]), STEPS * 1.0)]
    groups = [GroupSeries(n, name, {"return/real": points}) for n, name in enumerate(NAMES)]
    drawn, _ = returns_figure(groups, OverStepsView())
    return drawn


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.route("**/*", lambda route: route.abort())
    yield page
    page.close()


def assert_letters(page):
    page.wait_for_selector(".annotation text", state="attached")
    shown = {text.replace(NO_BREAK_SPACE, " ") for text in page.evaluate(SHOWN)}
    assert set(NAMES) <= shown
    assert page.locator(".plotly svg a, svg a").count() == 0
    assert page.locator(".annotation tspan[style*=bold], .annotation tspan[dy]").count() == 0


def test_the_page_s_plotly_draws_a_name_as_it_is(page, figure):
    page.set_content("<div id=figure style='width:900px;height:500px'></div>")
    page.add_script_tag(path=PLOTLY)
    page.evaluate("([json]) => Plotly.newPlot('figure', JSON.parse(json))", [figure.to_json()])
    assert_letters(page)
    box = page.locator(".nsewdrag").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".hoverlayer text", state="attached")
    hovered = page.locator(".hoverlayer").text_content().replace(NO_BREAK_SPACE, " ")
    assert '<a href="//evil.org">y</a>, real return: 2' in hovered
    assert "%{y} %{customdata}" in hovered
    assert page.locator(".hoverlayer a").count() == 0


def test_an_exported_figure_draws_a_name_as_it_is(page, figure):
    plotly = json.loads(figure.to_json())
    page.set_content(standalone(PlotlyFigure(data=plotly["data"], layout=plotly["layout"])))
    assert_letters(page)
