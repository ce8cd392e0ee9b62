"""Parts of figures as they were drawn: what did not change is laid into the next one as it is."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from backend.figures.drawing import Drawing
from backend.figures.traces import trace
from backend.recent import Recent

# A group's line and band of 10,000 points are 0.4 MB; with 50 single runs they are 8, and not kept.
MOST_BYTES, LARGEST = 32 * 2**20, 2 * 2**20


@dataclass(frozen=True)
class DrawnPart:
    """What was drawn of a part, and what it said of itself.

    Attributes:
        traces: Its traces as properties: plotly takes those that it is given apart.
        drawing: The rest of what it drew.
        said: What whoever drew it wants to know.
    """

    traces: tuple[dict[str, Any], ...]
    drawing: Drawing
    said: bool

    @property
    def bytes(self) -> int:
        """About what it takes."""
        rest = self.drawing
        arrays = [*rest.extent, *rest.reach, *rest.span]
        arrays += [each for part in self.traces for each in part.values() if _is_array(each)]
        return sum(each.nbytes for each in arrays)


PARTS: Recent[Hashable, DrawnPart] = Recent(MOST_BYTES, lambda part: part.bytes)


def lay(drawing: Drawing, source: Hashable | None, draw: Callable[[Drawing], bool]) -> bool:
    """Lay a part into a drawing, drawn only where it is not known; what it said.

    Args:
        drawing: The figure's, which says how all its parts are drawn.
        source: All that the part is made from, but the figure's habits; None where that is not
            known, and the part must be drawn.
        draw: Draws it into a drawing of its own.
    """
    habits = (drawing.shown, drawing.zooms, drawing.most, drawing.is_apart, drawing.is_linear)
    part = None if source is None else PARTS.get((source, habits))
    if part is None:
        part = _drawn(drawing, draw)
        if source is not None and part.bytes <= LARGEST:
            PARTS.keep((source, habits), part)
    _add(drawing, part)
    return part.said


def _drawn(drawing: Drawing, draw: Callable[[Drawing], bool]) -> DrawnPart:
    alone = Drawing(
        drawing.shown,
        zooms=drawing.zooms,
        most=drawing.most,
        is_apart=drawing.is_apart,
        is_linear=drawing.is_linear,
    )
    said = draw(alone)
    traces = tuple(_properties(each) for each in alone.traces)
    return DrawnPart(traces, replace(alone, traces=[]), said)


def _properties(drawn: go.Scatter) -> dict[str, Any]:
    return {name: value for name, value in drawn.to_plotly_json().items() if name != "type"}


def _add(drawing: Drawing, part: DrawnPart) -> None:
    drawing.traces += [trace(each) for each in part.traces]
    drawing.labels += part.drawing.labels
    drawing.extent += part.drawing.extent
    drawing.reach += part.drawing.reach
    drawing.span += part.drawing.span
    drawing.notes += [note for note in part.drawing.notes if note not in drawing.notes]
    drawing.thinned = max(drawing.thinned, part.drawing.thinned)


def _is_array(value: object) -> bool:
    return isinstance(value, np.ndarray)
