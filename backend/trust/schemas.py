"""What the trust route answers."""

from typing import Literal

from pydantic import Field

from backend.schemas import View


class Growth(View):
    """One law fitted to the error over the horizon (D8)."""

    law: Literal["linear", "quadratic", "exponential"]
    coefficient: float = Field(description="a in a h, a h^2 or a exp(b h).")
    rate: float | None = Field(description="b, per step; null unless exponential.")
    r_squared: float


class LengthAdviceView(View):
    """The rollout length that the measured error advises (D9), beside the one in use."""

    tolerance: float = Field(description="Largest tolerable error, deviations of the data.")
    by_tolerance: int = Field(description="Longest rollout whose error is within the tolerance.")
    by_bound: int | None = Field(
        description="The length that minimises MBPO's bound; loose. Null where it is undefined."
    )
    in_force: int | None = Field(description="The rollout length of the latest fit.")
    model_error: float | None = Field(description="e_m': error of one step under the policy.")
    policy_shift: float | None = Field(
        description="e_pi: 2 AUC - 1 between D and the policy's states."
    )


class Alarm(View):
    """Whether the policy seems to exploit the model."""

    raised: bool
    since: int = Field(description="Real step of the first evaluation looked at.")
    model_change: float
    real_change: float


class Trust(View):
    """How far a run's model can be trusted at its latest evaluation."""

    env_step: int | None = Field(description="The evaluation; null before the first one.")
    error_of_one_step: float | None
    growth: list[Growth] = Field(description="Best first; empty where no law can be fitted.")
    advice: LengthAdviceView | None
    alarm: Alarm | None = Field(description="Null with fewer than five evaluations.")
