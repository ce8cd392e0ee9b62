"""What trust in one run's model comes to, in sentences: return gap, length, gradients."""

import math

from backend.spec.diagnostic import WHOSE_EPISODES
from backend.trust.schemas import GradientStretch, LengthAdviceView
from backend.verdict.figures import counted, figure
from backend.verdict.growth import Growth
from backend.verdict.growth_words import gap_sentence

BY_OWN = f"By {WHOSE_EPISODES['current']}"
# Below it a gradient could hardly be followed at all.
FEWEST_STEPS = 3
LARGEST_WITH_A_NAME = 1e15
NAMES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"))


def trust_reading(
    gap: Growth | None,
    advice: LengthAdviceView,
    gradients: GradientStretch | None,
) -> str:
    """All of it, in the order of the questions; `gap` is how the return gap grows.

    How the error grows is said where the error is drawn, at any time of the training.
    """
    parts = (
        "" if gap is None else gap_sentence(gap),
        *advice_sentences(advice),
        gradient_sentence(gradients),
    )
    return " ".join(part for part in parts if part)


def advice_sentences(advice: LengthAdviceView) -> list[str]:
    """The advised length with what limits it, how much it hangs on that, and the one in force."""
    longest = counted(advice.length, "step")
    advised = f"rollouts of up to {longest} are" if advice.length else "no rollout is"
    used = "" if advice.in_force is None else f" The run uses {advice.in_force}."
    varied = f"With half the tolerance it would be {advice.at_half}, with twice {advice.at_twice}."
    gap = _gap(advice) if advice.length else ""
    said = f"{BY_OWN} {advised} advised: {_limit(advice)}."
    return [said, *([gap] if gap else []), f"{varied}{used}"]


def _limit(advice: LengthAdviceView) -> str:
    if advice.limited_by == "horizon":
        kept = "error and return gap stay within their tolerances"
        if advice.gap_standing != "within":
            kept = "the error stays within its tolerance"
        return f"{kept} as far as was measured"
    step = f"at step {advice.length + 1}"
    name = "error" if advice.limited_by == "error" else "return gap"
    if not advice.is_finite:
        return f"the {name} is not finite {step}"
    if advice.limited_by == "error" or advice.gap_tolerance is None:
        return f"the error exceeds {advice.tolerance:g} deviations of the data {step}"
    return (
        f"the return gap exceeds {figure(advice.gap_tolerance)} of reward per step, a tenth of "
        f"what a step earns at the latest evaluation, {step}"
    )


def _gap(advice: LengthAdviceView) -> str:
    """Why the return gap has no part in the advice, where it has none."""
    episodes = counted(advice.gap_episodes, "episode")
    if advice.gap_standing == "unsure":
        return _unsure_gap(advice, episodes)
    few = f"The return gap is of {episodes}, too few to judge it."
    if advice.gap_episodes == 0:
        few = "The return gap cannot be judged: its episodes were not kept."
    return {
        "unmeasured": "The return gap was not measured.",
        "few": few,
        "unscaled": "The return gap cannot be judged: what a step earns is 0 or not known.",
        "short": "The return gap was measured for fewer steps than that.",
    }.get(advice.gap_standing, "")


def _unsure_gap(advice: LengthAdviceView, episodes: str) -> str:
    size, reach, tolerance = advice.gap_size, advice.gap_reach, advice.gap_tolerance
    if size is None or reach is None or tolerance is None:
        return ""
    zero = "it could not be told from 0" if reach >= 2.0 * size else "it is beyond chance"
    return (
        f"Whether the return gap is within its tolerance, {figure(tolerance)} of reward per step, "
        f"is not clear: at step {advice.gap_step} it is {figure(size)} per step in {episodes} and "
        f"may be {figure(reach)} (95 % interval); {zero}."
    )


def gradient_sentence(gradients: GradientStretch | None) -> str:
    """Whether gradients through the model explode or vanish, and how noisy they are."""
    if gradients is None:
        return ""
    horizon, ratio = gradients.horizon, gradients.variance_ratio
    steps = counted(horizon, "step")
    if horizon < FEWEST_STEPS:
        steps = f"the only {'step' if horizon == 1 else steps} that could be followed"
    stretch = (
        f"Gradients through the model {gradient_verb(gradients.rate * horizon)}: over {steps} a "
        f"small change of the state is multiplied by {_a_step(gradients.rate)} a step"
    )
    if ratio is None:
        return f"{stretch}."
    if ratio.value >= 1.0:
        times = f"{_times(ratio.value)} times that of likelihood ratios"
        return f"{stretch}, and their variance is {times}{_between(ratio.low, ratio.high)}."
    inverse = [None if end is None or end <= 0.0 else 1.0 / end for end in (ratio.high, ratio.low)]
    return (
        f"{stretch}; likelihood ratios of the same returns have {_times(ratio.value)} times their "
        f"variance{_between(*inverse)}."
    )


def _between(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    ends = (figure(end) if end < 1.0 else _times(end) for end in (low, high))
    return f" (95 % interval: {' to '.join(ends)})"


def gradient_verb(log_factor: float) -> str:
    """Of the factor over the whole horizon: tenfold explodes, below a tenth it vanishes."""
    bounds = ((10.0, "explode"), (2.0, "grow"), (0.5, "keep their size"), (0.1, "shrink"))
    return next((verb for bound, verb in bounds if log_factor >= math.log(bound)), "vanish")


def _a_step(rate: float) -> str:
    """The factor per step from its logarithm, which may be out of the range of numbers."""
    if abs(rate) < math.log(LARGEST_WITH_A_NAME):
        factor = math.exp(rate)
        digits = max(0, 2 - math.floor(math.log10(factor)))
        return f"{factor:.{digits}f}"
    return f"10^{round(rate / math.log(10.0))}"


def _times(ratio: float) -> str:
    """`5.3 thousand`; `about 10^37` in place of a name that nobody knows.

    Of a ratio and its inverse the larger.
    """
    if ratio == 0.0 or not math.isfinite(ratio):
        return "infinitely many"
    # By its logarithm: the inverse of the smallest numbers is infinite.
    exponent = abs(math.log10(ratio))
    if exponent >= math.log10(LARGEST_WITH_A_NAME):
        return f"about 10^{round(exponent)}"
    factor = float(f"{10.0**exponent:.2g}")
    unit, name = next(((size, name) for size, name in NAMES if factor >= size), (1.0, ""))
    return f"{factor / unit:g} {name}".rstrip()
