"""Dotted curves over the horizon that a measured one is read against."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from backend.figures.drawing import Drawing, Floats, Whose
from backend.spec.diagnostic import REFERENCE_NAMES, Reference

# Of the farthest line from 0: a reference leaves the view soon after it.
IN_VIEW = 1.15


def draw_references(
    drawing: Drawing, drawn: Sequence[Floats], references: Sequence[Reference]
) -> None:
    """Dotted references that begin where the nearest line to 0 does, above or below it.

    Args:
        drawing: What they are added to.
        drawn: The curves that are there, each from h = 1.
        references: Which ones.
    """
    firsts = [float(means[0]) for means in drawn]
    usable = [first for first in firsts if np.isfinite(first) and first != 0.0]
    length = max((len(means) for means in drawn), default=0)
    if not usable or length < 2:
        return
    horizon = np.arange(1, length + 1, dtype=float)
    farthest = max(float(np.abs(part).max()) for part in drawing.extent if len(part))
    for name in references:
        shape = horizon if name == "linear" else horizon * (horizon + 1.0) / 2.0
        curve = min(usable, key=abs) * shape
        in_view = np.abs(curve) <= IN_VIEW * farthest
        _draw(drawing, horizon[in_view], curve[in_view], REFERENCE_NAMES[name], length)


def _draw(drawing: Drawing, horizon: Floats, curve: Floats, text: str, length: int) -> None:
    whose = Whose("reference")
    style = {"dash": "dot", "width": 1}
    drawing.line(horizon, curve, whose, line=style, hoverinfo="skip", name=text)
    if len(horizon) == length:
        drawing.end_label(text, horizon, curve, whose)
    elif len(horizon):
        drawing.traces.append(_words_where_it_leaves(horizon, curve, text, length))


def _words_where_it_leaves(horizon: Floats, curve: Floats, text: str, length: int) -> go.Scatter:
    """Words at the end of a curve that leaves the view, on the side that has room for them."""
    side = "left" if horizon[-1] > length / 2 else "right"
    return go.Scatter(
        x=horizon[-1:],
        y=curve[-1:],
        mode="text",
        text=[text],
        textposition=f"middle {side}",
        hoverinfo="skip",
        meta=Whose("reference").meta,
        showlegend=False,
    )
