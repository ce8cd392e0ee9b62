"""From what a run has measured to how far its model can be trusted."""

import math
from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy.orm import Session

from backend.db import profiles, series
from backend.db.profiles import Profile
from backend.db.series import Points
from backend.principal import Principal, readable_runs
from backend.spec.rollout import AdaptiveLength
from backend.spec.run import RunSpec
from backend.trust.exploitation import exploitation
from backend.trust.growth_law import fit_growth
from backend.trust.length_advice import length_advice
from backend.trust.schemas import Alarm, Growth, LengthAdviceView, Trust

# Half a deviation of the data: beyond it an imagined state is in another part of the world.
TOLERANCE = 0.5
KEYS = ("return/real", "return/model", "rollout/length", "mismatch/auc_data")


def trust(session: Session, principal: Principal, run_id: str) -> Trust:
    """Growth law and advice of the latest evaluation, and the alarm over the last ones.

    Raises:
        Unknown: When there is no such run, or not for the asker to see.
    """
    run = readable_runs(session, principal, [run_id])[0]
    curves = profiles.read_at(session, [run_id], "horizon-error", "current")
    found = {key: points for (_, key), points in series.read(session, [run_id], list(KEYS)).items()}
    alarm = _alarm(found)
    if not curves:
        return Trust(env_step=None, error_of_one_step=None, growth=[], advice=None, alarm=alarm)
    curve = curves[0]
    return Trust(
        env_step=curve.env_step,
        error_of_one_step=_known(float(curve.mean[0])),
        growth=[Growth.model_validate(asdict(fit)) for fit in fit_growth(curve.mean.tolist())],
        advice=_advice(RunSpec.model_validate(run.spec), curve, found),
        alarm=alarm,
    )


def _advice(spec: RunSpec, curve: Profile, found: Mapping[str, Points]) -> LengthAdviceView:
    wanted = spec.rollout.length
    tolerance = wanted.tolerance if isinstance(wanted, AdaptiveLength) else TOLERANCE
    one_step = float(curve.mean[0])
    auc = _last(found, "mismatch/auc_data")
    # Of all classifiers none separates better than the total variation allows: 2 AUC - 1 is a
    # lower bound of it, at best.
    shift = math.nan if auc is None else max(2.0 * auc - 1.0, 0.0)
    errors = curve.mean.tolist()
    advised = length_advice(errors, one_step, shift, spec.policy.discount, tolerance, len(errors))
    in_force = _last(found, "rollout/length")
    return LengthAdviceView(
        tolerance=tolerance,
        by_tolerance=advised.by_tolerance,
        by_bound=advised.by_bound,
        in_force=None if in_force is None else int(in_force),
        model_error=_known(one_step),
        policy_shift=_known(shift),
    )


def _alarm(found: Mapping[str, Points]) -> Alarm | None:
    model = _by_step(found.get("return/model"))
    real = _by_step(found.get("return/real"))
    steps = sorted(model.keys() & real.keys())
    judged = exploitation(steps, [model[s] for s in steps], [real[s] for s in steps])
    return None if judged is None else Alarm.model_validate(asdict(judged))


def _by_step(points: Points | None) -> dict[int, float]:
    if points is None:
        return {}
    return dict(zip(points.steps.tolist(), points.values.tolist(), strict=True))


def _last(found: Mapping[str, Points], key: str) -> float | None:
    points = found.get(key)
    return None if points is None or not len(points.values) else _known(float(points.values[-1]))


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
