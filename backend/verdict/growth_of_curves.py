"""The verdict on growth of what runs store: of the error, and of the return gap."""

import math
from functools import lru_cache

import numpy as np
import scipy

from backend.db.profiles import StoredProfile
from backend.verdict.growth import Growth, growth
from backend.verdict.growth_laws import Adds
from backend.verdict.jackknife import CONFIDENCE, FEWEST_EPISODES
from backend.verdict.mean_curve import MeanCurve

# Of the curves of a page with 500 runs, and as many more: up to 20 MB.
VERDICTS_KEPT = 4_096


def error_growth(curve: StoredProfile) -> Growth | None:
    """By which law an error grows; None where no law can be fitted."""
    return _growth(_measured(curve, 1.0), "per step")


def is_finite(curve: StoredProfile) -> bool:
    """Whether the error is a number at every step that was measured."""
    return bool(np.isfinite(curve.mean).all())


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
    if not abs(end) > float(scipy.special.stdtrit(count - 1, (1.0 + CONFIDENCE) / 2.0)) * error:
        return None
    measured = _measured(curve, math.copysign(1.0, end))
    return _growth(measured, "summed") if bool((measured.mean > 0.0).all()) else None


def _growth(measured: MeanCurve, adds: Adds) -> Growth | None:
    """A verdict is a matter of some milliseconds: one of the same numbers is not made again."""
    parts = (measured.mean, measured.episodes, measured.starts)
    return _judged(*(part.tobytes() for part in parts), adds)


@lru_cache(maxsize=VERDICTS_KEPT)
def _judged(mean: bytes, episodes: bytes, starts: bytes, adds: Adds) -> Growth | None:
    curve = np.frombuffer(mean)
    rows = np.frombuffer(episodes).reshape(-1, max(len(curve), 1))
    return growth(MeanCurve(curve, rows, np.frombuffer(starts)), adds)


def _measured(curve: StoredProfile, sign: float) -> MeanCurve:
    return MeanCurve(sign * curve.mean, sign * curve.episodes, curve.episode_starts.astype(float))
