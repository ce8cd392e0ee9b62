"""Words at the right ends of lines, in place of a legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backend.figures.axes import Floats, YAxis
from backend.figures.literal import literal

# Heights are set by the browser; in the lowest figure on a page neighbours need this much.
LABEL_GAP = 0.07
MOST_LABELS = 14
LONGEST_LABEL = 28
# Of a label that is too long.
KEPT_END = 14


@dataclass(frozen=True)
class Label:
    """Words at the end of a line.

    Attributes:
        text: What it says.
        y: Where the line ends.
        whose: What the line is, for whoever paints it.
    """

    text: str
    y: float
    whose: str


def shortened(text: str) -> str:
    """The text, or as much of it as stands beside a figure: ends tell equal beginnings apart."""
    if len(text) <= LONGEST_LABEL:
        return text
    return f"{text[: LONGEST_LABEL - 1 - KEPT_END]}…{text[-KEPT_END:]}"


def longest(labels: Sequence[Label]) -> int:
    """Letters of the longest one."""
    return max((len(label.text) for label in labels), default=0)


def readable(labels: Sequence[Label], notes: list[str]) -> list[Label]:
    """As many labels as can be read, evenly from the lowest line to the highest."""
    count = len(labels)
    if count <= MOST_LABELS:
        return [*labels]
    by_height = sorted(labels, key=lambda label: label.y)
    kept = np.linspace(0, count - 1, MOST_LABELS).round().astype(int)
    notes.append(f"{MOST_LABELS} of {count} lines are named; pointing names the others.")
    return [by_height[place] for place in kept]


def label_annotations(labels: Sequence[Label], axis: YAxis) -> list[dict[str, Any]]:
    """The labels as plotly has them, beside the ends of their lines or as near as there is room."""
    places = axis.place(np.array([label.y for label in labels]))
    share = (places - axis.low) / (axis.high - axis.low)
    heights = np.nan_to_num(share, nan=0.0, posinf=1.0, neginf=0.0)
    return [
        {
            "name": label.whose,
            "text": literal(label.text + _beyond(at)),
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
        for label, at, height in zip(labels, share, kept_apart(heights, LABEL_GAP), strict=True)
    ]


def _beyond(share: float) -> str:
    """Which way a line has left the picture, whose label stands at its edge."""
    if share > 1.0:
        return " ↑"
    return " ↓" if share < 0.0 else ""


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
