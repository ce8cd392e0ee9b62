"""The break-even horizon of stored curves, with its interval from their episodes."""

import math
from dataclasses import replace

import numpy as np

from backend.db.packed_curves import Floats
from backend.db.profiles import StoredProfile
from backend.spec.break_even import BreakEven

# With fewer, a standard error says too little of its own.
FEWEST_EPISODES = 5
# The normal quantile that leaves 2.5 % above it.
Z = 1.959963984540054
# Of Student's quantile as a series in 1 / n, with n degrees of freedom.
SERIES = (
    Z,
    (Z**3 + Z) / 4.0,
    (5.0 * Z**5 + 16.0 * Z**3 + 3.0 * Z) / 96.0,
    (3.0 * Z**7 + 19.0 * Z**5 + 17.0 * Z**3 - 15.0 * Z) / 384.0,
    (79.0 * Z**9 + 776.0 * Z**7 + 1482.0 * Z**5 - 1920.0 * Z**3 - 945.0 * Z) / 92160.0,
)


def break_even(
    skill: StoredProfile | None,
    error: StoredProfile | None = None,
    persistence: StoredProfile | None = None,
) -> BreakEven | None:
    """The first h whose skill is not above 0; None where there is no skill.

    With both errors along the same episodes, of which there are at least five, it has a 95 %
    interval: from the first h at which the model's lead over persistence may be 0, to the first at
    which it must be, by Student's interval of the lead over episodes. Where the lead once lost
    stays lost, each end errs in 2.5 %. A percentile bootstrap of five episodes covers less
    (`python -m tests.benchmarks.statistics.break_even`).
    """
    if skill is None:
        return None
    found = BreakEven.of(skill.mean.tolist())
    leads = None if error is None or persistence is None else _leads(error, persistence)
    if error is None or leads is None or leads.shape[1] != found.horizon:
        return found
    low, high = _ends(leads, error.episode_starts.astype(float))
    places = [end for end in (low, found.at) if end is not None]
    within = high is None or found.at is None or high >= found.at
    return replace(
        found,
        low=min(places, default=None),
        high=high if within else found.at,
        episodes=len(leads),
    )


def student(freedom: int) -> float:
    """Student's 97.5 % quantile, to 0.001 from four degrees of freedom on.

    The processes that train run this, which have no scipy. Source: Abramowitz and Stegun 1972,
    26.7.5.
    """
    return math.fsum(term / freedom**power for power, term in enumerate(SERIES))


def _leads(error: StoredProfile, persistence: StoredProfile) -> Floats | None:
    """By how much each episode's model error is below that of persistence, one row an episode."""
    ours, theirs = error.episodes, persistence.episodes
    if ours.shape != theirs.shape or len(ours) < FEWEST_EPISODES:
        return None
    with np.errstate(invalid="ignore"):
        leads: Floats = theirs - ours
    return leads


def _ends(leads: Floats, starts: Floats) -> tuple[int | None, int | None]:
    """First h at which the mean lead may be 0, and first at which it must; None: beyond them."""
    count = len(leads)
    with np.errstate(invalid="ignore", over="ignore"):
        mean = starts @ leads / starts.sum()
        # What is left without each episode, which need not have as many starts as the others.
        without = (starts.sum() * mean - starts[:, None] * leads) / (starts.sum() - starts)[:, None]
        spread = np.square(without - without.mean(axis=0)).sum(axis=0)
        error = np.sqrt(spread * (count - 1) / count)
        half = student(count - 1) * error
        may, must = ~(mean - half > 0.0), ~(mean + half > 0.0)
    low, high = (int(np.argmax(each)) + 1 if each.any() else None for each in (may, must))
    return low, high
