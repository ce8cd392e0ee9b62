"""Dotted curves over the horizon that a measured one is read against."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from backend.figures.drawing import Drawing, Floats, Whose
from backend.figures.end_labels import shortened
from backend.figures.literal import literal
from backend.spec.diagnostic import REFERENCE_NAMES, Reference

# Of the farthest line from 0: a reference leaves the view soon after it.
IN_VIEW = 1.15
# Errors of one step within this of each other begin alike.
ALIKE = 0.05


@dataclass(frozen=True)
class Begun:
    """A curve that a reference may begin at.

    Attributes:
        whose: Whose it is, in words; empty where there is no other.
        curve: Its values, from h = 1.
    """

    whose: str
    curve: Floats

    @property
    def is_usable(self) -> bool:
        """Whether it has an error of one step."""
        return len(self.curve) > 1 and bool(np.isfinite(self.curve[0])) and self.curve[0] != 0.0


def draw_references(
    drawing: Drawing, main: Sequence[Begun], references: Sequence[Reference]
) -> None:
    """Dotted references that begin where a main curve does, named after it.

    An epsilon is that of one curve: of several groups the first one's is taken, and a note says so
    where others begin elsewhere.

    Args:
        drawing: What they are added to.
        main: The main curve of each group, in their order.
        references: Which ones.
    """
    usable = [each for each in main if each.is_usable]
    if not usable or not references:
        return
    begun = usable[0]
    length = max(len(each.curve) for each in main)
    horizon = np.arange(1, length + 1, dtype=float)
    farthest = max(float(np.abs(part).max()) for part in drawing.extent if len(part))
    for name in references:
        shape = horizon if name == "linear" else horizon * (horizon + 1.0) / 2.0
        curve = float(begun.curve[0]) * shape
        in_view = np.abs(curve) <= IN_VIEW * farthest
        text = REFERENCE_NAMES[name] + (f", {begun.whose}" if begun.whose else "")
        _draw(drawing, horizon[in_view], curve[in_view], text, length)
    first = float(begun.curve[0])
    if any(abs(float(each.curve[0]) - first) > ALIKE * abs(first) for each in usable):
        drawing.notes.append(
            f"The dotted line begins at the first step of {begun.whose}; of the others compare "
            "only the slope with it, on a log axis."
        )


def _draw(drawing: Drawing, horizon: Floats, curve: Floats, text: str, length: int) -> None:
    whose = Whose("reference")
    style = {"dash": "dot", "width": 1}
    drawing.line(horizon, curve, whose, line=style, hover="%{y:.4g}", name=text)
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
        text=[literal(shortened(text))],
        textposition=f"middle {side}",
        hoverinfo="skip",
        meta=Whose("reference").meta,
        showlegend=False,
    )
