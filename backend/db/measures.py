"""The few numbers of a run that its verdict and its warnings are made from, kept on its row.

They are made anew from what is stored whenever an evaluation is, so that a list of 500 runs reads
no series. The rules that judge them are not here: they may change without these numbers.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db import changes, profiles, series
from backend.db.break_even import break_even
from backend.db.learning import learning_of
from backend.db.profiles import StoredProfile
from backend.db.series import EMPTY, Floats, Points, merged
from backend.db.status import Status
from backend.db.tables import Run
from backend.spec.measures import ERRORS_KEPT, LOSSES, TOLERANCE, Measures, places_kept
from backend.spec.rollout import AdaptiveLength
from backend.spec.run import RunSpec

RETURNS = ("return/real", "return/model")
CURVES = ("horizon-error", "skill", "persistence-error")
KEYS = (*LOSSES, *RETURNS, "rollout/length", "rollout/invalid", "cost/cpu")


def measure(
    session: Session, run_id: str, spec: RunSpec,
    points: Mapping[str, Points] | None = None, curves: Sequence[StoredProfile] = (),
) -> Measures:  # fmt: skip
    """The numbers as they follow from what is stored of a run, and from what is about to be.

    Args:
        session: To read what is stored.
        run_id: The run.
        spec: What it does.
        points: Those that will be added to its series.
        curves: Those that will be added to its profiles.
    """
    found = series.read(session, [run_id], KEYS)
    new = points or {}
    by_key = {key: merged([found.get((run_id, key), EMPTY), new.get(key, EMPTY)]) for key in KEYS}
    curve, skill, persistence = (_latest(session, run_id, kind, curves) for kind in CURVES)
    length = _last(by_key["rollout/length"])
    cut_off = _last(by_key["rollout/invalid"])
    return Measures(
        **learning_of(by_key["return/real"]),
        history=_history(by_key["return/real"], by_key["return/model"]),
        least_return=spec.info.least_return(spec.episode_limit),
        most_return=spec.info.most_return(spec.episode_limit),
        **_errors(curve, length, _tolerance(spec)),
        break_even=break_even(skill, curve, persistence),
        length=None if length is None else int(length),
        cut_off=None if cut_off is None else int(cut_off),
        rollouts=None if cut_off is None else spec.rollout.per_step * spec.model.fit_every,
        cpu_seconds=_last(by_key["cost/cpu"]),
        not_finite=_not_finite(by_key, curve),
    )


def _latest(
    session: Session, run_id: str, kind: str, curves: Sequence[StoredProfile]
) -> StoredProfile | None:
    stored = profiles.read_at(session, [run_id], kind, "current")
    new = [each for each in curves if (each.kind, each.policy) == (kind, "current")]
    # Of two at one step the later one stays, which max would not take.
    return max(reversed([*stored, *new]), key=lambda each: each.env_step, default=None)


def refresh(session: Session, run_id: str, spec: RunSpec) -> None:
    """Keep the numbers on the run's row. Whoever calls this owns the run."""
    run = session.get(Run, run_id)
    if run is not None:
        run.measures = asdict(measure(session, run_id, spec))
        session.flush()
        changes.renew_tags(session, [run_id])


def fill_missing(session: Session, limit: int) -> int:
    """Make the numbers of ended runs from before there were any; how many they were."""
    old = select(Run).where(
        Run.measures.is_(None),
        Run.env_steps > 0,
        Run.status.not_in([Status.QUEUED, Status.RUNNING]),
    )
    missing = session.scalars(old.limit(limit)).all()
    for run in missing:
        run.measures = asdict(measure(session, run.id, RunSpec.model_validate(run.spec)))
        changes.renew_tags(session, [run.id])
    session.flush()
    return len(missing)


def _tolerance(spec: RunSpec) -> float:
    length = spec.rollout.length
    return length.tolerance if isinstance(length, AdaptiveLength) else TOLERANCE


def _last(points: Points) -> float | None:
    return _finite(float(points.values[-1])) if len(points.values) else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _history(real: Points, model: Points) -> list[tuple[int, float, float]]:
    """The evaluations with both returns: the latest ones, and some of those before."""
    steps, ours, theirs = np.intersect1d(real.steps, model.steps, return_indices=True)
    earned, promised = real.values[ours], model.values[theirs]
    whole = np.isfinite(earned) & np.isfinite(promised)
    steps, earned, promised = steps[whole], earned[whole], promised[whole]
    kept = places_kept(len(steps))
    return [(int(steps[at]), float(earned[at]), float(promised[at])) for at in kept]


def _errors(curve: StoredProfile | None, length: float | None, tolerance: float) -> dict[str, Any]:
    if curve is None or not len(curve.mean):
        return {"tolerance": tolerance}
    beyond: Floats = np.flatnonzero(~(curve.mean <= tolerance)).astype(np.float64)
    reached = min(int(length or 0), len(curve.mean))
    return {
        "tolerance": tolerance,
        "errors": [_finite(float(f"{error:.5g}")) for error in curve.mean[:ERRORS_KEPT]],
        "error_of_one_step": _finite(float(curve.mean[0])),
        "error_at_length": _finite(float(curve.mean[reached - 1])) if reached else None,
        "within": int(beyond[0]) if len(beyond) else len(curve.mean),
        "horizon": len(curve.mean),
    }


def _not_finite(by_key: Mapping[str, Points], curve: StoredProfile | None) -> list[str]:
    names = [key for key in (*LOSSES, *RETURNS) if not np.isfinite(by_key[key].values).all()]
    if curve is not None and not np.isfinite(curve.mean).all():
        names.append("horizon-error")
    return names
