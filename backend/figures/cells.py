"""Cells in colours, as plotly's bars draw them: what is not known has no cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backend.figures.axes import BETWEEN_DECADES, YAxis, kept_ticks, number_words, y_axis
from backend.figures.drawing import title_above
from backend.spec.diagnostic import Scale

Floats = NDArray[np.float64]
# Neighbours among a colour bar's ticks are at least this share of its length apart.
TICKS_APART = 0.09
LINEAR_TICKS = 6
# A gap so many times as wide as those beside it has places missing in it.
MISSING = 1.6
# Decimals of a colour's place, of which a palette of 256 colours shows three digits.
PLACES = 4
# Shares of the width that cells and the bar of their colours take, its strips, and the room of its
# numbers.
CELLS_END, BAR, STRIPS, BAR_NUMBERS = 0.955, (0.97, 1.0), 100, 36
# What is up is titled from above its numbers on, so that both titles have room on a phone.
TITLE_LEFT = 36


@dataclass(frozen=True)
class Cells:
    """Cells with a value each; every array has one entry a cell.

    Attributes:
        x: Where pointing at a cell says that it is.
        left: Its edges.
        right: Likewise.
        bottom: Likewise.
        top: Likewise.
        values: What its colour tells; finite.
        said: What pointing at it says.
        written: What stands in it, if anything does.
    """

    x: Floats
    left: Floats
    right: Floats
    bottom: Floats
    top: Floats
    values: Floats
    said: Sequence[str]
    written: Sequence[str] = ()


def edges(places: Floats, alone: float = 1.0) -> Floats:
    """The left and the right edge of cells at rising places, [cell side].

    Neighbours meet halfway, and at the ends cells go as far out as in. Where places are missing, as
    a far wider gap than those beside it tells, cells do not grow into it: it stays empty.

    Args:
        places: Where they are.
        alone: How wide a single one is.
    """
    if len(places) == 0:
        return np.empty((0, 2))
    if len(places) == 1:
        return np.array([[places[0] - alone / 2, places[0] + alone / 2]])
    half = np.array([_usual(np.diff(places), gap) for gap in range(len(places) - 1)]) / 2
    return np.stack(
        (places - np.concatenate((half[:1], half)), places + np.concatenate((half, half[-1:]))), 1
    )


def _usual(gaps: Floats, at: int) -> float:
    """How far apart two neighbours would be if none were missing between them."""
    beside = np.concatenate((gaps[max(at - 2, 0) : at], gaps[at + 1 : at + 3]))
    usual = float(np.median(beside)) if len(beside) else float(gaps[at])
    return usual if gaps[at] > MISSING * usual else float(gaps[at])


@dataclass(frozen=True)
class Frame:
    """What stands around cells.

    Attributes:
        xaxis: Properties of plotly's x axis.
        yaxis: Those of its y axis.
        y_title: What is up.
        colour_title: What the colours tell, with its unit.
        meta: For the page.
    """

    xaxis: Mapping[str, Any]
    yaxis: Mapping[str, Any]
    y_title: str
    colour_title: str
    meta: Mapping[str, Any]


def cells_figure(cells: Cells, scale: Scale, frame: Frame) -> go.Figure:
    """The cells and the bar of their colours, without these: whoever paints them knows the palette.

    The bar is drawn as cells too: plotly's own sets styles that the page's policy refuses.

    Args:
        cells: What is drawn.
        scale: Of the colours; a log one is symmetric where values are not all positive.
        frame: What stands around them.
    """
    axis = y_axis([cells.values], [], scale)
    low, high = ends_of(axis.place(cells.values))
    ends = {"cmin": low, "cmax": high, "line": {"width": 0}}
    bar, beside = colour_bar(axis, low, high)
    # Along a bar there is no room for a name and its unit: they stand above it.
    above_bar = {"x": 1, "xanchor": "right", "xshift": BAR_NUMBERS}
    layout = {
        "template": go.layout.Template(),
        "annotations": [
            title_above(frame.y_title) | {"xshift": -TITLE_LEFT},
            title_above(frame.colour_title) | above_bar,
        ],
        "hovermode": "closest",
        "barmode": "overlay",
        "bargap": 0,
        "margin": {"l": 56, "r": 28, "t": 34, "b": 44},
        "showlegend": False,
        "meta": dict(frame.meta),
        "xaxis": {"showgrid": False, "ticks": "outside", "domain": [0, CELLS_END], **frame.xaxis},
        "yaxis": {"showgrid": False, "ticks": "outside", **frame.yaxis},
        **beside,
    }
    return go.Figure(
        [go.Bar(each, _validate=False) for each in (_cells(cells, axis, ends), bar)],
        layout,
        _validate=False,
    )


def colour_bar(axis: YAxis, low: float, high: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """The bar that says what colours tell, and the axes that it stands on.

    Args:
        axis: Where numbers lie.
        low: The least place that has a colour.
        high: The last.
    """
    places = np.linspace(low, high, STRIPS + 1)
    middles = (places[1:] + places[:-1]) / 2
    bar = _bars(
        # Each goes on to the top, below the next: side by side there would be seams between them.
        {
            "x": np.zeros(STRIPS),
            "y": high - places[:-1],
            "base": places[:-1].tolist(),
            "width": 1.0,
        },
        {"cmin": low, "cmax": high, "line": {"width": 0}, "color": middles.tolist()},
    )
    at, words = zip(*round_ticks(axis, low, high), strict=True)
    still = {"fixedrange": True, "showgrid": False}
    numbers = {"range": [low, high], "tickvals": list(at), "ticktext": list(words)}
    return bar | {"hoverinfo": "skip", "xaxis": "x2", "yaxis": "y2"}, {
        "xaxis2": {**still, "domain": [*BAR], "visible": False, "range": [-0.5, 0.5]},
        "yaxis2": {
            **still, **numbers, "anchor": "x2", "side": "right", "ticks": "outside", "ticklen": 3,
        },
    }  # fmt: skip


def _cells(cells: Cells, axis: YAxis, ends: Mapping[str, Any]) -> dict[str, Any]:
    written = {"text": list(cells.written), "textposition": "inside"} if cells.written else {}
    where = {
        "x": cells.x,
        "y": cells.top - cells.bottom,
        "base": cells.bottom.tolist(),
        "offset": (cells.left - cells.x).tolist(),
        "width": (cells.right - cells.left).tolist(),
    }
    trace = _bars(where, {**ends, "color": axis.place(cells.values).round(PLACES).tolist()})
    said = {"customdata": list(cells.said), "hovertemplate": "%{customdata}<extra></extra>"}
    inside = {"insidetextanchor": "middle", "textangle": 0, "constraintext": "inside"}
    return trace | said | inside | written


def _bars(where: Mapping[str, Any], marker: Mapping[str, Any]) -> dict[str, Any]:
    meta = {"role": "cells", "group": None}
    return {"type": "bar", "showlegend": False, "marker": dict(marker), "meta": meta, **where}


def ends_of(places: Floats) -> tuple[float, float]:
    """The least and the last place that has a colour; a single value stands in the middle."""
    low, high = float(places.min(initial=np.inf)), float(places.max(initial=-np.inf))
    if low > high:
        return 0.0, 1.0
    # Beside a large number a half is nothing.
    beside = max(0.5, 1e-9 * abs(low))
    return (low - beside, high + beside) if low == high else (low, high)


def round_ticks(axis: YAxis, low: float, high: float) -> list[tuple[float, str]]:
    """Places and words of round numbers between two places of an axis, apart from one another."""
    apart = TICKS_APART * (high - low)
    inside = [each for each in _candidates(axis, low, high) if low <= each[0] <= high]
    return kept_ticks(inside, apart) or [(low, number_words(_value(axis, low)))]


def _candidates(axis: YAxis, low: float, high: float) -> list[tuple[float, str]]:
    """Places that may have a tick, first the roundest."""
    if axis.scale == "linear":
        return [(float(at), number_words(float(at))) for at in _round_numbers(low, high)]
    values = _whole_decades(*(_value(axis, end) for end in (low, high)))
    return [
        (place, number_words(value))
        for value, place in zip(values, axis.place(np.array(values)).tolist(), strict=True)
    ]


def _whole_decades(low: float, high: float) -> list[float]:
    """Powers of ten between two values, then what lies between them, of either sign."""
    size = max(abs(low), abs(high))
    least = min((abs(end) for end in (low, high) if end), default=size)
    first = int(np.floor(np.log10(least if low * high > 0 else size))) - 3 * (low * high <= 0)
    last = int(np.floor(np.log10(size))) if size else 0
    decades = range(last, first - 1, -1)
    sizes = [factor * 10.0**decade for factor in BETWEEN_DECADES for decade in decades]
    signs = (1.0, -1.0) if low < 0 else (1.0,)
    return [0.0] * (low <= 0) + [sign * each for each in sizes for sign in signs]


def _round_numbers(low: float, high: float) -> Floats:
    rough = (high - low) / LINEAR_TICKS
    decade = 10.0 ** np.floor(np.log10(rough))
    step = decade * min((each for each in (1, 2, 5, 10) if each * decade >= rough), default=10)
    places: Floats = np.arange(np.ceil(low / step), np.floor(high / step) + 1).round() * step
    return places


def _value(axis: YAxis, place: float) -> float:
    """What lies at a place of the axis."""
    if axis.scale == "log":
        return float(10.0**place)
    return float(axis.threshold * np.sinh(place)) if axis.scale == "symlog" else place
