"""Thin lines of predictors that no model should lose to, beside an error."""

from collections.abc import Mapping, Sequence

import numpy as np

from backend.db.profiles import StoredProfile
from backend.figures.drawing import Drawing, Whose
from backend.groups.estimates import band
from backend.spec.curves import CURVES

MISSING = "No naive predictors: these runs were evaluated before they were measured."
OF_ONE_POLICY = "Naive predictors: along the episodes of the current policy."
OF_SEVERAL = "Naive predictors are left out: the runs are of several environments."
# Always in view: it is what skill is measured by. The others may leave it.
IN_VIEW = "persistence-error"


def draw_naive(
    drawing: Drawing, curves: Mapping[str, Sequence[StoredProfile]], *, summed: bool, of: int
) -> None:
    """One line for each kind, the mean over the runs.

    Args:
        drawing: Where errors along the same windows stand.
        curves: By kind.
        summed: Whether errors of single steps are added up.
        of: Policies whose errors are drawn; naive predictors are along the first one's episodes.
    """
    known = {kind: found for kind, found in curves.items() if found}
    if curves and not known:
        drawing.notes.append(MISSING)
    for kind, found in known.items():
        _draw(drawing, kind, found, summed=summed)
    runs = max((len(found) for found in known.values()), default=0)
    if known and of > 1:
        drawing.notes.append(OF_ONE_POLICY)
    if runs > 1:
        drawing.notes.append(f"Naive predictors: means over {runs} runs.")


def _draw(drawing: Drawing, kind: str, curves: Sequence[StoredProfile], *, summed: bool) -> None:
    whose, name = Whose("reference"), CURVES[kind].line
    horizon = np.unique(np.concatenate([curve.horizon for curve in curves])).astype(float)
    stack = np.full((len(curves), len(horizon)), np.nan)
    for row, curve in zip(stack, curves, strict=True):
        added = curve.mean.cumsum() if summed else curve.mean
        row[np.searchsorted(horizon, curve.horizon)] = added
    mean = band(stack, CURVES[kind].scale).mean
    drawing.line(
        horizon,
        mean,
        whose,
        name=name,
        hover="%{y:.4g}",
        line={"width": 1},
    )
    drawing.end_label(name, horizon, mean, whose)
    seen = drawing.extent if kind == IN_VIEW else drawing.reach
    seen.append(mean[np.isfinite(mean)])
