"""A result by two settings at once: a cell for each pair of values that runs have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from backend.figures.cells import Cells, Frame, cells_figure
from backend.figures.end_labels import shortened
from backend.figures.literal import literal
from backend.figures.scatter import WIDE
from backend.groups.estimates import Estimate
from backend.groups.grouping import value_words
from backend.spec.diagnostic import Scale
from backend.statistics.location import median
from backend.verdict.figures import counted, estimated, figure

# Of one axis: more could not be told apart, nor their names be read.
MOST_VALUES = 40
# Numbers stand in cells while a screen has room for them.
MOST_WRITTEN = 12
BASELINE_MARK = "\N{BLACK DIAMOND}"
Value = float | bool | str


@dataclass(frozen=True)
class Placed:
    """A run with its values across and up, its number, and whether others are read against it.

    The number is NaN where it diverged.
    """

    x: Value
    y: Value
    number: float
    is_baseline: bool = False


@dataclass(frozen=True)
class Asked:
    """What is on the axes and in the cells, as it is called.

    Attributes:
        x: The field across, with its unit.
        y: The one up, likewise.
        names: What both are called.
        value: The number that colours tell, with its unit.
        statistic: What is told of the runs of a cell, in words.
        over: The same, from their numbers.
        scale: Of the colours; None is a log one for positive numbers that span decades.
    """

    x: str
    y: str
    names: tuple[str, str]
    value: str
    statistic: str
    over: Callable[[Sequence[float]], Estimate]
    scale: Scale | None = None


def words_of(value: Value) -> str:
    """A value as it stands at an axis: a whole number has no point."""
    if isinstance(value, float):
        return f"{value:.10g}".replace("-", "\N{MINUS SIGN}")
    return value_words(value)


def in_order(values: Sequence[Value]) -> list[Value]:
    """Each value once: numbers by size, then truths and texts."""
    return sorted(dict.fromkeys(values), key=_rank)


def settings_map_figure(runs: Sequence[Placed], asked: Asked) -> tuple[go.Figure, list[str]]:
    """The figure of runs that have all three, and sentences on what its cells are."""
    across, up = in_order([run.x for run in runs]), in_order([run.y for run in runs])
    found = _estimates(runs, asked.over)
    known = {place: each for place, each in found.items() if _is_finite(each)}
    places = [(across.index(x), up.index(y)) for x, y in known]
    x, y = (np.array([place[at] for place in places], float) for at in (0, 1))
    means = [float(each.mean or 0.0) for each in known.values()]
    cells = Cells(
        x=x,
        left=x - 0.5,
        right=x + 0.5,
        bottom=y - 0.5,
        top=y + 0.5,
        values=np.array(means),
        said=[_said(place, each, asked) for place, each in known.items()],
        written=_written(runs, known, max(len(across), len(up))),
    )
    frame = Frame(
        {"title": {"text": literal(asked.x), "standoff": 15}, **_named(across)},
        _named(up),
        asked.y,
        f"{asked.statistic}: {asked.value}",
        {"is_linked": False},
    )
    drawn = cells_figure(cells, asked.scale or usual_scale(means), frame)
    return drawn, _notes(asked, found, len(across) * len(up))


def usual_scale(numbers: Sequence[float]) -> Scale:
    """As in the figure of two numbers: log where positive ones span decades."""
    is_wide = bool(numbers) and min(numbers) > 0 and max(numbers) > WIDE * min(numbers)
    return "log" if is_wide else "linear"


def _estimates(
    runs: Sequence[Placed], over: Callable[[Sequence[float]], Estimate]
) -> Mapping[tuple[Value, Value], Estimate]:
    cells: dict[tuple[Value, Value], list[float]] = {}
    for run in runs:
        cells.setdefault((run.x, run.y), []).append(run.number)
    return {place: over(numbers) for place, numbers in cells.items()}


def _written(
    runs: Sequence[Placed], known: Mapping[tuple[Value, Value], Estimate], values: int
) -> list[str]:
    """The number and how many runs it is of, where there is room; the mark of a baseline."""
    marked = {(run.x, run.y) for run in runs if run.is_baseline}
    marks = [f"{BASELINE_MARK} " if place in marked else "" for place in known]
    if values > MOST_WRITTEN:
        return marks if marked else []
    return [
        f"{mark}{figure(each.mean or 0.0)}<br>n = {each.n}"
        for mark, each in zip(marks, known.values(), strict=True)
    ]


def _is_finite(found: Estimate) -> bool:
    return found.mean is not None and bool(np.isfinite(found.mean))


def _said(place: tuple[Value, Value], found: Estimate, asked: Asked) -> str:
    where = ", ".join(
        f"{literal(name)} = {literal(words_of(value))}"
        for name, value in zip(asked.names, place, strict=True)
    )
    has_low = found.low is not None and np.isfinite(found.low)
    ends = (found.low, found.high) if has_low else (None, None)
    return f"{where}<br>{asked.statistic}: {estimated(found.mean, *ends)}, " + counted(
        found.n, "run"
    )


def _named(values: Sequence[Value]) -> dict[str, object]:
    """An axis with a name at each value; they stand side by side whatever is between them."""
    return {
        "type": "linear",
        "range": [-0.5, len(values) - 0.5],
        "tickvals": list(range(len(values))),
        "ticktext": [literal(shortened(words_of(value))) for value in values],
        "fixedrange": True,
    }


def _notes(asked: Asked, found: Mapping[tuple[Value, Value], Estimate], possible: int) -> list[str]:
    fewest = min((each.n for each in found.values()), default=0)
    most = max((each.n for each in found.values()), default=0)
    over = counted(most, "run") if fewest == most else f"{fewest} to {counted(most, 'run')}"
    enough = "six" if asked.over is median else "three"
    notes = [
        f"Each cell is the {asked.statistic} over its runs, {over}; point at it for its 95 % "
        f"interval, which needs {enough} runs or more."
    ]
    if empty := possible - len(found):
        notes.append(
            f"{counted(empty, 'cell')} without a run {'is' if empty == 1 else 'are'} empty."
        )
    if lost := sum(not _is_finite(each) for each in found.values()):
        are = "is" if lost == 1 else "are"
        notes.append(f"{counted(lost, 'cell')} {are} empty because too many of its runs diverged.")
    return notes


def _rank(value: Value) -> tuple[int, float, str]:
    if isinstance(value, str):
        return (2, 0.0, value)
    return (int(isinstance(value, bool)), float(value), "")
