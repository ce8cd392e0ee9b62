"""Traces of plotly: one from its properties, and many lines as one."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def trace(properties: Mapping[str, Any]) -> go.Scatter:
    """A trace whose properties plotly does not check: the tests do, once for each figure."""
    return go.Scatter(_validate=False, **{"showlegend": False, **properties})


def filled(x: Floats, low: Floats, high: Floats, meta: Mapping[str, Any]) -> go.Scatter:
    """The area between two curves, without lines of its own."""
    edge = {"x": np.concatenate((x, x[::-1])), "y": np.concatenate((high, low[::-1]))}
    look = {"mode": "lines", "fill": "toself", "line": {"width": 0}, "hoverinfo": "skip"}
    return trace({**edge, **look, "meta": meta})


def gaps(y: Floats) -> Floats:
    """Values with NaN wherever they are not finite: plotly leaves a gap there."""
    is_finite = np.isfinite(y)
    return y if is_finite.all() else np.where(is_finite, y, np.nan)


def joined(lines: Sequence[tuple[Floats, Floats]]) -> dict[str, Floats]:
    """The points of lines one after the other, with a gap after each: `x` and `y` of one trace."""
    return {
        "x": np.concatenate([np.append(x, x[-1]) for x, _ in lines]),
        "y": np.concatenate([np.append(gaps(y), np.nan) for _, y in lines]),
    }
