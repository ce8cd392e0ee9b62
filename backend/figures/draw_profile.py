"""From a request to the performance profile of groups."""

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.figures.answer import Nothing, answer, index_of
from backend.figures.profile_figure import (
    RETURN_TITLE,
    SCORE_TITLE,
    GroupValues,
    profile_figure,
)
from backend.figures.schemas import FigureAnswer, ProfileQuery
from backend.groups.final_returns import failed_unmeasured, having_returns, last, last_returns
from backend.groups.grouping import without_ends
from backend.groups.references import References, references
from backend.selection.selected_runs import selected_runs, shown_groups

ALL_DIVERGED = "All of these runs have diverged: no return is a finite number."
NO_SCALE = "Returns of several environments have no scale in common."


def profile_answer(
    session: Session, principal: Principal, query: ProfileQuery, artifacts: str
) -> FigureAnswer:
    """Draw which share of each group's runs ends above each return or score.

    Raises:
        RequestRefused: When the query names no runs, too many, or groups by what no spec has.
        Unknown: When a run is not there, or not for the asker to see.
    """
    runs = selected_runs(session, principal, query)
    groups = without_ends(shown_groups(session, runs, query))
    curves = last_returns(session, [run.id for run in runs], query.env_step)
    failed = failed_unmeasured(runs, having_returns(curves), query.env_step)
    values = {
        run_id: last(points)
        for run_id, points in curves.items()
        if len(points.values) or run_id in failed
    }
    are_several = len({run.environment for run in runs}) > 1
    # Of several environments there is no other axis, whatever was asked for.
    are_scores = are_several or query.values == "score"
    known = references(artifacts, runs) if are_scores else None
    if known is not None:
        values = {
            run_id: known.score(run_id, value)
            for run_id, value in values.items()
            if known.has(run_id)
        }
    drawn = [
        GroupValues(
            index_of(each),
            each.label,
            [values[run_id] for run_id in each.run_ids if run_id in values],
            failed=sum(run_id in values and run_id in failed for run_id in each.run_ids),
            runs=len(each.run_ids),
        )
        for each in groups
    ]
    figure, notes = profile_figure(drawn, SCORE_TITLE if are_scores else RETURN_TITLE)
    is_any_finite = any(np.isfinite(value) for each in drawn for value in each.values)
    having = [len(each.values) if is_any_finite else 0 for each in drawn]
    notes = [*(() if known is None else (known.words,)), *notes]
    because = ALL_DIVERGED if values.keys() - failed and not is_any_finite else ""
    because = because or _because(known, are_several=are_several)
    nothing = Nothing(runs, "returns", query.env_step, because)
    return answer(groups, having, (figure, notes), nothing)


def _because(known: References | None, *, are_several: bool) -> str:
    """Why no score is known; empty where the reason is another."""
    if known is None or known.found:
        return ""
    return " ".join([*([NO_SCALE] if are_several else ()), *known.missing])
