"""What each run of a comparison says at one evaluation and one horizon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, get_args

import numpy as np
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from backend.db import profiles, series
from backend.db.break_even import break_even
from backend.db.packed_curves import Counts, Floats
from backend.db.tables import Run
from backend.groups.final_returns import (
    failed_unmeasured,
    having_returns,
    last,
    latest_at,
    step_of_last,
)
from backend.groups.grouping import Group
from backend.groups.known_runs import kept_of, made_of
from backend.groups.shared_suite import shared_suite
from backend.groups.summaries import EXACT, Summaries, stored_array
from backend.spec.break_even import BreakEven
from backend.spec.diagnostic import DataPolicy
from backend.verdict.growth import Growth
from backend.verdict.growth_of_curves import error_growth, is_finite

KIND = "horizon-error"
RETURNS = ("return/real", "return/model", "return/gap")
NOT_KNOWN = float("nan")
StoredCounts = Annotated[Counts, *stored_array("<i8")]
StoredFloats = Annotated[Floats, *stored_array("<f8")]
NO_ERRORS: tuple[Counts, Floats] = (np.empty(0, np.int64), np.empty(0))


@dataclass(frozen=True)
class AskedOfRuns:
    """What is asked of every run.

    Attributes:
        env_step: The last evaluation at or before this real step; None is the latest.
        along: Along whose episodes the error is.
        on_suite: The runs whose errors along their suite may be compared.
    """

    env_step: int | None
    along: DataPolicy
    on_suite: frozenset[str]


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


@dataclass(frozen=True)
class Measured:
    """What a run says at one evaluation, at whatever horizon.

    Attributes:
        errors: Horizons and errors, by whose episodes they are along.
        numbers: What does not depend on the horizon.
        along: Along whose episodes its growth and its break-even horizon are.
    """

    errors: Mapping[str, tuple[StoredCounts, StoredFloats]]
    numbers: Numbers
    along: DataPolicy

    @property
    def longest(self) -> int | None:
        """The longest horizon of its errors; None before there are any."""
        lasts = [int(horizon[-1]) for horizon, _ in self.errors.values() if len(horizon)]
        return max(lasts, default=None)

    def at(self, horizon: int) -> Numbers:
        """What it says at this horizon."""
        data_error = self._error("data", horizon)
        return replace(
            self.numbers,
            error=self._error(self.along, horizon),
            price_of_change=self._error("current", horizon) / data_error
            if data_error > 0
            else NOT_KNOWN,
        )

    def without_suite(self) -> "Measured":
        """Without what is along the suite, where that is not the one of the other runs."""
        errors = {policy: error for policy, error in self.errors.items() if policy != "suite"}
        if self.along != "suite":
            return replace(self, errors=errors)
        bare = replace(self.numbers, growth=None, break_even=None, is_finite=True)
        return replace(self, errors=errors, numbers=bare)

    def _error(self, policy: str, horizon: int) -> float:
        steps, errors = self.errors.get(policy, NO_ERRORS)
        at = np.flatnonzero(steps == horizon)
        return float(errors[at[0]]) if len(at) else NOT_KNOWN


MEASURED = TypeAdapter(list[Measured], config=EXACT)
SUMMARIES = {
    (along, is_alone): Summaries(f"comparison {along}{' alone' if is_alone else ''}", MEASURED)
    for along in get_args(DataPolicy)
    for is_alone in (False, True)
}
STEPS = Summaries("steps of the error", TypeAdapter(list[frozenset[int]], config=EXACT))


def measured_of(
    session: Session, runs: Sequence[Run], groups: Sequence[Group], asked: AskedOfRuns
) -> dict[str, Measured]:
    """What each of the runs says, by run.

    Args:
        session: To read with.
        runs: The runs.
        groups: The groups that they are in.
        asked: At which evaluation, along whose episodes, and along which suite.
    """
    alone = {group.run_ids[0] for group in groups if len(group.run_ids) == 1}
    found: dict[str, Measured] = {}
    for is_alone in (False, True):
        of_kind = [run for run in runs if (run.id in alone) is is_alone]
        make = partial(_read, session, asked=asked, with_persistence=is_alone)
        if asked.env_step is None:
            found |= kept_of(session, of_kind, SUMMARIES[asked.along, is_alone], make)
        else:
            what = (Measured, asked.env_step, asked.along, is_alone)
            found |= made_of(of_kind, what, make)
    return {
        run.id: found[run.id] if run.id in asked.on_suite else found[run.id].without_suite()
        for run in runs
    }


def keep_numbers(session: Session, runs: Sequence[Run]) -> None:
    """Have the database keep what a comparison with others like them asks of runs."""
    for along in ("current", "suite"):
        chosen = [run for run in runs if shared_suite([run]).is_shared is (along == "suite")]
        asked = AskedOfRuns(None, along, frozenset(run.id for run in chosen))
        make = partial(_read, session, asked=asked, with_persistence=False)
        kept_of(session, chosen, SUMMARIES[along, False], make)
    steps_of(session, runs)


def steps_of(session: Session, runs: Sequence[Run]) -> dict[str, frozenset[int]]:
    """The real steps at which each of the runs measured its error."""

    def read(lacking: Sequence[Run]) -> dict[str, frozenset[int]]:
        return profiles.steps_by_run(session, [run.id for run in lacking], KIND)

    return kept_of(session, runs, STEPS, read)


def _read(
    session: Session, runs: Sequence[Run], *, asked: AskedOfRuns, with_persistence: bool
) -> dict[str, Measured]:
    run_ids = [run.id for run in runs]
    found = latest_at(session, run_ids, RETURNS, asked.env_step)

    def along_them(kind: str, of: Sequence[str]) -> dict[str, profiles.StoredProfile]:
        curves = profiles.read_at(session, of, kind, asked.along, asked.env_step)
        return {curve.run_id: curve for curve in curves}

    returns = {
        run_id: {key: found.get((run_id, key), series.EMPTY) for key in RETURNS}
        for run_id in run_ids
    }
    real = {run_id: of_run["return/real"] for run_id, of_run in returns.items()}
    failed = failed_unmeasured(runs, having_returns(real), asked.env_step)
    skills = along_them("skill", run_ids)
    persistence = along_them("persistence-error", run_ids if with_persistence else [])
    curves: dict[str, dict[str, profiles.StoredProfile]] = {run_id: {} for run_id in run_ids}
    for curve in profiles.read_at(session, run_ids, KIND, None, asked.env_step):
        curves[curve.run_id][curve.policy] = curve
    measured = {}
    for run_id in run_ids:
        along = curves[run_id].get(asked.along)
        numbers = Numbers(
            real_return=last(real[run_id]),
            model_return=last(returns[run_id]["return/model"]),
            gap=last(returns[run_id]["return/gap"]),
            growth=None if along is None else error_growth(along),
            step=step_of_last(real[run_id]),
            is_finite=along is None or is_finite(along),
            has_failed=run_id in failed,
            break_even=None
            if along is None
            else break_even(skills.get(run_id), along, persistence.get(run_id)),
        )
        errors = {policy: (curve.horizon, curve.mean) for policy, curve in curves[run_id].items()}
        measured[run_id] = Measured(errors, numbers, asked.along)
    return measured
