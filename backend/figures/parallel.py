"""Parallel coordinates: a line for each run through its value on each of several axes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backend.figures.axes import YAxis, y_axis
from backend.figures.cells import BAR_NUMBERS, CELLS_END, colour_bar, ends_of, round_ticks
from backend.figures.drawing import title_above
from backend.figures.end_labels import shortened
from backend.figures.literal import literal
from backend.figures.settings_map import Value, in_order, usual_scale, words_of
from backend.figures.traces import joined, trace
from backend.groups.crowd import MANY_RUNS, OF_AN_END
from backend.thinning import Indices, spread_over

Floats = NDArray[np.float64]
# Colours that lines may have, as many as the palette: each is one trace, however many runs it has.
SHADES = 11
# What stands on an axis of words beyond this could not be read.
MOST_WORDS = 12
# An axis begins and ends a little within the plot.
AIR = 0.04
DIM = 0.16
THIN, DASHED = {"width": 1.2}, {"width": 2.4, "dash": "dash"}


@dataclass(frozen=True)
class Axis:
    """An axis, and where each run stands on it.

    Attributes:
        name: The field.
        title: With its unit.
        values: Each run's value; None where it has none.
        words: The values that are words, in their order; empty for numbers.
        whole: The axis with all runs, where these are some of them.
    """

    name: str
    title: str
    values: Sequence[Value | None]
    words: Sequence[Value]
    whole: "Axis | None" = None

    @classmethod
    def of(cls, name: str, title: str, values: Sequence[Value | None]) -> "Axis":
        """Of numbers where all values are; else of words, side by side in their order."""
        known = [value for value in values if value is not None]
        are_numbers = all(
            isinstance(each, float | int) and not isinstance(each, bool) for each in known
        )
        return cls(name, title, values, [] if are_numbers else in_order(known))

    def of_runs(self, runs: Indices) -> "Axis":
        """The same axis with fewer runs; its ends stay where they are."""
        return replace(self, values=[self.values[run] for run in runs.tolist()], whole=self)

    @property
    def numbers(self) -> Floats:
        """Each run's number, or the place of its word from 0; NaN where it has none."""
        if not self.words:
            return np.array([np.nan if each is None else each for each in self.values], float)
        places = {value: float(place) for place, value in enumerate(self.words)}
        return np.array([np.nan if each is None else places[each] for each in self.values], float)

    @property
    def scale(self) -> YAxis:
        """How its numbers lie: on a log axis where they span decades."""
        numbers = (self.whole or self).numbers
        known = numbers[np.isfinite(numbers)]
        kind = "linear" if self.words else usual_scale(known.tolist())
        return y_axis([known], [], kind)


@dataclass(frozen=True)
class Brush:
    """A range of an axis: of numbers, or of places of words from 0; both ends belong to it."""

    name: str
    low: float
    high: float


def within(axes: Sequence[Axis], brushes: Sequence[Brush], runs: int) -> NDArray[np.bool_]:
    """Which runs are in every range. A run without a value is in no range of that axis."""
    found = np.ones(runs, bool)
    numbers = {axis.name: axis.numbers for axis in axes}
    for brush in brushes:
        values = numbers[brush.name]
        with np.errstate(invalid="ignore"):
            found &= (values >= brush.low) & (values <= brush.high)
    return found


def shown_lines(colour: Axis, chosen: NDArray[np.bool_]) -> Indices:
    """Which runs have a line: of too many first those in the ranges, evenly over the colours."""
    places, lines = np.flatnonzero(chosen), MANY_RUNS
    if len(chosen) <= MANY_RUNS:
        return np.arange(len(chosen))
    numbers = colour.numbers
    kept = places[spread_over(numbers[places], lines, OF_AN_END)]
    others = np.flatnonzero(~chosen)
    behind = others[spread_over(numbers[others], lines - len(kept))]
    shown: Indices = np.sort(np.concatenate((kept, behind)))
    return shown


