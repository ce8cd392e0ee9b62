"""How values are drawn that stand side by side in no order: points in place of lines, with bars."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def point_of(line: Mapping[str, Any]) -> dict[str, Any]:
    """The mark that stands for a line: open where that is dashed, small where it is thin."""
    symbol = "circle" if line.get("dash", "solid") == "solid" else "circle-open"
    is_thin = line.get("width", 2) < 2
    return {"symbol": symbol, "size": 4 if is_thin else 9}


def bars_apart(x: Floats, low: Floats, high: Floats, meta: Mapping[str, Any]) -> go.Scatter:
    """A bar for each value, in place of a band."""
    ends = np.stack((low, high, np.full_like(low, np.nan)), axis=1)
    return go.Scatter(
        x=np.repeat(x, 3),
        y=ends.ravel(),
        mode="lines",
        opacity=0.4,
        hoverinfo="skip",
        line={"width": 3},
        meta=dict(meta),
        showlegend=False,
    )
