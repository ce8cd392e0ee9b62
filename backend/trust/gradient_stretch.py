"""Whether gradients through the model explode or vanish, beside likelihood ratios."""

import math

from backend.db.profiles import StoredProfile
from backend.trust.schemas import GradientStretch


def gradient_stretch(
    stretch: StoredProfile, pathwise: StoredProfile | None, likelihood: StoredProfile | None
) -> GradientStretch | None:
    """What they say at the longest horizon whose stretch is known; None where there is none.

    Args:
        stretch: Largest factor by which h steps of the closed loop stretch a small change.
        pathwise: Total variance of the gradient through the model.
        likelihood: The same of the likelihood-ratio gradient of the same returns.
    """
    known = [
        (int(step), float(factor))
        for step, factor in zip(stretch.horizon, stretch.q50, strict=True)
        if math.isfinite(factor) and factor > 0.0
    ]
    if not known:
        return None
    horizon, factor = known[-1]
    return GradientStretch(
        env_step=stretch.env_step,
        horizon=horizon,
        rate=math.log(factor) / horizon,
        variance_ratio=_ratio(_at(pathwise, horizon), _at(likelihood, horizon)),
    )


def _at(variance: StoredProfile | None, horizon: int) -> float | None:
    if variance is None:
        return None
    means = zip(variance.horizon.tolist(), variance.mean.tolist(), strict=True)
    return next((mean for step, mean in means if step == horizon), None)


def _ratio(above: float | None, below: float | None) -> float | None:
    if above is None or below is None or below <= 0.0:
        return None
    return above / below if math.isfinite(above / below) else None