def parallel_figure(
    names: Sequence[str],
    axes: Sequence[Axis],
    colour: Axis | None,
    chosen: NDArray[np.bool_],
    baseline: NDArray[np.bool_],
) -> go.Figure:
    """The figure: runs that are chosen in their colours, the others faint behind them.

    Args:
        names: What each run is called.
        axes: From left to right; two at least.
        colour: What the colours tell, a number; None: nothing.
        chosen: Which runs are looked at.
        baseline: Which the others are read against: dashed, in ink and before the others.
    """
    places = np.stack([_shares(axis) for axis in axes], 1)
    said = [[_said(name, axis, run) for axis in axes] for run, name in enumerate(names)]
    shares = _colours(colour, len(names))
    traces = [_lines(places, said, ~chosen, {"role": "reference", "group": None}, DIM)]
    for shade in np.unique(shares[chosen & np.isfinite(shares)]):
        meta = {"role": "shade", "group": None, "share": float(shade)}
        traces.append(_lines(places, said, chosen & (shares == shade), meta, 0.85))
    plain = {"role": "real", "group": None}
    traces.append(_lines(places, said, chosen & ~np.isfinite(shares), plain, 0.7))
    traces.append(_lines(places, said, baseline, plain, 1.0, DASHED))
    traces = [each for each in traces if each is not None]
    bar, beside = _bar(colour)
    layout = {
        "template": go.layout.Template(),
        "hovermode": "closest",
        "margin": {"l": 48, "r": 40, "t": 56, "b": 20},
        "showlegend": False,
        "barmode": "overlay",
        "meta": {"is_linked": False},
        "annotations": [*_tick_words(axes), *_colour_title(colour)],
        "shapes": [_rule(at) for at in range(len(axes))],
        "xaxis": {
            "side": "top",
            "domain": [0, CELLS_END - 0.05],
            "range": [-0.1, len(axes) - 0.9],
            "tickvals": list(range(len(axes))),
            "ticktext": [literal(shortened(axis.name)) for axis in axes],
            "showgrid": False,
            "showline": False,
            "fixedrange": True,
        },
        "yaxis": {"range": [-AIR, 1 + AIR], "visible": False, "fixedrange": True},
        **beside,
    }
    return go.Figure([*traces, *bar], layout, _validate=False)


def _shares(axis: Axis) -> Floats:
    """Where runs stand on an axis, from 0 at its foot to 1."""
    low, high = _ends(axis)
    # By halves: the difference of two ends may be larger than any number.
    places: Floats = (axis.scale.place(axis.numbers) / 2 - low / 2) / (high / 2 - low / 2)
    return places


def _ends(axis: Axis) -> tuple[float, float]:
    places = axis.scale.place((axis.whole or axis).numbers)
    return ends_of(places[np.isfinite(places)])


def _colours(colour: Axis | None, runs: int) -> Floats:
    """Each run's place in the palette from 0 to 1, one of a few; NaN without a number."""
    if colour is None:
        return np.full(runs, np.nan)
    shades: Floats = (_shares(colour) * (SHADES - 1)).round() / (SHADES - 1)
    return shades


def _lines(
    places: Floats,
    said: Sequence[Sequence[str]],
    which: NDArray[np.bool_],
    meta: Mapping[str, Any],
    opacity: float,
    line: Mapping[str, Any] = THIN,
) -> go.Scatter | None:
    runs = np.flatnonzero(which).tolist()
    if not runs:
        return None
    at = np.arange(places.shape[1], dtype=float)
    words = [word for run in runs for word in (*said[run], "")]
    return trace(
        {
            **joined([(at, places[run]) for run in runs]),
            "mode": "lines+markers",
            "line": dict(line),
            "marker": {"size": 4},
            "opacity": opacity,
            "cliponaxis": False,
            "customdata": words,
            "hovertemplate": "%{customdata}<extra></extra>",
            "meta": dict(meta),
        }
    )


def _said(name: str, axis: Axis, run: int) -> str:
    value = axis.values[run]
    told = "none" if value is None else words_of(value)
    return f"{literal(name)}<br>{literal(axis.name)}: {literal(told)}"


def _tick_words(axes: Sequence[Axis]) -> list[dict[str, Any]]:
    """What stands beside the axes: round numbers, or words."""
    return [
        {
            "x": at,
            "y": (place - low) / (high - low),
            "text": words,
            "showarrow": False,
            "xanchor": "right",
            "xshift": -6,
            "font": {"size": 11},
            # On paper of its own: lines go behind it.
            "name": "on-paper",
        }
        for at, axis in enumerate(axes)
        for low, high in [_ends(axis)]
        for place, words in _ticks(axis, low, high)
    ]


def _ticks(axis: Axis, low: float, high: float) -> list[tuple[float, str]]:
    if not axis.words:
        return round_ticks(axis.scale, low, high)
    every = max(1, -(-len(axis.words) // MOST_WORDS))
    named = list(enumerate(axis.words))[::every]
    return [(float(place), literal(shortened(words_of(value)))) for place, value in named]


def _rule(at: int) -> dict[str, Any]:
    ends = {"x0": at, "x1": at, "y0": 0, "y1": 1, "xref": "x", "yref": "y"}
    return {"type": "line", "line": {"width": 1}, "layer": "below", **ends}


def _bar(colour: Axis | None) -> tuple[list[go.Bar], dict[str, Any]]:
    if colour is None:
        return [], {}
    bar, beside = colour_bar(colour.scale, *_ends(colour))
    return [go.Bar(bar, _validate=False)], beside


def _colour_title(colour: Axis | None) -> list[dict[str, Any]]:
    if colour is None:
        return []
    right = {"x": 1, "xanchor": "right", "xshift": BAR_NUMBERS, "yshift": 30}
    return [title_above(f"colour: {colour.title}") | right]
