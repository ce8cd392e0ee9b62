"""From a request to the figure of any two numbers of runs."""

import math

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.figures.answer import Nothing, answer
from backend.figures.asked_fields import asked_number, title_of
from backend.figures.scatter import Dots, correlation_words, scatter_figure, thinned
from backend.figures.schemas import FigureAnswer, ScatterQuery
from backend.run_filter.values import numbers_of
from backend.selection.selected_runs import candidates, selected_runs, shown_groups

NONE_HAS_BOTH = "No run has both numbers, or none that is finite."


def scatter_answer(session: Session, principal: Principal, query: ScatterQuery) -> FigureAnswer:
    """Draw one number of each run against another.

    Raises:
        RequestRefused: When the query names no runs, too many, or a field that is no number.
        Unknown: When a run is not there, or not for the asker to see.
    """
    x, y = asked_number("x", query.x), asked_number("y", query.y)
    runs = selected_runs(session, principal, query)
    groups = shown_groups(session, runs, query)
    found = numbers_of(session, [run.id for run in runs], [x, y])
    names = {run.id: run.name for run in runs}
    drawn = []
    for group in groups:
        have = [each for each in group.run_ids if all(map(math.isfinite, found[each]))]
        of_both = np.array([found[each] for each in have], float).reshape(-1, 2)
        drawn.append(
            Dots(group.index, [names[each] for each in have], of_both[:, 0], of_both[:, 1])
        )
    shown = thinned(drawn)
    figure = scatter_figure(shown, title_of(x), title_of(y))
    # Of runs that are too many, both ends are among all of them.
    apart = [(each, group) for each, group in zip(drawn, groups, strict=True) if not group.is_end]
    notes = [correlation_words([each for each, _ in apart], x.name, y.name, len(candidates(runs)))]
    having = [len(each.x) for each in drawn]
    asked = sum(len(group.run_ids) for _, group in apart)
    lacking = asked - sum(len(each.x) for each, _ in apart)
    if lacking:
        notes.append(f"Left out, without one of the two: {lacking} of {asked} runs.")
    if any(group.is_end for group in groups):
        notes.append("The best and the worst runs by final return are drawn once more, as groups.")
    if (dots := sum(len(each.x) for each in shown)) < sum(having):
        notes.append(f"{dots:,} dots are drawn, evenly over what is across; the rest is counted.")
    nothing = Nothing(runs, "returns", because=NONE_HAS_BOTH)
    return answer(groups, having, (figure, notes if sum(having) else []), nothing)
