"""What each run of a comparison says at one evaluation and one horizon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from backend.comparison.schemas import ComparisonQuery
from backend.db import profiles, series
from backend.db.break_even import break_even
from backend.db.series import Points
from backend.db.tables import Run
from backend.groups.final_returns import failed_unmeasured, last, latest_at, step_of_last
from backend.groups.grouping import Group
from backend.spec.break_even import BreakEven
from backend.spec.diagnostic import DataPolicy
from backend.verdict.growth import Growth
from backend.verdict.growth_of_curves import error_growth, is_finite

RETURNS = ("return/real", "return/model", "return/gap")
NOT_KNOWN = float("nan")


@dataclass(frozen=True)
class Numbers:
    """What one run says; NaN where it says nothing yet."""

    error: float = NOT_KNOWN
    price_of_change: float = NOT_KNOWN
    real_return: float = NOT_KNOWN
    model_return: float = NOT_KNOWN
    gap: float = NOT_KNOWN
    growth: Growth | None = None
    step: int | None = None
    has_failed: bool = False
    break_even: BreakEven | None = None
    is_finite: bool = True

    @property
    def counts(self) -> bool:
        """Whether it counts where only the order does: evaluated, or failed before it was."""
        return self.step is not None or self.has_failed


def numbers_of(
    session: Session,
    groups: Sequence[Group],
    runs: Mapping[str, Run],
    curves: Sequence[profiles.StoredProfile],
    query: ComparisonQuery,
    along: DataPolicy,
) -> dict[str, Numbers]:
    """What each run of the groups says, by run.

    Args:
        session: To read with.
        groups: The runs in their groups.
        runs: All of them by id.
        curves: Their errors over the horizon, along all episodes that are compared.
        query: The horizon, within what was measured, and the evaluation.
        along: Along whose episodes the error is.
    """
    run_ids = [run_id for group in groups for run_id in group.run_ids]
    alone = [group.run_ids[0] for group in groups if len(group.run_ids) == 1]
    found = latest_at(session, run_ids, RETURNS, query.env_step)
    by_place = {(curve.run_id, curve.policy): curve for curve in curves}

    def asked_of(run_id: str, key: str) -> Points:
        return found.get((run_id, key), series.EMPTY)

    def along_them(kind: str, of: Sequence[str]) -> dict[str, profiles.StoredProfile]:
        found = profiles.read_at(session, of, kind, along, query.env_step)
        return {curve.run_id: curve for curve in found}

    real = {run_id: asked_of(run_id, RETURNS[0]) for run_id in run_ids}
    failed = failed_unmeasured([runs[run_id] for run_id in run_ids], real, query.env_step)
    skills = along_them("skill", run_ids)
    persistence = along_them("persistence-error", alone)
    numbers = {}
    for run_id in run_ids:
        asked = by_place.get((run_id, along))
        data_error = _error_at(by_place.get((run_id, "data")), query.horizon)
        current_error = _error_at(by_place.get((run_id, "current")), query.horizon)
        numbers[run_id] = Numbers(
            error=_error_at(asked, query.horizon),
            price_of_change=current_error / data_error if data_error > 0 else NOT_KNOWN,
            real_return=last(real[run_id]),
            model_return=last(asked_of(run_id, "return/model")),
            gap=last(asked_of(run_id, "return/gap")),
            growth=None if asked is None else error_growth(asked),
            step=step_of_last(real[run_id]),
            is_finite=asked is None or is_finite(asked),
            has_failed=run_id in failed,
            # A skill along another suite is left out with its error.
            break_even=None
            if asked is None
            else break_even(skills.get(run_id), asked, persistence.get(run_id)),
        )
    return numbers


def _error_at(curve: profiles.StoredProfile | None, horizon: int) -> float:
    if curve is None:
        return NOT_KNOWN
    at = np.flatnonzero(curve.horizon == horizon)
    return float(curve.mean[at[0]]) if len(at) else NOT_KNOWN
