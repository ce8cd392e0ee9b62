"""What every figure of groups answers: its traces, and why there are none."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backend.db.tables import Run
from backend.figures.schemas import DrawnGroup, FigureAnswer, PlotlyFigure
from backend.groups.grouping import Group
from backend.groups.missing import why_nothing
from backend.spec.diagnostic import Needs

Drawn = tuple[go.Figure, list[str]]
# What 32 bits hold with seven digits, and as a whole number.
SMALLEST, LARGEST = 1e-30, 1e30
WHOLE = 2**31
ALL_HIDDEN = "All groups are hidden."


@dataclass(frozen=True)
class Nothing:
    """What to tell where there is nothing to draw: of which runs, what, and at which step.

    Attributes:
        runs: The runs that were asked for.
        needs: What would have to be measured.
        env_step: At or before which step, if one was asked for.
        because: Another reason, where it is known.
        groups: How many groups are shown.
    """

    runs: Sequence[Run]
    needs: Needs
    env_step: int | None = None
    because: str = ""
    groups: int = 1

    @property
    def words(self) -> str:
        """The reason, unless another one is known."""
        if self.runs and self.groups == 0:
            return ALL_HIDDEN
        return self.because or why_nothing(self.runs, self.needs, self.env_step)


def index_of(group: Group) -> int | None:
    """No group for a run that is alone: it is drawn as real and imagined."""
    return None if group.of == 1 and len(group.members) == 1 else group.index


def answer(
    groups: Sequence[Group], having: Sequence[int], drawn: Drawn, nothing: Nothing
) -> FigureAnswer:
    """The answer, with the groups and how many runs of each have something to draw."""
    figure, notes = drawn
    hidden = groups[0].of - len(groups) if groups else 0
    if hidden:
        notes.append(f"Hidden: {hidden} of {groups[0].of} groups.")
    empty = sum(having) == 0
    return FigureAnswer(
        figure=PlotlyFigure(
            data=[_sent(each.to_plotly_json()) for each in figure.data],
            layout=figure.layout.to_plotly_json(),
        ),
        empty=empty,
        reason=replace(nothing, groups=len(groups)).words if empty else None,
        note=" ".join(notes) or None,
        groups=[
            DrawnGroup(index=group.index, label=group.label, run_ids=group.run_ids, n=n)
            for group, n in zip(groups, having, strict=True)
        ],
    )


def _sent(trace: dict[str, Any]) -> dict[str, Any]:
    """A trace with its numbers as bytes, as few as a screen can tell apart."""
    numbers = {
        name: sent_numbers(trace[name])
        for name in ("x", "y")
        if isinstance(trace.get(name), np.ndarray)
    }
    words = trace.get("customdata")
    said = {"customdata": words.tolist()} if isinstance(words, np.ndarray) else {}
    return trace | numbers | said


def sent_numbers(values: NDArray[np.generic]) -> dict[str, str]:
    """Numbers as plotly reads bytes: whole ones in 32 bits, others to seven digits.

    Those too large or too small for that keep all of their bits.
    """
    exact = values.astype(np.float64)
    whole = exact.astype(np.int32) if (np.abs(exact) < WHOLE).all() else None
    if whole is not None and (whole == exact).all():
        return _bytes(whole)
    sizes = np.abs(exact[np.isfinite(exact) & (exact != 0.0)])
    fits = bool(((sizes > SMALLEST) & (sizes < LARGEST)).all())
    return _bytes(exact.astype(np.float32) if fits else exact)


def _bytes(values: NDArray[np.generic]) -> dict[str, str]:
    little = values.astype(values.dtype.newbyteorder("<"))
    return {
        "dtype": values.dtype.str.lstrip("<>=|"),
        "bdata": base64.b64encode(little.tobytes()).decode(),
    }
