"""Small drawings of the returns of runs, for the rows of a list that are in sight."""

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal, readable_runs
from backend.db import series
from backend.db.series import EMPTY, Points
from backend.errors import RequestRefused
from backend.runs.list_schemas import SparkLine, Sparkline, Sparklines, SparklinesQuery
from backend.schemas import listed
from backend.spec.problems import FieldProblem, shortened
from backend.thinning import kept_indices
from backend.verdict.figures import counted, figure

REAL, MODEL = "return/real", "return/model"
# As many as a cell of a table can tell apart.
MOST_POINTS = 32
MOST_RUNS = 100
DIGITS = 5


def sparklines(session: Session, principal: Principal, wanted: SparklinesQuery) -> Sparklines:
    """The returns of these runs over real steps, a few points each, and what they say in words.

    Raises:
        RequestRefused: For more runs than a screen shows.
        Unknown: When one is not there, or not for the asker to see.
    """
    ids = listed(wanted.ids)
    if len(ids) > MOST_RUNS:
        told = f"at most {MOST_RUNS} runs, as many as are in sight"
        raise RequestRefused(FieldProblem("ids", shortened(f"{len(ids)} runs"), told))
    readable_runs(session, principal, ids)
    found = series.read(session, ids, [REAL, MODEL] if wanted.model else [REAL])
    return Sparklines(
        items=[
            Sparkline(
                id=run_id,
                real=_line(found.get((run_id, REAL), EMPTY)),
                model=_line(found.get((run_id, MODEL), EMPTY)),
                words=_words(found.get((run_id, REAL), EMPTY)),
            )
            for run_id in ids
        ]
    )


def _line(points: Points) -> SparkLine:
    finite = np.isfinite(points.values)
    steps, values = points.steps[finite], points.values[finite]
    kept = kept_indices(steps, values, MOST_POINTS)
    return SparkLine(
        steps=steps[kept].tolist(),
        values=[float(f"{value:.{DIGITS}g}") for value in values[kept]],
        left_out=int(np.count_nonzero(~finite)),
    )


def _words(real: Points) -> str:
    """What somebody hears who does not see it."""
    finite = real.values[np.isfinite(real.values)]
    if not len(finite):
        return "no real return yet" if not len(real.values) else "no real return that is a number"
    told = f"real return from {figure(finite[0])} to {figure(finite[-1])} over "
    told += f"{counted(len(finite), 'evaluation')}"
    if len(finite) > 1:
        told += f", between {figure(finite.min())} and {figure(finite.max())}"
    lost = len(real.values) - len(finite)
    return f"{told}; {lost} not finite" if lost else told
