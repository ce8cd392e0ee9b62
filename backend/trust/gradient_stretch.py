"""Whether gradients through the model explode or vanish, beside likelihood ratios."""

import math

from backend.db.profiles import StoredProfile
from backend.trust.schemas import GradientStretch, ParameterView


def gradient_stretch(
    stretch: StoredProfile, ratio: StoredProfile | None, *ends: StoredProfile | None
) -> GradientStretch | None:
    """What they say at the longest horizon whose stretch is known; None where there is none.

    Args:
        stretch: Largest factor by which h steps of the closed loop stretch a small change.
        ratio: Total variance of the gradient through the model over that of the likelihood ratio.
        ends: Lower and upper end of the ratio's interval.
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
        variance_ratio=_interval(*(_at(curve, horizon) for curve in (ratio, *ends))),
    )


def _at(curve: StoredProfile | None, horizon: int) -> float | None:
    if curve is None:
        return None
    means = zip(curve.horizon.tolist(), curve.mean.tolist(), strict=True)
    return next((mean for step, mean in means if step == horizon and math.isfinite(mean)), None)


def _interval(
    value: float | None, low: float | None = None, high: float | None = None
) -> ParameterView | None:
    return None if value is None else ParameterView(value=value, low=low, high=high)
