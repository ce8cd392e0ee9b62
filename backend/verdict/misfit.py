"""How far a law of growth is off its curve, and whether that is chance."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.polynomial.legendre import legvander

from backend.verdict.growth_laws import Fit, Floats, Law, Noise
from backend.verdict.jackknife import FEWEST_EPISODES, jackknifed

# Of the curve, root mean square: a law that is nearer to it says what one sees.
TOLERABLE_MISFIT = 0.15
# Likewise, where the law surely misses it: further off none fits, nearer it is only near, and
# below the second it has one parameter for the whole curve, whatever a test on many episodes finds.
SURE_MISFIT, NO_MISFIT = 0.05, 0.02
# A law surely misses a curve where what it leaves has a bend of one of these powers of log h, whose
# interval leaves out zero.
BENDS = (2, 3, 4)
SURELY_BENT = 0.99


def is_rejected(fits: Mapping[Law, Fit], law: Law, noise: Noise) -> bool:
    """Whether a free curve is better by AICc, or what a law leaves is more than `noise`."""
    return fits["free"].aicc < fits[law].aicc or noise.rejects(fits[law].whitened)


def is_near(fits: Mapping[Law, Fit], law: Law, noise: Noise) -> bool:
    """Whether a law says what one sees."""
    return noise.beyond(fits[law].left[0]) <= TOLERABLE_MISFIT


def surely_misses(fits: Mapping[Law, Fit], law: Law, noise: Noise, beyond: float) -> bool:
    """Whether a law is off by more than this, and by more than chance.

    Judged by bends of what it leaves, each with its jackknife interval over the episodes, so that
    nothing is taken for granted of how steps are correlated. Too few episodes for that, by AICc.
    """
    left = fits[law].left
    if noise.beyond(left[0]) <= beyond:
        return False
    if len(left) <= FEWEST_EPISODES:
        return is_rejected(fits, law, noise)
    confidence = 1.0 - (1.0 - SURELY_BENT) / len(BENDS)
    bends = [jackknifed(left @ bend, confidence=confidence) for bend in _bends(left.shape[1])]
    return any((bend.low or 0.0) > 0.0 or (bend.high or 0.0) < 0.0 for bend in bends)


@lru_cache(maxsize=64)
def _bends(steps: int) -> Floats:
    """Bends of each power of log h that no line, and no bend of a lower one, has in it."""
    x = np.log(np.arange(1.0, steps + 1.0))
    columns, _ = np.linalg.qr(legvander(2.0 * x / x[-1] - 1.0, max(BENDS)))
    bends: Floats = columns[:, list(BENDS)].T
    return bends


def most_off(fits: Mapping[Law, Fit], law: Law) -> float:
    """The most that a law is off by, of the free curve, which has less noise than the steps."""
    return float(np.expm1(np.abs(fits["free"].left[0] - fits[law].left[0]).max()))


def fits_none(fits: Mapping[Law, Fit], best: Law, noise: Noise) -> bool:
    """Whether not even the best law comes near."""
    if surely_misses(fits, best, noise, SURE_MISFIT):
        return True
    return is_rejected(fits, best, noise) and not is_near(fits, best, noise)
