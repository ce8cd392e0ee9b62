"""The verdict on growth of what runs store: of the error, and of the return gap."""

import math

import numpy as np
from scipy.special import stdtrit

from backend.db.profiles import StoredProfile
from backend.verdict.growth import Growth, MeanCurve, growth
from backend.verdict.jackknife import CONFIDENCE, FEWEST_EPISODES


def error_growth(curve: StoredProfile) -> Growth | None:
    """By which law an error grows; None where no law can be fitted."""
    return growth(_measured(curve, 1.0))


def gap_growth(curve: StoredProfile) -> Growth | None:
    """By which law a return gap grows, whichever its sign.

    None where its end is not beyond chance, by Student's interval over episodes; where there are
    too few of them to say so; and where it changes its sign on the way, as no law does.
    """
    count = len(curve.episodes)
    if count < FEWEST_EPISODES or not np.isfinite(curve.episodes[:, -1]).all():
        return None
    end = float(curve.mean[-1])
    error = float(np.std(curve.episodes[:, -1], ddof=1)) / math.sqrt(count)
    if not abs(end) > float(stdtrit(count - 1, (1.0 + CONFIDENCE) / 2.0)) * error:
        return None
    measured = _measured(curve, math.copysign(1.0, end))
    return growth(measured, "summed") if bool((measured.mean > 0.0).all()) else None


def _measured(curve: StoredProfile, sign: float) -> MeanCurve:
    return MeanCurve(sign * curve.mean, sign * curve.episodes, curve.episode_starts.astype(float))
