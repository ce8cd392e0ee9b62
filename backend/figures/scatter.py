"""Two numbers of each run against one another, with their rank correlation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backend.figures.axes import YAxis, y_axis
from backend.figures.drawing import Whose, title_above
from backend.figures.literal import literal
from backend.figures.traces import trace
from backend.spec.diagnostic import Scale
from backend.statistics.correlation import FEWEST_RUNS, rank_correlation
from backend.thinning import spread_over
from backend.verdict.figures import counted, figure

Floats = NDArray[np.float64]
# Positive numbers that span more than this are on a log axis.
WIDE = 30.0
MOST_DOTS, OF_AN_END = 1_000, 40


@dataclass(frozen=True)
class Dots:
    """The runs of a group that have both numbers.

    Attributes:
        index: Its place, which decides its colour and mark.
        names: What each run is called.
        x: One number of each run; finite.
        y: The other; finite.
    """

    index: int
    names: Sequence[str]
    x: Floats
    y: Floats


def scatter_figure(groups: Sequence[Dots], x_title: str, y_title: str) -> go.Figure:
    """A dot for each run, in its group's colour; a log axis where numbers span decades."""
    x_axis = _axis([group.x for group in groups])
    axis = _axis([group.y for group in groups])
    traces = [_dots(group, x_title, y_title) for group in groups if len(group.x)]
    layout = {
        "template": go.layout.Template(),
        "hovermode": "closest",
        "margin": {"l": 56, "r": 28, "t": 34, "b": 44},
        "showlegend": False,
        "annotations": [title_above(y_title)],
        "meta": {"scale": axis.scale},
        "xaxis": {
            "title": {"text": literal(x_title), "standoff": 15},
            "ticks": "outside",
            "showgrid": False,
            **x_axis.layout(),
        },
        "yaxis": axis.layout(),
    }
    return go.Figure(traces, layout, _validate=False)


def thinned(groups: Sequence[Dots]) -> list[Dots]:
    """As many dots as can be told apart, of each group its share, the ends of both numbers too."""
    every = sum(len(group.x) for group in groups)
    if every <= MOST_DOTS:
        return [*groups]
    return [_thinned(group, max(len(group.x) * MOST_DOTS // every, OF_AN_END)) for group in groups]


def _thinned(group: Dots, most: int) -> Dots:
    kept = np.union1d(
        spread_over(group.x, most), spread_over(group.y, min(OF_AN_END, len(group.y)), OF_AN_END)
    )
    names = [group.names[at] for at in kept.tolist()]
    return Dots(group.index, names, group.x[kept], group.y[kept])


def correlation_words(groups: Sequence[Dots], x_name: str, y_name: str, differing: int) -> str:
    """The rank correlation over all runs with both numbers, and how far it may be trusted.

    Args:
        groups: The groups that are drawn.
        x_name: The first number's name.
        y_name: The second one's.
        differing: In how many settings beside the seed the runs differ.
    """
    x = np.concatenate([*(group.x for group in groups), np.empty(0)])
    y = np.concatenate([*(group.y for group in groups), np.empty(0)])
    found = rank_correlation(x.tolist(), y.tolist())
    if found is None:
        return (
            f"A rank correlation is told of {FEWEST_RUNS} runs or more with different values; "
            f"{counted(len(x), 'run')} {'has' if len(x) == 1 else 'have'} both here."
        )
    told = (
        f"Spearman's rank correlation of {x_name} and {y_name}: {figure(found.rho)}, 95 % interval "
        f"{figure(found.low)} to {figure(found.high)}, over {found.n} runs."
    )
    if found.low <= 0.0 <= found.high:
        told += " It is not told apart from none."
    if differing:
        told += " The runs differ in settings, which may move both numbers."
    return told


def _axis(parts: Sequence[Floats]) -> YAxis:
    values = np.concatenate([*parts, np.empty(0)])
    is_wide = len(values) > 0 and values.min() > 0 and values.max() > WIDE * values.min()
    scale: Scale = "log" if is_wide else "linear"
    return y_axis(parts, [], scale)


def _dots(group: Dots, x_title: str, y_title: str) -> go.Scatter:
    words = [
        f"{literal(name)}<br>{literal(x_title)}: {literal(figure(x))}"
        f"<br>{literal(y_title)}: {literal(figure(y))}"
        for name, x, y in zip(group.names, group.x.tolist(), group.y.tolist(), strict=True)
    ]
    look: dict[str, Any] = {"mode": "markers", "marker": {"size": 8}, "cliponaxis": False}
    said = {"customdata": words, "hovertemplate": "%{customdata}<extra></extra>"}
    where = {"x": group.x, "y": group.y, "meta": Whose("group", group.index).meta}
    return trace({**look, **said, **where})
