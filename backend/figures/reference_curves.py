"""Dotted curves over the horizon that a measured one is read against."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from backend.figures.drawing import Drawing, Floats, Whose
from backend.spec.diagnostic import Reference

POWERS: dict[Reference, int] = {"linear": 1, "quadratic": 2}
TEXTS: dict[Reference, str] = {"linear": "εh", "quadratic": "εh²"}
# Of the highest line: a reference leaves the view soon after it.
IN_VIEW = 1.15


def draw_references(
    drawing: Drawing, drawn: Sequence[Floats], references: Sequence[Reference]
) -> None:
    """Dotted epsilon h and epsilon h squared, with epsilon the smallest error at h = 1.

    Args:
        drawing: What they are added to.
        drawn: The curves that are there, each from h = 1.
        references: Which ones.
    """
    firsts = [float(means[0]) for means in drawn]
    usable = [first for first in firsts if np.isfinite(first) and first > 0]
    length = max((len(means) for means in drawn), default=0)
    if not usable or length < 2:
        return
    horizon = np.arange(1, length + 1, dtype=float)
    highest = max(float(part.max()) for part in drawing.extent if len(part))
    for name in references:
        curve = min(usable) * horizon ** POWERS[name]
        in_view = curve <= IN_VIEW * highest
        _draw(drawing, horizon[in_view], curve[in_view], TEXTS[name])


def _draw(drawing: Drawing, horizon: Floats, curve: Floats, text: str) -> None:
    whose = Whose("reference")
    style = {"dash": "dot", "width": 1}
    drawing.line(horizon, curve, whose, line=style, hoverinfo="skip", name=text)
    drawing.traces.append(
        go.Scatter(
            x=horizon[-1:],
            y=curve[-1:],
            mode="text",
            text=[f"<i>{text}</i>"],
            textposition="top left",
            hoverinfo="skip",
            meta=whose.meta,
            showlegend=False,
        )
    )
