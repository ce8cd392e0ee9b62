"""How an error grows with the horizon: one verdict, with what the episodes leave open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np

from backend.spec.measures import TOLERANCE
from backend.verdict.growth_laws import (
    FEWEST_STEPS,
    Adds,
    Fit,
    Floats,
    Law,
    Noise,
    fit_laws,
    local_shapes,
    own_shapes,
)
from backend.verdict.jackknife import CONFIDENCE, Parameter, jackknifed
from backend.verdict.mean_curve import MeanCurve
from backend.verdict.misfit import (
    NO_MISFIT,
    fits_none,
    is_near,
    is_rejected,
    most_off,
    surely_misses,
)

Kind = Literal["constant", "saturating", "linear", "affine", "exploding", "power", "none"]

# Laws whose AICc are this near to the best one's are not told apart (Burnham and Anderson 2002,
# section 2.6: beyond 4 to 7 there is considerably less support).
NOT_TOLD_APART = 4.0
# The same where the noise is not known, because the episodes were not kept.
NOT_TOLD_APART_ALONE = 10.0
# A guess of the data's own mean is wrong by 1 deviation, a state that has nothing to do with the
# real one by the root of 2.
DATA_SIZE = 0.8
# L^h at the end of the horizon, which is the share of its plateau that a curve still lacks there.
LEVELLED = 0.25
# A special case outside this interval is ruled out: a verdict errs less often than an interval.
TO_RULE_OUT = 0.99
# In the order of what they need, so that ties go to the simpler one.
LAWS: tuple[Law, ...] = ("constant", "linear", "affine", "lipschitz", "geometric", "power")
SPECIAL_CASES: tuple[Law, ...] = ("constant", "linear")
WITH_FACTOR: tuple[Law, ...] = ("lipschitz", "geometric")
# What a law is at one value of its parameter on a scale (L = 0 is out of reach of its logarithm).
Scale = Callable[[Floats], Floats]
Case = tuple[Law, Law, float, Scale]
BOTH: tuple[Case, ...] = (
    ("lipschitz", "linear", 0.0, np.asarray),
    ("affine", "linear", 0.0, np.asarray),
    ("affine", "constant", 0.0, np.exp),
    ("geometric", "constant", 0.0, np.asarray),
)
CASES: dict[Adds, tuple[Case, ...]] = {
    "per step": (
        ("power", "constant", 0.0, np.asarray),
        ("power", "linear", 1.0, np.asarray),
        *BOTH,
    ),
    "summed": (
        ("power", "constant", 1.0, np.asarray),
        ("power", "linear", 2.0, np.asarray),
        *BOTH,
    ),
}


@dataclass(frozen=True)
class Growth:
    """The verdict on one curve.

    Attributes:
        kinds: What it may be, the best one first; more than one where they are not told apart.
            `none` stands alone, and means that no law comes near.
        steps: How many steps, from the first, the law was fitted to.
        episodes: Episodes that the intervals are from; 0 where they were not kept.
        one_step: epsilon: the best law's error of one step.
        factor: L, how much a step multiplies what is wrong already; None unless the kinds have one.
        exponent: p of h^p; None unless power is among the kinds.
        plateau: Where the law of a constant or saturating curve ends; None for others.
        at_data_size: Whether it ends at the size of the data, where an imagined state has nothing
            to do with the real one any more.
        nearest: Where the kind is none: the law that comes nearest.
        off_by: Of the curve, the most that the best or the nearest law is off by, as a factor minus
            one; None where it fits as well as the noise lets one see.
        bend: Where it is of a typical episode, because episodes grow at rates of their own: by how
            much the logarithm of their mean rises above its curve. None where it is of the mean.
    """

    kinds: tuple[Kind, ...]
    steps: int
    episodes: int
    one_step: Parameter | None = None
    factor: Parameter | None = None
    exponent: Parameter | None = None
    plateau: float | None = None
    at_data_size: bool = False
    nearest: Kind | None = None
    off_by: float | None = None
    bend: float | None = None


def growth(measured: MeanCurve, adds: Adds = "per step") -> Growth | None:
    """By which law a curve grows.

    The laws are e_h = epsilon (L^h - 1) / (L - 1), with its special cases L = 0 (constant) and
    L = 1 (linear); e_h = epsilon L^(h - 1) with L > 1, which explodes without that law's 1;
    e_h = epsilon (1 + c (h - 1)) with c < 1, a steady rise from an offset; and e_h = epsilon h^p.
    Of a curve that is a sum over the steps, their sums. All are fitted to the logarithm of the mean
    curve, where noise in proportion to the error is even and an episode that is worse throughout
    changes nothing but epsilon. Neighbouring steps are correlated, as the episodes say (`Noise`).
    AICc ranks them, and beside them a free curve: where it is better and the best law is off by
    more than 15 % of the curve (root mean square), none fits. AICc trusts `Noise`, which knows
    little of slow drifts. So a law is tried against a bend as well, with the jackknife's deviation
    of what the law leaves: where bends of the second to the fourth power of log h are surely there
    (99 %, Bonferroni), none fits beyond 5 %, and from 2 % on the best law is only near.

    A special case that lies in the interval of a law comes first where it is near the curve itself,
    and is named after the law where it is not. The interval of a law that the noise rules out, but
    that is near, holds its parameter in the first and in the second half of log h.

    An error that has reached the size of the data cannot grow on. Where no law fits the whole
    curve, and it grows more slowly than the root of h in the end, the part up to half a deviation
    is fitted alone.

    Where episodes differ in how fast they grow, so that their mean is no curve of the family, the
    law is that of a typical one, their geometric mean (`MeanCurve.typical`), with L the mean over
    the episodes' own. Between so different episodes noise is large and rejects nothing: every law
    within reach is named.

    Intervals are by delete-one jackknife over the episodes and Student's quantile: with 5 episodes
    a percentile bootstrap covers too little (RESULTS.md).

    Args:
        measured: The curve.
        adds: Whether a value is a step's own or the sum of all until then.

    Returns:
        None where there is nothing to speak of: fewer than five steps with finite, positive
        values.

    Source: the first law is Asadi et al. 2018, theorem 1, of whose bound it takes the form. AICc:
    Hurvich and Tsai 1989; jackknife: Tukey 1958. The rest is ours.
    """
    usable = np.isfinite(measured.mean) & (measured.mean > 0.0)
    steps = len(usable) if usable.all() else int(np.argmin(usable))
    if steps < FEWEST_STEPS:
        return None
    curve = measured.first(steps)
    if adds == "summed":
        return _judged(curve, adds)
    curve = curve.typical()
    whole = _judged(curve, adds)
    if whole.kinds != ("none",) or curve.mean.max() < DATA_SIZE or not curve.has_levelled:
        return whole
    until = int(np.argmax(curve.mean >= TOLERANCE)) + 1
    if until < FEWEST_STEPS:
        return whole
    part = _judged(curve.first(until), adds)
    if part.kinds[0] in ("none", "constant"):
        return whole
    return replace(part, plateau=None, at_data_size=True)


def _judged(measured: MeanCurve, adds: Adds) -> Growth:
    without = measured.without_each()
    noise = Noise.of(measured.relative())
    fits = fit_laws(np.log(np.vstack([measured.mean[None], without])), noise, adds)
    if measured.is_typical:
        fits |= _with_own_rates(fits, measured, adds)
    steps, episodes = len(measured.mean), len(measured.episodes)
    apart = NOT_TOLD_APART if len(without) else NOT_TOLD_APART_ALONE
    ranked = _ranked(fits, noise, every=measured.is_typical)
    if fits_none(fits, best := ranked[0], noise):
        near, off_by = _kind(best, fits), most_off(fits, best)
        none = Growth(("none",), steps, episodes, bend=measured.bend)
        return replace(none, nearest=near, off_by=off_by)
    laws = _not_told_apart(fits, ranked, apart, every=measured.is_typical)
    laws = _with_cases(fits, laws, CASES[adds], noise)
    is_only_near = surely_misses(fits, laws[0], noise, NO_MISFIT)
    plateau = _plateau(laws[0], fits, steps) if adds == "per step" else None
    bent = _Bent(fits, noise, np.log(measured.mean), adds)
    growing = next((law for law in laws if law in WITH_FACTOR), None)
    return Growth(
        kinds=tuple(dict.fromkeys(_kind(law, fits) for law in laws)),
        steps=steps,
        episodes=episodes,
        one_step=jackknifed(fits[laws[0]].level, np.exp),
        factor=None if growing is None else bent.parameter(growing, np.exp),
        exponent=bent.parameter("power") if "power" in laws else None,
        plateau=plateau,
        at_data_size=plateau is not None and plateau >= DATA_SIZE,
        off_by=most_off(fits, laws[0]) if is_only_near else None,
        bend=measured.bend,
    )


def _with_own_rates(fits: Mapping[Law, Fit], measured: MeanCurve, adds: Adds) -> dict[Law, Fit]:
    """The laws that have a rate, with the mean of the episodes' own in place of the curve's.

    The geometric mean of curves (L^h - 1) / (L - 1) is only nearly one of them.
    """
    logs = np.log(measured.episodes)
    rates = {law: measured.over_episodes(own_shapes(law, logs, adds)) for law in WITH_FACTOR}
    return {law: replace(fits[law], shape=each) for law, each in rates.items()}


@dataclass(frozen=True)
class _Bent:
    """Intervals that are not narrower than what a law misses of the curve."""

    fits: Mapping[Law, Fit]
    noise: Noise
    logs: Floats
    adds: Adds

    def parameter(self, law: Law, shown: Callable[[Floats], Floats] = np.asarray) -> Parameter:
        found = jackknifed(self.fits[law].shape, shown)
        is_bent = (
            is_rejected(self.fits, law, self.noise)
            and self.noise.beyond(self.fits[law].left[0]) > NO_MISFIT
        )
        if found.low is None or found.high is None or not is_bent:
            return found
        low, high = shown(np.array(local_shapes(law, self.logs, self.adds))).tolist()
        return Parameter(found.value, min(low, found.low), max(high, found.high))


def _ranked(fits: Mapping[Law, Fit], noise: Noise, *, every: bool) -> list[Law]:
    # What is level to the eye is not said to explode because a small slope fits a little better.
    is_level = not every and is_near(fits, "constant", noise)
    tried = [law for law in LAWS if law != "geometric" or not is_level]
    return sorted(tried, key=lambda law: fits[law].aicc)


def _not_told_apart(
    fits: Mapping[Law, Fit], ranked: Sequence[Law], apart: float, *, every: bool
) -> list[Law]:
    """Those not told apart from the best, which is first.

    `every` names them even where a special case of their own is better.
    """
    simplest = min(fits[law].aicc for law in SPECIAL_CASES)
    # A law says nothing more than its own special case that is better.
    return [
        law
        for law in ranked
        if fits[law].aicc <= fits[ranked[0]].aicc + apart
        and (every or law in SPECIAL_CASES or fits[law].aicc < simplest)
    ]


def _with_cases(
    fits: Mapping[Law, Fit],
    named: Sequence[Law],
    cases: Sequence[Case],
    noise: Noise,
) -> list[Law]:
    """The laws, with special cases inside a named law's interval, which are simpler, before them.

    AICc sees the noise from step to step. Episodes that each grow at a rate of their own leave the
    rate of their mean less certain than that, and only the jackknife sees it. A special case that
    is off by more than 15 % of the curve does not come first: one sees that it is not so.
    """
    first: list[Law] = []
    last: list[Law] = []
    for law, case, value, scale in cases:
        if law not in named:
            continue
        near = is_near(fits, case, noise)
        confidence = TO_RULE_OUT if near else CONFIDENCE
        around = jackknifed(scale(fits[law].shape), confidence=confidence)
        if around.low is None or around.high is None or not around.low <= value <= around.high:
            continue
        (first if near else last).append(case)
    return list(dict.fromkeys([*first, *named, *last]))


def _kind(law: Law, fits: Mapping[Law, Fit]) -> Kind:
    if law == "lipschitz":
        return "saturating" if fits[law].shape[0] < 0.0 else "exploding"
    return "exploding" if law == "geometric" else cast("Kind", law)


def _plateau(law: Law, fits: Mapping[Law, Fit], steps: int) -> float | None:
    """Where a curve that is level, or levels off within the horizon, ends."""
    if law == "constant":
        return float(np.exp(fits[law].level[0]))
    rate = float(fits[law].shape[0]) if law == "lipschitz" else 0.0
    if rate >= 0.0 or np.exp(rate * steps) > LEVELLED:
        return None
    return float(np.exp(fits[law].level[0]) / -np.expm1(rate))
