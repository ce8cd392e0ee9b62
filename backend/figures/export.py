"""A figure as one file that opens anywhere, plotly and all."""

from copy import deepcopy
from typing import Any

import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from backend.figures.schemas import PlotlyFigure

# The light theme of the page, for a file that has no page around it.
PAPER, INK, INK_SOFT, HAIRLINE = "#ffffff", "#1b1e24", "#5c5f66", "#e2dfd8"
IMAGINED = "#c8441b"
BRANCH = "#f2a900"
GROUPS = ("#0f766e", "#a35a00", "#7c3aed", "#1d4ed8", "#be185d", "#4d7c0f", "#6b3a1e")
BAND_OPACITY = 0.14
SIZE = 13
# From the least to the most, as the page's palette has it on paper.
SEQUENTIAL = (
    "#f1eabb", "#cbd9a1", "#9fca91", "#6eba8d", "#36a88f", "#099390", "#067b8b", "#056483",
    "#174d77", "#25355f", "#242143",
)  # fmt: skip
AXIS = {"gridcolor": HAIRLINE, "linecolor": INK_SOFT, "tickcolor": INK_SOFT, "zeroline": False}


def standalone(figure: PlotlyFigure) -> str:
    """An HTML document with the figure and the library that draws it."""
    painted = go.Figure({"data": [_painted(trace) for trace in figure.data]})
    layout = deepcopy(figure.layout)
    layout["annotations"] = [_label(each) for each in layout.get("annotations", [])]
    painted.update_layout(layout)
    painted.update_layout(
        template="none",
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        font={"family": "Inter, system-ui, sans-serif", "size": SIZE, "color": INK_SOFT},
    )
    # plotly would set titles larger than all other words.
    painted.update_xaxes(AXIS | {"title_font_size": SIZE})
    painted.update_yaxes(AXIS)
    document: str = painted.to_html(include_plotlyjs=True, full_html=True)
    return document


def color_of(role: str | None, group: int | None) -> str:
    """The colour of a line by what it is and, where it is a group's, by its number."""
    if role == "reference":
        return INK_SOFT
    if group is not None and group < 0:
        return INK
    if group is not None:
        return GROUPS[group % len(GROUPS)]
    return IMAGINED if role == "imagined" else INK


def _painted(trace: dict[str, Any]) -> dict[str, Any]:
    meta = trace["meta"]
    color = color_of(meta.get("of", meta["role"]), meta["group"])
    if meta["role"] == "band":
        red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
        return trace | {"fillcolor": f"rgba({red}, {green}, {blue}, {BAND_OPACITY})"}
    if meta["role"] == "shade":
        color = sample_colorscale([*SEQUENTIAL], meta["share"], colortype="rgb")[0]
        return trace | {part: trace.get(part, {}) | {"color": color} for part in ("line", "marker")}
    if meta["role"] == "cells":
        scale = [[at / (len(SEQUENTIAL) - 1), color] for at, color in enumerate(SEQUENTIAL)]
        return trace | {"marker": trace["marker"] | {"colorscale": scale}}
    if meta["role"] == "branch":
        edge = trace["marker"]["line"] | {"color": INK}
        return trace | {"marker": trace["marker"] | {"color": BRANCH, "line": edge}}
    return trace | {
        "line": trace.get("line", {}) | {"color": color},
        "textfont": {"color": color},
    }


def _label(annotation: dict[str, Any]) -> dict[str, Any]:
    if annotation.get("name") == "on-paper":
        return annotation | {"bgcolor": PAPER}
    kind, _, value = annotation.get("name", "").partition(":")
    if not value:
        return annotation
    color = color_of(None, int(value)) if kind == "group" else color_of(value, None)
    return annotation | {"font": annotation.get("font", {}) | {"color": color}}
