"""What a verdict on growth says, in words: a sentence for a run, a cell for a table."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from backend.schemas import CellView, Tally
from backend.verdict.figures import counted, figure
from backend.verdict.growth import DATA_SIZE, FEWEST_EPISODES, Growth, Kind, Parameter

NOTHING = "\N{EN DASH}"
# In the order of how fast they grow.
KINDS: tuple[Kind, ...] = ("none", "constant", "saturating", "power", "linear", "exploding")
NAMES: dict[Kind, str] = {
    "none": "no law",
    "constant": "constant",
    "saturating": "levelling off",
    "power": "a power of h",
    "linear": "linear",
    "exploding": "exponential",
}
# Of a sum over the steps, whose law is that of what is added.
NAMES_OF_SUMS: dict[Kind, str] = NAMES | {
    "constant": "h",
    "saturating": "h in the end",
    "linear": "h(h + 1)/2",
}
# Twice the error of two states that have nothing to do with each other: the model has left even
# the range of the data.
BEYOND_DATA = 2.0
LARGEST_WITH_DIGITS = 1e4


def named(kinds: Iterable[Kind], names: Mapping[Kind, str] = NAMES) -> str:
    """`exponential or linear`: alike for the same kinds, whichever is the best."""
    return " or ".join(names[kind] for kind in sorted(kinds, key=KINDS.index))


def growth_sentence(growth: Growth) -> str:
    """How the error of a step grows, with intervals, and what is not told apart from it."""
    part = f"Over its first {counted(growth.steps, 'step')} the" if _is_part(growth) else "The"
    said = f"{part} error {_said(growth)}"
    if _is_part(growth):
        said += "; then it has reached the size of the data and can say no more"
    parts = (f"{said}.", _of_the_sum(growth), *_open(growth, NAMES))
    return " ".join(part for part in parts if part)


def gap_sentence(growth: Growth) -> str:
    """How the return gap grows: it is a sum, and its law is that of what is added."""
    best, added = growth.kinds[0], _each(growth.one_step)
    said = {
        "none": "by no simple law",
        "constant": f"in proportion to h: every step is off by {added} of reward on average",
        "saturating": "in the end in proportion to h: what a step is off by levels off",
        "linear": "as h(h + 1)/2, the lecture's εT²: what a step is off by grows in proportion "
        "to h",
        "exploding": f"exponentially, by a factor of {_ranged(growth.factor)} a step",
        "power": f"as h^{_ranged(growth.exponent)}",
    }[best]
    return " ".join(
        each for each in (f"The return gap grows {said}.", *_open(growth, NAMES_OF_SUMS)) if each
    )


def _is_part(growth: Growth) -> bool:
    return growth.at_data_size and growth.plateau is None


def _of_the_sum(growth: Growth) -> str:
    """The lecture's bound, which is on what adds up over T steps."""
    kind, exponent = growth.kinds[0], growth.exponent
    if kind == "none" or _is_part(growth):
        return ""
    is_steep = kind == "power" and exponent is not None and exponent.value > 1.0
    outgrows = kind == "exploding" or is_steep
    verb = "is" if kind == "linear" else "outgrows" if outgrows else "stays below"
    return f"Added up over T steps it {verb} the lecture's εT²."


def _said(growth: Growth) -> str:
    plateau = growth.plateau
    size = "" if plateau is None else f" at {figure(plateau)} deviations{_of_the_data(plateau)}"
    return {
        "none": "grows by no simple law",
        "constant": f"does not grow with h: it stays{size}",
        "saturating": ("levels off" + size if size else "bends to a level beyond the horizon")
        + f": a step keeps {_ranged(growth.factor)} of what was wrong before it",
        "linear": "grows in proportion to h: what the steps do wrong adds up",
        "exploding": "grows exponentially: each step multiplies what is wrong already by "
        f"{_ranged(growth.factor)}",
        "power": f"grows as h^{_ranged(growth.exponent)}, {_beside_linear(growth.exponent)}",
    }[growth.kinds[0]]


def _of_the_data(plateau: float) -> str:
    if plateau < DATA_SIZE:
        return ""
    beyond = "beyond the size of the data" if plateau > BEYOND_DATA else "the size of the data"
    return f", {beyond}"


def _beside_linear(exponent: Parameter | None) -> str:
    slower = exponent is not None and exponent.value < 1.0
    return "more slowly than the steps" if slower else "faster than the steps"


def _open(growth: Growth, names: Mapping[Kind, str]) -> tuple[str, str]:
    """What stays open: other laws, and intervals that cannot be had."""
    others = growth.kinds[1:]
    alike = (
        f"It is not told apart from {named(others, names)}{_of_others(growth)}." if others else ""
    )
    if growth.kinds == ("none",) or growth.episodes >= FEWEST_EPISODES:
        return alike, ""
    if growth.episodes == 0:
        return alike, "No interval: from before episodes were kept."
    return alike, f"No interval: {counted(growth.episodes, 'episode')} are too few."


def _of_others(growth: Growth) -> str:
    """The parameters of laws that are not the best."""
    told = []
    if growth.factor is not None and growth.kinds[0] not in ("saturating", "exploding"):
        told.append(f"L = {_ranged(growth.factor)}")
    if growth.exponent is not None and growth.kinds[0] != "power":
        told.append(f"h^{_ranged(growth.exponent)}")
    return f" ({', '.join(told)})" if told else ""


def _ranged(parameter: Parameter | None) -> str:
    """`1.050 (1.042 to 1.058)`, with digits as the interval deserves; without one, three."""
    if parameter is None:
        return NOTHING
    value, low, high = parameter.value, parameter.low, parameter.high
    if low is None or high is None:
        return _rounded(value, 3)
    width = high - low
    digits = 3 if width <= 0.0 else min(4, max(1, 1 - math.floor(math.log10(width / 2.0))))
    ends = " to ".join(_rounded(end, digits) for end in (low, high))
    return f"{_rounded(value, digits)} ({ends})"


def _rounded(value: float, digits: int) -> str:
    if abs(value) >= LARGEST_WITH_DIGITS:
        return figure(value)
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def _each(parameter: Parameter | None) -> str:
    return NOTHING if parameter is None else figure(parameter.value)


def ranged_cell(parameter: Parameter | None) -> CellView:
    """A parameter of one run with the interval from its episodes."""
    return CellView(
        words=_ranged(parameter),
        order=None if parameter is None else parameter.value,
        warning=None,
    )


def tallied(verdicts: Iterable[Sequence[Kind] | None]) -> Tally:
    """How many runs say what, the commonest first; None is a run that says nothing."""
    counts = Counter(named(kinds) for kinds in verdicts if kinds is not None)
    return Tally(counts=dict(counts.most_common()), n=counts.total())


def tally_cell(tally: Tally) -> CellView:
    """`linear`, or `linear, 3 of 5` where the runs do not agree; ranks by how fast it grows."""
    if tally.n == 0:
        return CellView(words=NOTHING, order=None, warning=None)
    said, runs = next(iter(tally.counts.items()))
    words = said if runs == tally.n else f"{said}, {runs} of {tally.n}"
    fastest = max(place for place, kind in enumerate(KINDS) if NAMES[kind] in said.split(" or "))
    return CellView(words=words, order=fastest + runs / tally.n / 2, warning=None)


def tally_words(tally: Tally) -> str:
    """Of several runs: how the error grows in most of them; empty where nothing is known."""
    if tally.n == 0:
        return ""
    said, runs = next(iter(tally.counts.items()))
    which = f"all {tally.n} runs" if runs == tally.n else f"{runs} of {tally.n} runs"
    return f"Its growth is {said} in {which}."
