"""The few numbers that say what a run came to: what its verdict and its warnings are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.spec.break_even import BreakEven

# Half a deviation of the data: beyond it an imagined state is in another part of the world.
TOLERANCE = 0.5
# Evaluations that are kept: the latest ones, and as many of those before them.
LATEST_KEPT = 12
# Horizons, from the first, whose error a row of a list holds.
ERRORS_KEPT = 100
LOSSES = ("model/loss_train", "model/loss_holdout", "policy/critic_loss", "policy/actor_loss")


@dataclass(frozen=True)
class Measures:
    """What was measured of a run until now; None where it was not, or is not finite.

    Attributes:
        evaluations: Evaluations so far.
        latest: Real step of the latest one.
        compared: How many at either end are compared.
        early: Real return, mean over the first so many evaluations.
        late: The same over the last so many.
        early_finite: How many of the first have a finite return.
        late_finite: How many of the last.
        not_finite_since: Real step of the first evaluation since which no real return is finite.
        early_spread: Standard deviation of the first returns.
        late_spread: That of the last ones.
        autocorrelation: Of neighbours among the first and among the last; None of constant ones.
        chance: Share of all orders of the evaluations in which the means differ by as much.
        best: Largest real return of an evaluation.
        worst: Smallest real return of an evaluation.
        area: Mean height of the line through the evaluations over real steps: the area under it
            over the steps that it spans.
        best_mean: Largest mean real return of so many in a row before the last.
        best_spread: Their standard deviation.
        best_until: Real step of the last of them.
        history: Step, real and model return of the latest evaluations and of some before them.
        least_return: What an episode of the task pays at least, where that is known.
        most_return: What it pays at most, likewise.
        error_of_one_step: Open-loop error under the current policy, deviations of the data.
        errors: That error after 1, 2, ... steps; None where it is not finite.
        error_at_length: The same after as many steps as the rollouts in use have.
        length: Rollout length, or planning horizon, in use.
        tolerance: Largest error that is borne.
        within: Longest horizon whose error is within the tolerance.
        horizon: Longest horizon that was measured.
        break_even: Where that error is not below that of persistence.
        cut_off: Imagined rollouts of the latest fit that were cut off as invalid.
        rollouts: Imagined rollouts of the latest fit.
        cpu_seconds: CPU time so far.
        not_finite: Names of what was measured and is not finite.
    """

    evaluations: int = 0
    latest: int | None = None
    compared: int | None = None
    early: float | None = None
    late: float | None = None
    early_finite: int | None = None
    late_finite: int | None = None
    not_finite_since: int | None = None
    early_spread: float | None = None
    late_spread: float | None = None
    autocorrelation: float | None = None
    chance: float | None = None
    best: float | None = None
    worst: float | None = None
    area: float | None = None
    best_mean: float | None = None
    best_spread: float | None = None
    best_until: int | None = None
    history: Sequence[tuple[int, float, float]] = field(default_factory=list)
    least_return: float | None = None
    most_return: float | None = None
    error_of_one_step: float | None = None
    errors: Sequence[float | None] = ()
    error_at_length: float | None = None
    length: int | None = None
    tolerance: float = TOLERANCE
    within: int | None = None
    horizon: int | None = None
    break_even: BreakEven | None = None
    cut_off: int | None = None
    rollouts: int | None = None
    cpu_seconds: float | None = None
    not_finite: Sequence[str] = ()

    @classmethod
    def stored(cls, document: Mapping[str, Any] | None) -> "Measures":
        """What a row holds; names that this version does not know are left out."""
        known = {name: value for name, value in (document or {}).items() if name in _NAMES}
        known.setdefault("history", [])
        # PostgreSQL gives back a float that is whole as an integer.
        past = [(int(step), float(real), float(model)) for step, real, model in known["history"]]
        worth = BreakEven.stored(document or {})
        return cls(**known | {"history": past, "break_even": worth})


_NAMES = frozenset(Measures.__dataclass_fields__)


def places_kept(count: int) -> list[int]:
    """Places, of so many evaluations in a row, of those that a judgement of them needs.

    All of the latest, and evenly spread ones before them, the first among those: enough for robust
    scales of a run, and no more than a row of a list may hold.
    """
    before = max(0, count - LATEST_KEPT)
    spread = [at * before // LATEST_KEPT for at in range(min(before, LATEST_KEPT))]
    earlier = list(range(before)) if before <= LATEST_KEPT else spread
    return [*earlier, *range(before, count)]
