"""Learning curves as one picture: a panel per experiment, drawn in a headless Chromium."""

import math
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import plotly.graph_objects as go
from playwright.sync_api import sync_playwright
from plotly.subplots import make_subplots

from tests.benchmarks.learning.curves import Group

COLUMNS = 4
PANEL_WIDTH, PANEL_HEIGHT = 300, 210
REAL, REAL_BAND = "#1d1d1b", "rgba(29, 29, 27, 0.16)"
IMAGINED = "#c8401f"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def draw(groups: Sequence[Group], bar: float, window: tuple[float, float]) -> go.Figure:
    """Real (ink, with its 95 % interval) and model return (vermilion) by real step."""
    columns = min(COLUMNS, len(groups))
    rows = math.ceil(len(groups) / columns)
    figure = make_subplots(
        rows,
        columns,
        subplot_titles=[f"{each.name.split('/')[0]}, n = {len(each.members)}" for each in groups],
        shared_yaxes=True,
        horizontal_spacing=0.02,
        vertical_spacing=0.3 / rows,
    )
    for place, each in enumerate(groups):
        at = {"row": place // columns + 1, "col": place % columns + 1}
        for trace in _traces(each):
            figure.add_trace(trace, **at)
        figure.add_hline(bar, line={"color": "#888", "width": 1, "dash": "dot"}, **at)
    figure.update_yaxes(range=window, gridcolor="#eee", zeroline=False)
    figure.update_yaxes(title_text="return per episode", col=1)
    figure.update_xaxes(gridcolor="#eee", zeroline=False, rangemode="tozero")
    figure.update_xaxes(title_text="real steps", row=rows)
    figure.update_layout(
        template="none",
        showlegend=False,
        width=PANEL_WIDTH * columns + 80,
        height=PANEL_HEIGHT * rows + 80,
        margin={"l": 70, "r": 20, "t": 40, "b": 50},
        font={"family": "Georgia, serif", "size": 12},
    )
    return figure


def _traces(group: Group) -> list[go.Scatter]:
    curve = group.curve("return/real")
    steps = list(curve)
    mean = [each.mean or 0.0 for each in curve.values()]
    upper = [each.mean if each.high is None else each.high for each in curve.values()]
    lower = [each.mean if each.low is None else each.low for each in curve.values()]
    model = group.curve("return/model")
    promised = [each.mean for each in model.values()]
    none = {"width": 0}
    return [
        go.Scatter(x=steps, y=upper, mode="lines", line=none),
        go.Scatter(
            x=steps, y=lower, mode="lines", line=none, fill="tonexty", fillcolor=REAL_BAND
        ),
        go.Scatter(x=list(model), y=promised, mode="lines", line={"color": IMAGINED, "width": 1.2}),
        go.Scatter(x=steps, y=mean, mode="lines+markers", line={"color": REAL, "width": 1.6},
                   marker={"size": 3.5}),
    ]  # fmt: skip


def save(figure: go.Figure, path: Path) -> None:
    """A PNG of twice the figure's size; CHROMIUM names a browser of the system's."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "curves.html"
        figure.write_html(page_file, include_plotlyjs=True)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=list(FLAGS)
        )
        page = browser.new_page(
            viewport={"width": figure.layout.width + 16, "height": figure.layout.height + 16},
            device_scale_factor=2,
        )
        page.goto(page_file.as_uri())
        page.wait_for_selector(".main-svg")
        path.parent.mkdir(parents=True, exist_ok=True)
        page.locator(".plot-container").screenshot(path=path)
        browser.close()
