"""From what a run has measured to how far its model can be trusted."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from sqlalchemy.orm import Session

from backend.authorisation import Principal, readable_runs
from backend.db import profiles, series
from backend.db.break_even import break_even
from backend.db.profiles import StoredProfile
from backend.db.series import Points
from backend.groups.final_returns import latest_at, until
from backend.spec.break_even import BreakEven
from backend.spec.measures import places_kept
from backend.spec.run import RunSpec
from backend.spec.series import SERIES
from backend.trust.gradient_stretch import gradient_stretch
from backend.trust.schemas import (
    Alarm,
    BreakEvenView,
    GradientStretch,
    GrowthView,
    LengthAdviceView,
    Trust,
)
from backend.trust.sentences import trust_reading
from backend.verdict.advised_length import advised_length, together
from backend.verdict.exploitation import Bounds, exploitation
from backend.verdict.growth import Growth
from backend.verdict.growth_of_curves import error_growth, gap_growth

HISTORIES = ("return/real", "return/model", "episode/length")
# Of these only the latest value is asked for.
LATEST = (
    "rollout/length", "mismatch/auc_data", "mismatch/auc_data_low", "mismatch/auc_data_high",
    "calibration/error", "cost/cpu", "cost/diagnostics",
)  # fmt: skip


@dataclass(frozen=True)
class TrustInputs:
    """What of a run speaks of trust, up to one evaluation.

    Attributes:
        current: Open-loop error under the current policy, if there is any yet.
        data: The same under the policies that filled D.
        series: By key, the points so far, at least the last; a key without points is left out.
        gap: The return gap, where it was measured.
        skill: Under the current policy, likewise.
        suite: Open-loop error along the environment's suite, where the run had one.
        suite_skill: Skill along it, likewise.
        persistence: Error of persistence by whose episodes it is along, where it was asked for.
    """

    current: StoredProfile | None
    data: StoredProfile | None
    series: Mapping[str, Points]
    gap: StoredProfile | None = None
    skill: StoredProfile | None = None
    suite: StoredProfile | None = None
    suite_skill: StoredProfile | None = None
    persistence: Mapping[str, StoredProfile] = field(default_factory=dict)

    def break_even(self) -> BreakEven | None:
        """Where the model stops beating persistence along the current policy's episodes."""
        return break_even(self.skill, self.current, self.persistence.get("current"))

    def suite_break_even(self) -> BreakEven | None:
        """The same along the suite."""
        return break_even(self.suite_skill, self.suite, self.persistence.get("suite"))

    def so_far(self, key: str) -> Points:
        """The points of a series; none where it has none."""
        return self.series.get(key, series.EMPTY)

    def last(self, key: str) -> float | None:
        """The latest value of a series; None where there is none or it is not finite."""
        points = self.series.get(key)
        return None if points is None else known_number(float(points.values[-1]))

    def last_interval(self, key: str) -> tuple[float, float] | None:
        """The ends that were measured with the latest value; None where there are none."""
        ends = [self.series.get(end) for end in SERIES[key].interval or ()]
        points = self.series.get(key)
        if points is None or any(each is None for each in ends):
            return None
        known = [
            float(each.values[-1])
            for each in ends
            if each is not None and each.steps[-1] == points.steps[-1]
        ]
        return (known[0], known[1]) if len(known) == 2 and all(map(math.isfinite, known)) else None


def trust(session: Session, principal: Principal, run_id: str) -> Trust:
    """Growth law and advice of the latest evaluation, and the alarm over the last ones.

    Raises:
        Unknown: When there is no such run, or not for the asker to see.
    """
    run = readable_runs(session, principal, [run_id])[0]
    known = trust_inputs(session, [run_id], alone=[run_id])[run_id]
    return read_trust(RunSpec.model_validate(run.spec), known, _gradients(session, run_id))


def _gradients(session: Session, run_id: str) -> GradientStretch | None:
    kinds = ("jacobian-stretch", "variance-ratio", "variance-ratio-low", "variance-ratio-high")
    stretch, *ratio = (
        next(iter(profiles.read_at(session, [run_id], kind)), None) for kind in kinds
    )
    return None if stretch is None else gradient_stretch(stretch, *ratio)


