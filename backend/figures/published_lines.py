"""Curves that others published, as dashed lines beside those of runs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from backend.db import published_curves
from backend.db.published_tables import PublishedCurve
from backend.db.tables import Run
from backend.figures.drawing import Drawing, Floats, Whose
from backend.figures.literal import literal
from backend.spec.visible_text import visible
from backend.thinning import Indices
from backend.verdict.figures import estimated

REFERENCE = Whose("reference")
# More lines that say where they are from could not be read.
MOST_DRAWN = 8


@dataclass(frozen=True)
class PublishedLine:
    """A published curve before it is drawn.

    Attributes:
        name: What its line is called.
        source: Where it is from.
        steps: Real steps.
        values: The values there.
        low: Lower ends of its interval; empty where it has none.
        high: Upper ends.
    """

    name: str
    source: str
    steps: Floats
    values: Floats
    low: Floats
    high: Floats


def published_lines(
    session: Session, runs: Sequence[Run], metrics: Sequence[str]
) -> list[PublishedLine]:
    """Those of the one task of these runs and of these series; none of several tasks."""
    environments = {run.environment for run in runs}
    if len(environments) != 1:
        return []
    return [_line(row) for row in published_curves.list_all(session, environments.pop(), metrics)]


def draw_published(drawing: Drawing, lines: Sequence[PublishedLine]) -> None:
    """Dashed lines in view with those of the runs, and where they are from."""
    if not lines or not drawing.span:
        return
    every = np.concatenate(drawing.span)
    last = float(np.nanmax(every))
    drawn = [line for line in lines if line.steps[0] <= last]
    for line in drawn[:MOST_DRAWN]:
        _draw(drawing, line, last)
    told = [f"{line.name} ({line.source})" for line in drawn[:MOST_DRAWN]]
    if told:
        drawing.notes.append(f"Dashed, as published: {'; '.join(told)}.")
    if len(drawn) > MOST_DRAWN:
        drawing.notes.append(f"Of {len(drawn)} published curves {MOST_DRAWN} are drawn.")
    if beyond := len(lines) - len(drawn):
        which = "1 published curve begins" if beyond == 1 else f"{beyond} published curves begin"
        drawing.notes.append(f"{which} after the last real step here.")


def _draw(drawing: Drawing, line: PublishedLine, last: float) -> None:
    if len(line.low):
        drawing.band(line.steps, line.low, line.high, REFERENCE)
    drawing.line(
        line.steps,
        line.values,
        REFERENCE,
        name=f"{line.name}, as published",
        hover="%{customdata}",
        said=lambda places: _said(line, places),
        line={"dash": "dash", "width": 1.5},
    )
    # What stands beyond the last step of the runs is drawn, and stretches no axis.
    seen = line.steps <= last
    drawing.extent.append(line.values[seen])
    drawing.end_label(line.name, line.steps[seen], line.values[seen], REFERENCE)


def _said(line: PublishedLine, places: Indices) -> list[str]:
    ends = (line.low, line.high) if len(line.low) else (None, None)
    low, high = (None if each is None else each[places].tolist() for each in ends)
    return [
        f"{estimated(value, low[at] if low else None, high[at] if high else None)}"
        f"<br>{literal(line.source)}"
        for at, value in enumerate(line.values[places].tolist())
    ]


def _line(row: PublishedCurve) -> PublishedLine:
    points = {name: np.array(row.points.get(name, ()), float) for name in ("low", "high")}
    algorithm = f" ({row.algorithm})" if row.algorithm not in ("", row.title) else ""
    address = f", {row.url}" if row.url else ""
    return PublishedLine(
        visible(f"{row.title}{algorithm}"),
        visible(f"{row.source}{address}"),
        np.array(row.points["step"], float),
        np.array(row.points["value"], float),
        points["low"],
        points["high"],
    )
