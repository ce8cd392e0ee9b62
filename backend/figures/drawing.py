"""What all figures share: lines, bands, labels at the ends of lines, axes with units."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backend.figures.axes import FEW_STEPS, extent_of, step_axis, y_axis
from backend.figures.end_labels import (
    MOST_LABELS,
    Label,
    label_annotations,
    longest,
    readable,
    shortened,
)
from backend.figures.literal import literal
from backend.figures.traces import filled, gaps, joined, trace
from backend.figures.values_apart import bars_apart, point_of
from backend.groups.estimates import Band
from backend.spec.diagnostic import Scale
from backend.thinning import Indices, drawn_indices

Floats = NDArray[np.float64]
Range = tuple[float, float]
Role = Literal["real", "imagined", "branch", "group", "band", "reference"]

# Points of a line: as many as a figure is wide in pixels where few are drawn, fewer where many are.
MOST_POINTS, FEWEST_POINTS = 1_000, 200
SYMMETRIC = "Not all values are positive: the axis is a log one on both sides of 0."
POINTS_OF_A_FIGURE = 20_000


@dataclass(frozen=True)
class Whose:
    """What a trace is, for whoever paints it."""

    role: Role
    group: int | None = None

    @property
    def meta(self) -> dict[str, Any]:
        """As plotly carries it."""
        return {"role": self.role, "group": self.group}

    @property
    def label_name(self) -> str:
        """As an annotation carries it."""
        return f"role:{self.role}" if self.group is None else f"group:{self.group}"


@dataclass
class Drawing:
    """A figure while it is drawn.

    Attributes:
        traces: Its traces, back to front.
        labels: Labels at the right end of lines.
        extent: Every finite value that must be in view, or the extremes of each line.
        reach: Edges of bands, in view as far as they do not flatten the lines.
        span: The x of every line that must be in view.
        notes: Sentences on what was left out.
        shown: The part of the x axis that is looked at; None is all of it.
        zooms: Whether a part that is zoomed to is drawn anew, with all its points.
        most: Points that a line is drawn with.
        thinned: Points of the longest line that has more.
        ideal: A level to read the lines against, dotted.
        always: Levels that are in view whatever the lines do.
        is_apart: Whether values side by side have no order: points and bars in place of lines.
        is_linear: Whether the y axis will be a linear one, which needs to know no more of lines
            than their least and largest values.
    """

    shown: Range | None = None
    zooms: bool = False
    most: int = MOST_POINTS
    thinned: int = 0
    ideal: float | None = None
    always: Sequence[float] = ()
    is_apart: bool = False
    is_linear: bool = False
    traces: list[Any] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    extent: list[Floats] = field(default_factory=list)
    reach: list[Floats] = field(default_factory=list)
    span: list[Floats] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def line(
        self,
        x: Floats,
        y: Floats,
        whose: Whose,
        *,
        name: str | None = None,
        hover: str = "",
        said: Callable[[Indices], Sequence[str]] | None = None,
        **style: Any,  # noqa: ANN401 - plotly's own properties
    ) -> None:
        """A line; values that are not finite are gaps. One point alone is drawn as a mark.

        Args:
            x: Where its points are.
            y: Their values.
            whose: What it is, for whoever paints it.
            name: What it is called, as plain text.
            hover: plotly's template of what pointing says after the name; empty is nothing.
            said: What pointing at each of some points says, for `%{customdata}` of the template.
            **style: Properties of plotly's trace.
        """
        finite = np.isfinite(y)
        if name is not None:
            style["name"] = literal(name)
        if hover:
            style["hovertemplate"] = f"{literal(name or '')}: {hover}<extra></extra>"
        kept = self._kept(x, [y])
        if said is not None:
            # plotly copies a list word by word, and an array as a whole.
            style["customdata"] = np.array(said(kept))
        mode = "lines+markers" if finite.sum() == 1 else "lines"
        if self.is_apart:
            mode, style["marker"] = "markers", point_of(style.get("line", {}))
        self.traces.append(
            trace({"x": x[kept], "y": gaps(y[kept]), "mode": mode, "meta": whose.meta, **style})
        )
        if whose.role != "reference":
            self.extent.append(extent_of(y, is_linear=self.is_linear))
            self.span.append(x)

    def lines(
        self, x: Floats, ys: Sequence[Floats], whose: Whose, style: Mapping[str, Any]
    ) -> None:
        """Lines that are alike, in one trace: hundreds cost a browser little more than one.

        Args:
            x: Where their points are.
            ys: The values of each line; those that are not finite are gaps.
            whose: What they are, for whoever paints them.
            style: Properties of plotly's trace.
        """
        kept = [self._kept(x, [y]) for y in ys]
        parts = [(x[at], y[at]) for at, y in zip(kept, ys, strict=True) if len(at)]
        if not parts:
            return
        points = {"mode": "markers", "marker": point_of(style.get("line", {}))}
        mode = points if self.is_apart else {"mode": "lines"}
        self.traces.append(trace({**joined(parts), **mode, "meta": whose.meta, **style}))
        self.extent += [extent_of(y, is_linear=self.is_linear) for y in ys]
        self.span.append(x)

    def band(self, x: Floats, low: Floats, high: Floats, group: Whose) -> None:
        """A filled band between two curves, without lines of its own."""
        usable = np.isfinite(low) & np.isfinite(high)
        if usable.sum() < 2:
            return
        self.reach.append(np.concatenate((high[usable], low[usable])))
        x, low, high = x[usable], low[usable], high[usable]
        if self.is_apart:
            self.traces.append(bars_apart(x, low, high, group.meta))
            return
        kept = self._kept(x, [low, high], self.most // 2)
        meta = Whose("band", group.group).meta | {"of": group.role}
        self.traces.append(filled(x[kept], low[kept], high[kept], meta))

    def _kept(self, x: Floats, ys: Sequence[Floats], most: int | None = None) -> Indices:
        """Which points are drawn: those in view, and the neighbours where lines leave it."""
        first, last = 0, len(x)
        if self.shown is not None:
            first = max(int(np.searchsorted(x, self.shown[0], "right")) - 1, 0)
            last = int(np.searchsorted(x, self.shown[1], "left")) + 1
        kept = first + drawn_indices(x[first:last], [y[first:last] for y in ys], most or self.most)
        if len(kept) < len(x[first:last]):
            self.thinned = max(self.thinned, len(x))
        return kept

    def interval(self, x: Floats, middle: Band, whose: Whose, name: str) -> None:
        """The 95 % interval around a mean, where there is one."""
        note = f"{name}: two runs are too few for an interval."
        if middle.n.max(initial=0) == 2 and note not in self.notes:
            self.notes.append(note)
        self.band(x, middle.low, middle.high, whose)

    def end_label(self, text: str, x: Floats, y: Floats, whose: Whose) -> None:
        """Words beside the last finite value of a line, of the part that is looked at."""
        in_view = np.isfinite(y) & (x <= (np.inf if self.shown is None else self.shown[1]))
        finite = y[in_view]
        if len(finite):
            self.labels.append(Label(shortened(text), float(finite[-1]), whose.label_name))

    def figure(
        self,
        x_title: str,
        y_title: str,
        scale: Scale = "linear",
        *,
        has_steps: bool = True,
    ) -> go.Figure:
        """The finished figure. Its y axis is titled above, where it is read without turning.

        Args:
            x_title: Name and unit of the x axis.
            y_title: Name and unit of the y axis.
            scale: Of the y axis; a log one is symmetric where values are not all positive.
            has_steps: Whether the x axis counts whole steps.
        """
        axis = y_axis(self._lines_and_levels(scale), self.reach, scale)
        is_crowd = len(self.labels) > MOST_LABELS
        labels = readable(self.labels, self.notes)
        self._note_thinning()
        if axis.scale == "symlog":
            self.notes.append(SYMMETRIC)
            for trace in self.traces:
                trace.y = axis.bent(np.asarray(trace.y, float))
        layout: dict[str, Any] = {
            # Without one of ours plotly adds its own, colours and all.
            "template": go.layout.Template(),
            "annotations": [title_above(y_title), *label_annotations(labels, axis)],
            "hovermode": "closest" if is_crowd else "x",
            "margin": {"l": 56, "r": 28 + 7 * longest(labels), "t": 34, "b": 44},
            "showlegend": False,
            # For the page: what is in force, what a zoom changes, and what a phone has no room for.
            "meta": {
                "scale": scale,
                "is_thinned": self.thinned > 0,
                "is_apart": self.is_apart,
                **({"few_steps": FEW_STEPS} if has_steps else {}),
                **axis.meta(),
            },
            "xaxis": {
                "title": {"text": literal(x_title), "standoff": 15},
                "showgrid": False,
                "ticks": "outside",
                **self._x_range(has_steps=has_steps),
            },
            "yaxis": axis.layout(),
        }
        if self.ideal is not None and (self.ideal > 0 or axis.scale != "log"):
            # plotly's own `add_hline` takes longer than all else here.
            layout["shapes"] = [level_line(float(axis.bent(np.array([self.ideal]))[0]))]
        return go.Figure(self.traces, layout, _validate=False)

    def _lines_and_levels(self, scale: Scale) -> list[Floats]:
        """What must be in view. A level that has no place on a log axis does not bend it."""
        levels = np.array(self.always if self.extent else (), float)
        if scale == "log" and all((part > 0).all() for part in self.extent):
            levels = levels[levels > 0]
        return [*self.extent, levels]

    def _x_range(self, *, has_steps: bool) -> dict[str, Any]:
        """From the first x to the last, so that labels stand where the lines end."""
        x = np.concatenate([*self.span, np.empty(0)])
        x = x[np.isfinite(x)]
        if len(x) == 0:
            return {}
        low, high = float(x.min()), float(x.max())
        if self.shown is not None and self.shown[0] < high and low < self.shown[1]:
            low, high = max(low, self.shown[0]), min(high, self.shown[1])
        if has_steps:
            return step_axis(low, high)
        return {} if low == high else {"range": [low, high]}

    def _note_thinning(self) -> None:
        """Say once that lines have more points than are drawn."""
        if self.thinned:
            closer = ", and a zoom shows every point" if self.zooms else ""
            self.notes.append(
                f"Lines of more than {self.most:,} points (up to {self.thinned:,}) are thinned; "
                f"their peaks stay{closer}."
            )


def points_of_a_line(lines: int) -> int:
    """How many points each of so many lines is drawn with."""
    shared = POINTS_OF_A_FIGURE // max(lines, 1)
    return min(max(shared, FEWEST_POINTS), MOST_POINTS)


def level_line(y: float) -> dict[str, Any]:
    """A dotted line across a figure at this level of the y axis."""
    across = {"xref": "x domain", "x0": 0, "x1": 1, "yref": "y", "y0": y, "y1": y}
    return {"type": "line", **across, "line": {"width": 1, "dash": "dot"}}


def title_above(text: str) -> dict[str, Any]:
    """A y axis's title above it, as an annotation."""
    return {
        "text": literal(text),
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 8,
        "showarrow": False,
        "font": {"size": 12},
    }