def trust_inputs(
    session: Session,
    run_ids: Sequence[str],
    env_step: int | None = None,
    alone: Sequence[str] = (),
) -> dict[str, TrustInputs]:
    """What each run has measured at or before `env_step`; with None, so far.

    Those that stand `alone` have persistence too, which an interval over episodes is made with.
    """
    curves = {
        (curve.run_id, curve.policy): curve
        for curve in profiles.read_at(session, run_ids, "horizon-error", None, env_step)
    }
    gaps = {
        curve.run_id: curve
        for curve in profiles.read_at(session, run_ids, "return-gap", None, env_step)
    }
    skills = {
        (curve.run_id, curve.policy): curve
        for curve in profiles.read_at(session, run_ids, "skill", None, env_step)
    }
    persistence: dict[str, dict[str, StoredProfile]] = {run_id: {} for run_id in run_ids}
    for curve in profiles.read_at(session, alone, "persistence-error", None, env_step):
        persistence[curve.run_id][curve.policy] = curve
    found: dict[str, dict[str, Points]] = {run_id: {} for run_id in run_ids}
    read = series.read(session, run_ids, HISTORIES)
    histories = {place: until(points, env_step) for place, points in read.items()}
    latest = latest_at(session, run_ids, LATEST, env_step)
    for (run_id, key), points in (histories | latest).items():
        if len(points.steps):
            found[run_id][key] = points
    return {
        run_id: TrustInputs(
            curves.get((run_id, "current")),
            curves.get((run_id, "data")),
            found[run_id],
            gaps.get(run_id),
            skills.get((run_id, "current")),
            curves.get((run_id, "suite")),
            skills.get((run_id, "suite")),
            persistence[run_id],
        )
        for run_id in run_ids
    }


def read_trust(
    spec: RunSpec, known: TrustInputs, gradients: GradientStretch | None = None
) -> Trust:
    """Growth law, advice and alarm from what a run of this spec has measured."""
    curve, alarm = known.current, _alarm(spec, known)
    if curve is None:
        return Trust(
            env_step=None,
            error_of_one_step=None,
            growth=None,
            gap_growth=None,
            break_even=None,
            suite_break_even=None,
            advice=None,
            gradients=gradients,
            alarm=alarm,
            reading="",
        )
    growth = growth_view(error_growth(curve))
    gap = None if known.gap is None else gap_growth(known.gap)
    advice = _advice(spec, curve, known)
    return Trust(
        env_step=curve.env_step,
        error_of_one_step=known_number(float(curve.mean[0])),
        growth=growth,
        gap_growth=growth_view(gap),
        break_even=_break_even_view(known.break_even()),
        suite_break_even=_break_even_view(known.suite_break_even()),
        advice=advice,
        gradients=gradients,
        alarm=alarm,
        reading=trust_reading(gap, advice, gradients),
    )


@lru_cache(maxsize=4_096)
def growth_view(growth: Growth | None) -> GrowthView | None:
    """The verdict as the routes answer it."""
    return None if growth is None else GrowthView.model_validate(asdict(growth))


def _break_even_view(found: BreakEven | None) -> BreakEvenView | None:
    return None if found is None else BreakEvenView.model_validate(asdict(found))


def _advice(spec: RunSpec, curve: StoredProfile, known: TrustInputs) -> LengthAdviceView:
    real, lengths = known.so_far("return/real"), known.so_far("episode/length")
    found = advised_length(spec, curve, known.gap, real, lengths)
    in_force = known.last("rollout/length")
    return LengthAdviceView(
        tolerance=found.tolerance,
        gap_tolerance=found.gap_tolerance,
        in_force=None if in_force is None else int(in_force),
        **asdict(found.advice),
    )


def _alarm(spec: RunSpec, known: TrustInputs) -> Alarm | None:
    every = together(known.so_far("return/model"), known.so_far("return/real"))
    kept = places_kept(len(every[0]))
    steps, model, real = (each[kept].tolist() for each in every)
    limit = spec.episode_limit
    bounds = Bounds(spec.info.least_return(limit), spec.info.most_return(limit))
    judged = exploitation(steps, model, real, bounds)
    return None if judged is None else Alarm.model_validate(judged)


def known_number(value: float) -> float | None:
    """A number that is one; None in place of any other."""
    return value if math.isfinite(value) else None
