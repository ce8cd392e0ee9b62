"""What all figures share: lines, bands, labels at the ends of lines, axes with units."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backend.figures.literal import literal
from backend.groups.estimates import Band
from backend.spec.diagnostic import Scale

Floats = NDArray[np.float64]
Role = Literal["real", "imagined", "branch", "group", "band", "reference"]

FEWEST_FOR_BAND = 3

# Heights are set by the browser; in the lowest figure on a page neighbours need this much.
LABEL_GAP = 0.07
MOST_LABELS = 14
SI_PREFIXES_FROM = 1_000
# A log axis shorter than this has ticks at 2 and 5 too, or it would show one number or none.
FEW_DECADES = 1.5
MANY_GROUPS = 12
LONGEST_LABEL = 28


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


@dataclass(frozen=True)
class Label:
    """Words at the end of a line."""

    text: str
    y: float
    whose: Whose


@dataclass
class Drawing:
    """A figure while it is drawn.

    Attributes:
        traces: Its traces, back to front.
        labels: Labels at the right end of lines.
        extent: Every finite value that must be in view.
        reach: Edges of bands, in view as far as they do not flatten the lines.
        span: The x of every line that must be in view.
        notes: Sentences on what was left out.
    """

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
        **style: Any,  # noqa: ANN401 - plotly's own properties
    ) -> None:
        """A line; values that are not finite are gaps. One point alone is drawn as a mark.

        Args:
            x: Where its points are.
            y: Their values.
            whose: What it is, for whoever paints it.
            name: What it is called, as plain text.
            hover: plotly's template of what pointing says after the name; empty is nothing.
            **style: Properties of plotly's trace.
        """
        finite = np.isfinite(y)
        mode = "lines+markers" if finite.sum() == 1 else "lines"
        if name is not None:
            style["name"] = literal(name)
        if hover:
            style["hovertemplate"] = f"{literal(name or '')}: {hover}<extra></extra>"
        self.traces.append(
            go.Scatter(x=x, y=gaps(y), mode=mode, meta=whose.meta, showlegend=False, **style)
        )
        if whose.role != "reference":
            self.extent.append(y[finite])
            self.span.append(x)

    def band(self, x: Floats, low: Floats, high: Floats, group: Whose) -> None:
        """A filled band between two curves, without lines of its own."""
        usable = np.isfinite(low) & np.isfinite(high)
        if usable.sum() < 2:
            return
        around = np.concatenate((x[usable], x[usable][::-1]))
        edges = np.concatenate((high[usable], low[usable][::-1]))
        self.traces.append(
            go.Scatter(
                x=around,
                y=edges,
                mode="lines",
                fill="toself",
                hoverinfo="skip",
                line={"width": 0},
                meta=Whose("band", group.group).meta | {"of": group.role},
                showlegend=False,
            )
        )
        self.reach.append(edges)

    def interval(
        self, x: Floats, middle: Band, whose: Whose, name: str, lowest: float = -np.inf
    ) -> None:
        """The 95 % interval around a mean, where at least three runs make one.

        Student's quantile for two runs is 12.7: such a band fills the figure and tells nothing. The
        table still gives it as a number. On a log axis `lowest` keeps the band above zero.
        """
        half = np.where(middle.n >= FEWEST_FOR_BAND, middle.half_width, np.nan)
        note = f"{name}: two runs are too few to draw an interval."
        if not np.isfinite(half).any() and (middle.n > 1).any() and note not in self.notes:
            self.notes.append(note)
        self.band(x, np.maximum(middle.mean - half, lowest), middle.mean + half, whose)

    def end_label(self, text: str, y: Floats, whose: Whose) -> None:
        """Words beside the last finite value of a line."""
        finite = y[np.isfinite(y)]
        if len(finite):
            short = text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
            self.labels.append(Label(short, float(finite[-1]), whose))

    def figure(self, x_title: str, y_title: str, scale: Scale = "linear") -> go.Figure:
        """The finished figure. Its y axis is titled above, where it is read without turning."""
        low, high = axis_range(self.extent, self.reach, scale)
        is_crowd = len(self.labels) > MOST_LABELS
        self._thin_labels()
        is_small = max(abs(low), abs(high)) < SI_PREFIXES_FROM
        annotations = [_title_above(y_title), *self._label_annotations(low, high, scale)]
        layout = {
            # Without one of ours plotly adds its own, colours and all.
            "template": go.layout.Template(),
            "annotations": annotations,
            "hovermode": "closest" if is_crowd else "x",
            "margin": {"l": 56, "r": 28 + 7 * self._longest_label(), "t": 34, "b": 44},
            "showlegend": False,
            "xaxis": {
                "title": {"text": literal(x_title), "standoff": 15},
                "showgrid": False,
                "ticks": "outside",
                **self._x_range(),
            },
            "yaxis": {
                "type": scale,
                "range": [low, high],
                "tickformat": "~g" if scale == "log" or is_small else "~s",
                **({"dtick": 1 if high - low > FEW_DECADES else "D2"} if scale == "log" else {}),
            },
        }
        return go.Figure(self.traces, layout)

    def _x_range(self) -> dict[str, Any]:
        """From the first x to the last, so that labels stand where the lines end."""
        x = np.concatenate([*self.span, np.empty(0)])
        x = x[np.isfinite(x)]
        if len(x) == 0 or x.min() == x.max():
            return {}
        return {"range": [float(x.min()), float(x.max())]}

    def _thin_labels(self) -> None:
        """Keep as many labels as can be read, evenly from the lowest line to the highest."""
        count = len(self.labels)
        if count <= MOST_LABELS:
            return
        by_height = sorted(self.labels, key=lambda label: label.y)
        kept = np.linspace(0, count - 1, MOST_LABELS).round().astype(int)
        self.labels = [by_height[place] for place in kept]
        self.notes.append(f"{MOST_LABELS} of {count} lines are named; pointing names the others.")

    def _longest_label(self) -> int:
        return max((len(label.text) for label in self.labels), default=0)

    def _label_annotations(self, low: float, high: float, scale: Scale) -> list[dict[str, Any]]:
        values = np.array([label.y for label in self.labels])
        if scale == "log":
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.log10(values)
        heights = np.nan_to_num((values - low) / (high - low), nan=0.0, posinf=1.0, neginf=0.0)
        placed = kept_apart(heights, LABEL_GAP)
        return [
            {
                "name": label.whose.label_name,
                "text": literal(label.text),
                "x": 1,
                "xref": "paper",
                "xanchor": "left",
                "xshift": 8,
                "y": float(height),
                "yref": "paper",
                "yanchor": "middle",
                "showarrow": False,
                "font": {"size": 12, "weight": 600},
            }
            for label, height in zip(self.labels, placed, strict=True)
        ]


def gaps(y: Floats) -> Floats:
    """Values with NaN wherever they are not finite: plotly leaves a gap there."""
    return np.where(np.isfinite(y), y, np.nan)


def axis_range(
    lines: Sequence[Floats], bands: Sequence[Floats], scale: Scale
) -> tuple[float, float]:
    """The range of the y axis, log10 where it is log: every line, bands within reason, some air.

    A band widens the range by at most a third of the lines' own height on either side, so that one
    wide interval does not press all lines flat.
    """
    values = _scaled(lines, scale)
    edges = _scaled(bands, scale)
    if len(values) == 0:
        return (-2.0, 1.0) if scale == "log" else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    most = (high - low) / 3 or 0.5 * abs(high) or 0.5
    if len(edges):
        low = max(min(low, float(edges.min())), low - most)
        high = min(max(high, float(edges.max())), high + most)
    air = 0.06 * (high - low) or 0.5 * abs(high) or 0.5
    return low - air, high + air


def _scaled(parts: Sequence[Floats], scale: Scale) -> Floats:
    values = np.concatenate([*parts, np.empty(0)])
    return np.log10(values[values > 0]) if scale == "log" else values


def kept_apart(heights: Floats, gap: float) -> Floats:
    """Heights in [0, 1], moved up or down until neighbours are at least `gap` apart.

    Groups of labels that would overlap are spread evenly around their middle; when there are more
    labels than fit, they share the whole height.
    """
    count = len(heights)
    if count * gap > 1:
        gap = 1 / count
    order = np.argsort(heights, kind="stable")
    blocks: list[tuple[float, int]] = []
    for height in np.clip(heights[order], 0, 1):
        centre, size = float(height), 1
        while blocks and blocks[-1][0] + gap * (blocks[-1][1] + size) / 2 > centre:
            below, more = blocks.pop()
            centre = (below * more + centre * size) / (more + size)
            size += more
            centre = min(max(centre, gap * size / 2), 1 - gap * size / 2)
        blocks.append((centre, size))
    placed = np.empty(count)
    spread = [
        centre + gap * (place - (size - 1) / 2) for centre, size in blocks for place in range(size)
    ]
    placed[order] = spread
    return placed


def _title_above(text: str) -> dict[str, Any]:
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
