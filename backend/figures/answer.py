"""What every figure of groups answers: its traces, and why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from backend.db.tables import Run
from backend.figures.schemas import DrawnGroup, FigureAnswer, PlotlyFigure
from backend.groups.grouping import Group
from backend.groups.missing import why_nothing
from backend.spec.diagnostic import Needs

Drawn = tuple[go.Figure, list[str]]


@dataclass(frozen=True)
class Nothing:
    """What to tell where there is nothing to draw: of which runs, what, and at which step."""

    runs: Sequence[Run]
    needs: Needs
    env_step: int | None = None
    because: str = ""

    @property
    def words(self) -> str:
        """The reason, unless another one is known."""
        return self.because or why_nothing(self.runs, self.needs, self.env_step)


def index_of(group: Group, groups: Sequence[Group]) -> int | None:
    """No group for a run that is alone: it is drawn as real and imagined."""
    return None if len(groups) == 1 and len(group.members) == 1 else group.index


def answer(
    groups: Sequence[Group], having: Sequence[int], drawn: Drawn, nothing: Nothing
) -> FigureAnswer:
    """The answer, with the groups and how many runs of each have something to draw."""
    figure, notes = drawn
    empty = sum(having) == 0
    plotly = figure.to_plotly_json() if not figure.data else figure.to_dict()
    return FigureAnswer(
        figure=PlotlyFigure(data=list(plotly["data"]), layout=plotly["layout"]),
        empty=empty,
        reason=nothing.words if empty else None,
        note=" ".join(notes) or None,
        groups=[
            DrawnGroup(index=group.index, label=group.label, run_ids=group.run_ids, n=n)
            for group, n in zip(groups, having, strict=True)
        ],
    )
