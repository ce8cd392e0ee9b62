"""Objective mismatch: how each diagnostic ranks the runs of a comparison, beside their returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from backend.figures.drawing import Whose
from backend.figures.literal import literal
from backend.spec.objective_mismatch import CORRELATED, Correlated
from backend.statistics.correlation import FEWEST_RUNS, Correlation, rank_correlation

X_TITLE = "rank correlation with the real return (Spearman)"
DOT, WORDS = Whose("real"), Whose("reference")
# Above its row's dot, in rows, stands the row's name.
NAME_ABOVE = 0.42
GAP = "The return gap is the model's return less the real one, which alone pulls it below 0."
METHOD = (
    "Spearman's rank correlation with its 95 % interval (Fisher's, with the variance of Bonett and "
    "Wright 2000); simulated, it holds the truth in 94 to 97 % over ten or twenty runs."
)


@dataclass(frozen=True)
class Row:
    """A diagnostic and its correlation with the return over the runs that have both."""

    asked: Correlated
    found: Correlation

    @property
    def leaves_out_zero(self) -> bool:
        """Whether its interval lies on one side of 0."""
        return self.found.low > 0.0 or self.found.high < 0.0


def correlated_rows(
    numbers: Mapping[str, Sequence[float]], returns: Sequence[float]
) -> tuple[list[Row], list[str]]:
    """The rows from the highest correlation down, and the names of what too few runs have.

    Args:
        numbers: For each key of `CORRELATED` its value in each run; NaN where it has none.
        returns: The real return of each run.
    """
    rows, lacking = [], []
    for asked in CORRELATED:
        found = rank_correlation(numbers[asked.key], returns)
        if found is None:
            lacking.append(asked.name)
        else:
            rows.append(Row(asked, found))
    rows.sort(key=lambda row: -row.found.rho)
    return rows, lacking


def why_missing(
    environments: Sequence[str], returns: Sequence[float], rows: Sequence[Row]
) -> str | None:
    """Why there is no figure; None where there is one."""
    if len(environments) > 1:
        return (
            f"Returns in {' and '.join(environments)} are not of one scale, so their runs are not "
            "ranked together: compare the runs of one environment."
        )
    different = len(np.unique([each for each in returns if not np.isnan(each)]))
    if different < FEWEST_RUNS:
        return (
            f"A rank correlation is shown of {FEWEST_RUNS} runs or more with different real "
            f"returns; there are {different} here."
        )
    if not rows:
        return f"No diagnostic was measured in {FEWEST_RUNS} of these runs, or all have the same."
    return None


def reading(rows: Sequence[Row], differing: int) -> str:
    """How to read it, with what was found.

    Args:
        rows: The rows.
        differing: In how many settings beside the seed the runs differ.
    """
    beyond = sum(row.leaves_out_zero for row in rows)
    which = {0: "No interval leaves", 1: "One interval leaves"}.get(
        beyond, f"{beyond} intervals leave"
    )
    return (
        "Left of 0, runs with more of it have lower returns: an error should stand there. Near 0, "
        "it says nothing about which run pays (Lambert et al. 2020, objective mismatch). "
        f"{which} out 0, of {len(rows)}; by chance about one in twenty does. {_between(differing)}"
    )


def _between(differing: int) -> str:
    if differing == 0:
        return "The runs differ in nothing but their seeds."
    many = "one setting" if differing == 1 else f"{differing} settings"
    return (
        f"The runs differ in {many}: what a setting changes in both moves a correlation too, so it "
        "may be another among runs of one spec."
    )


def notes(lacking: Sequence[str]) -> list[str]:
    """The method, what is related to the return by its definition, and what is left out."""
    told = [METHOD, GAP]
    told.append("A return that is not finite ranks as the lowest, such an error as the largest.")
    if lacking:
        told.append(f"Left out, in fewer than {FEWEST_RUNS} runs: {', '.join(lacking)}.")
    return told


def objective_mismatch_figure(rows: Sequence[Row]) -> go.Figure:
    """A dot with its interval for each row, the name and number of runs above it."""
    places = [float(place) for place in reversed(range(len(rows)))]
    figure = go.Figure([_intervals(rows, places), _dots(rows, places), _names(rows, places)])
    figure.update_layout(
        template=go.layout.Template(),
        hovermode="closest",
        margin={"l": 16, "r": 16, "t": 8, "b": 44},
        showlegend=False,
        xaxis={
            "title": {"text": X_TITLE, "standoff": 15},
            "range": [-1.03, 1.03],
            "ticks": "outside",
            "tickvals": [-1.0, -0.5, 0.0, 0.5, 1.0],
        },
        yaxis={"range": [-0.6, len(rows) - 0.1], "visible": False, "fixedrange": True},
    )
    figure.add_vline(x=0.0, line={"width": 1, "dash": "dot"})
    return figure


def _intervals(rows: Sequence[Row], places: Sequence[float]) -> go.Scatter:
    return go.Scatter(
        x=[x for row in rows for x in (row.found.low, row.found.high, None)],
        y=[y for place in places for y in (place, place, None)],
        mode="lines",
        line={"width": 1.5},
        hoverinfo="skip",
        meta=DOT.meta,
    )


def _dots(rows: Sequence[Row], places: Sequence[float]) -> go.Scatter:
    return go.Scatter(
        x=[row.found.rho for row in rows],
        y=list(places),
        mode="markers",
        marker={"size": 8},
        cliponaxis=False,
        customdata=[
            f"{literal(row.asked.name)}: {row.found.rho:.2f} "
            f"({row.found.low:.2f} to {row.found.high:.2f}), {row.found.n} runs"
            for row in rows
        ],
        hovertemplate="%{customdata}<extra></extra>",
        meta=DOT.meta,
    )


def _names(rows: Sequence[Row], places: Sequence[float]) -> go.Scatter:
    return go.Scatter(
        x=[-1.0] * len(rows),
        y=[place + NAME_ABOVE for place in places],
        mode="text",
        text=[f"{literal(row.asked.name)} (n = {row.found.n})" for row in rows],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        meta=WORDS.meta,
    )
