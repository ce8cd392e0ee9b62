"""How long imagined rollouts are: constant, on a schedule, or as the measured error allows."""

from collections.abc import Sequence
from typing import Any

from backend.spec.rollout import AdaptiveLength, LengthSchedule, RolloutLength
from worker.mbrl.report import Profile


class LengthInForce:
    """The rollout length k as training goes on.

    An adaptive one is 1 until the first evaluation has measured the model.
    """

    def __init__(self, wanted: RolloutLength) -> None:
        self._wanted = wanted
        self._adapted = 1

    def at(self, env_step: int) -> int:
        """The length at `env_step`, at least 1."""
        if isinstance(self._wanted, LengthSchedule):
            return self._wanted.at(env_step)
        return self._adapted if isinstance(self._wanted, AdaptiveLength) else self._wanted

    def observe(self, profiles: Sequence[Profile]) -> None:
        """Adapt to the curves of an evaluation that are of the run's own episodes."""
        curves = [
            profile.mean
            for profile in profiles
            if profile.kind == "horizon-error" and profile.policy != "suite"
        ]
        if isinstance(self._wanted, AdaptiveLength) and curves:
            worst = [max(errors) for errors in zip(*curves, strict=False)]
            self._adapted = adapted(self._adapted, worst, self._wanted)

    def state_dict(self) -> dict[str, Any]:
        """The adapted length."""
        return {"adapted": self._adapted}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on with it."""
        self._adapted = state["adapted"]


def adapted(length: int, errors: Sequence[float], wanted: AdaptiveLength) -> int:
    """The next length, given the error after 1, 2, ... steps.

    It shrinks to where the error is tolerable as soon as it is not at the present length, and grows
    only to where the error is below (1 - hysteresis) of the tolerance: an error that wavers about
    the tolerance does not make the length waver. It is at least 1, the shortest there is.

    Source: ours. Janner et al. 2019 fix a schedule by hand; the bound of their theorem 4.3 says
        that the length should follow the model's error.
    """
    tolerable = _steps_within(errors, wanted.tolerance)
    if tolerable < length:
        return max(tolerable, 1)
    safe = _steps_within(errors, (1.0 - wanted.hysteresis) * wanted.tolerance)
    return min(max(length, safe), wanted.largest)


def _steps_within(errors: Sequence[float], limit: float) -> int:
    """Steps from the first on whose error is within `limit`; what is not a number is not."""
    for step, error in enumerate(errors):
        if not error <= limit:
            return step
    return len(errors)
