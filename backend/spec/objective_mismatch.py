"""What a comparison correlates with the return: does a better model make a better policy?"""

from dataclasses import dataclass

from backend.spec.curves import CURVES
from backend.spec.diagnostic import ALONG, DataPolicy
from backend.spec.series import SERIES


@dataclass(frozen=True)
class Correlated:
    """A number of each run.

    Attributes:
        diagnostic: A key of `SERIES`, or of `CURVES` where `policy` is given.
        policy: Along whose episodes, of a curve.
        horizon: Model steps ahead, of a curve; None is its break-even horizon.
        floor: Values below it say the same as it: an area under 0.5 is no smaller difference.
    """

    diagnostic: str
    policy: DataPolicy | None = None
    horizon: int | None = None
    floor: float = float("-inf")

    @property
    def key(self) -> str:
        """Its name in the API."""
        if self.policy is None:
            return self.diagnostic
        place = "break-even" if self.horizon is None else f"h={self.horizon}"
        return f"{self.diagnostic}/{self.policy}/{place}"

    @property
    def name(self) -> str:
        """Its name in the figure."""
        if self.policy is None:
            return SERIES[self.diagnostic].label
        curve = CURVES[self.diagnostic]
        along = f", {ALONG[self.policy]}" if len(curve.policies) > 1 else ""
        if self.horizon is None:
            return f"break-even horizon{along}"
        return f"{curve.name} at h = {self.horizon}{along}"


ERROR = "horizon-error"
# Of 20 intervals of 95 % one leaves out 0 by chance: no more than answer the question.
CORRELATED = (
    Correlated("model/loss_holdout"),
    Correlated("model/nll_holdout"),
    Correlated(ERROR, "suite", 1),
    Correlated(ERROR, "suite", 10),
    Correlated(ERROR, "current", 1),
    Correlated(ERROR, "current", 10),
    Correlated("skill", "suite"),
    Correlated("skill", "current"),
    Correlated("closed-loop-error", "current", 10),
    Correlated("reward-error", "current", 10),
    Correlated("value-error", "current", 10),
    Correlated("calibration/error"),
    Correlated("calibration/rank_correlation"),
    Correlated("mismatch/auc_data", floor=0.5),
    Correlated("mismatch/auc_imagined", floor=0.5),
    Correlated("policy/q_bias"),
    Correlated("return/model"),
    Correlated("return/gap"),
)
