"""What a verdict on growth says, in words: a sentence for a run, a cell for a table."""

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

from backend.schemas import CellView
from backend.spec.diagnostic import WHOSE_EPISODES, DataPolicy
from backend.verdict.figures import counted, figure
from backend.verdict.growth import DATA_SIZE, Growth, Kind
from backend.verdict.jackknife import FEWEST_EPISODES, Parameter

NOTHING = "\N{EN DASH}"
# In the order of how fast they grow.
KINDS: tuple[Kind, ...] = (
    "none", "constant", "saturating", "affine", "power", "linear", "exploding",
)  # fmt: skip
NAMES: dict[Kind, str] = {
    "none": "no law",
    "constant": "constant",
    "saturating": "levelling off",
    "power": "a power of h",
    "linear": "linear",
    "affine": "linear from an offset",
    "exploding": "exponential",
}
# Before laws that are only near the curve.
NEARLY = "nearly "
# From here on, a factor says more than a percentage.
AS_A_FACTOR = 1.0
# What else a curve may do, `may as well ...`.
VERBS: dict[Kind, str] = {
    "constant": "stay level",
    "saturating": "level off",
    "affine": "rise steadily from an offset",
    "power": "grow as a power of h",
    "linear": "grow in proportion to h",
    "exploding": "grow exponentially",
}
# Of a sum over the steps, whose law is that of what is added.
VERBS_OF_SUMS: dict[Kind, str] = VERBS | {
    "constant": "grow in proportion to h",
    "saturating": "grow in proportion to h in the end",
    "affine": "grow as h(h + 1)/2 and a part in proportion to h",
    "linear": "grow as h(h + 1)/2",
}
# Twice the error of two states that have nothing to do with each other: the model has left even
# the range of the data.
BEYOND_DATA = 2.0
LARGEST_WITH_DIGITS = 1e4
# Episodes are stored in 32 bits: what is narrower than this share is their rounding.
LEAST_WIDTH = 1e-6


class Said(Protocol):
    """What a verdict is named by."""

    @property
    def kinds(self) -> Sequence[Kind]:
        """What it may be."""

    @property
    def off_by(self) -> float | None:
        """What the best of them is off by, where that is not chance."""


def named(growth: Said) -> str:
    """`exponential or linear`: alike for the same kinds, whichever is the best."""
    laws = " or ".join(NAMES[kind] for kind in sorted(growth.kinds, key=KINDS.index))
    is_near = growth.off_by is not None and "none" not in growth.kinds
    return f"{NEARLY}{laws}" if is_near else laws


def laws_in(said: str) -> list[str]:
    """The laws that are named."""
    return said.removeprefix(NEARLY).split(" or ")


def growth_sentence(growth: Growth, along: DataPolicy) -> str:
    """How the error of a step grows, with intervals, and what is not told apart from it."""
    typical = _of_a_typical_episode(growth)
    start = f"{typical}In a typical one the" if typical else "The"
    if _is_part(growth):
        start = f"{typical}Over {'the' if typical else 'its'} first "
        start += f"{counted(growth.steps, 'step')} {'of a typical one ' if typical else ''}the"
    said = f"{start} error along {WHOSE_EPISODES[along]} {_said(growth)}"
    if _is_part(growth):
        said += "; then it has reached the size of the data and can say no more"
    others, no_interval = _open(growth, VERBS)
    parts = (f"{said}.", _only_near(growth), others, _of_the_sum(growth), no_interval)
    return " ".join(part for part in parts if part)


def gap_sentence(growth: Growth) -> str:
    """How the return gap grows: it is a sum, and its law is that of what is added."""
    best, added = growth.kinds[0], _each(growth.one_step)
    said = {
        "none": f"by no simple law{_nearest(growth)}",
        "constant": f"in proportion to h: every step is off by {added} of reward on average",
        "saturating": "in the end in proportion to h: what a step is off by levels off",
        "affine": "as h(h + 1)/2 and a part in proportion to h: what a step is off by rises "
        "steadily from an offset",
        "linear": "as h(h + 1)/2, the lecture's εT²: what a step is off by grows in proportion "
        "to h",
        "exploding": f"exponentially, by a factor of {_ranged(growth.factor)} a step",
        "power": f"as h^{_ranged(growth.exponent)}",
    }[best]
    parts = (f"The return gap grows {said}.", _only_near(growth), *_open(growth, VERBS_OF_SUMS))
    return " ".join(part for part in parts if part)


def _nearest(growth: Growth) -> str:
    """Of a curve without a law, which one comes nearest and how near."""
    if growth.nearest is None or growth.off_by is None:
        return ""
    return f"; the nearest, {NAMES[growth.nearest]}, is off by up to {_off(growth.off_by)}"


def _only_near(growth: Growth) -> str:
    if growth.off_by is None or growth.kinds[0] == "none":
        return ""
    return (
        f"That law is only near: it is off by up to {_off(growth.off_by)} of the curve, more than "
        "noise explains, and need not hold beyond these steps."
    )


def _off(by: float) -> str:
    return (
        f"a factor of {figure(1.0 + by)}" if by >= AS_A_FACTOR else f"{by:.0%}".replace("%", " %")
    )


def _is_part(growth: Growth) -> bool:
    return growth.at_data_size and growth.plateau is None


def _of_a_typical_episode(growth: Growth) -> str:
    """That the law is not that of the mean, where episodes grow at rates of their own."""
    if growth.bend is None:
        return ""
    return (
        "Errors of single episodes grow at rates of their own: over the horizon their mean grows "
        f"{figure(math.exp(growth.bend))} times as much as a typical one, their geometric mean. "
    )


def _of_the_sum(growth: Growth) -> str:
    """The lecture's bound, which is on what adds up over T steps, by every law that is named."""
    if growth.kinds[0] == "none" or _is_part(growth):
        return ""
    found = {verb for kind in growth.kinds for verb in _verbs(kind, growth.exponent)}
    verbs = " or ".join(verb for verb in ("stays below", "is", "outgrows") if verb in found)
    unknown = ": the episodes do not tell" if growth.episodes else ": the curve does not tell"
    added = "Added up over T steps it" if growth.bend is None else "Its sum over T steps"
    return f"{added} {verbs} the lecture's εT²{unknown if len(found) > 1 else ''}."


def _verbs(kind: Kind, exponent: Parameter | None) -> set[str]:
    """How a law's sum stands to εT²; a power's as far as its interval leaves it open."""
    if kind != "power" or exponent is None:
        return {{"linear": "is", "exploding": "outgrows"}.get(kind, "stays below")}
    ends = [end for end in (exponent.value, exponent.low, exponent.high) if end is not None]
    found = {"outgrows" if end > 1.0 else "stays below" for end in ends if end != 1.0}
    return found if len(found) == 1 else {"stays below", "is", "outgrows"}


def _said(growth: Growth) -> str:
    plateau = growth.plateau
    size = "" if plateau is None else f" at {figure(plateau)} deviations{_of_the_data(plateau)}"
    return {
        "none": f"grows by no simple law{_nearest(growth)}",
        "constant": f"does not grow with h: it stays{size}",
        "saturating": ("levels off" + size if size else "bends to a level beyond the horizon")
        + f": a step keeps {_ranged(growth.factor)} of what was wrong before it",
        "affine": "rises steadily from an offset: each step adds the same, but less than the first "
        "brought",
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


def _open(growth: Growth, verbs: Mapping[Kind, str]) -> tuple[str, str]:
    """What stays open: other laws, and intervals that cannot be had."""
    others = sorted(growth.kinds[1:], key=KINDS.index)
    said = " or ".join(f"{verbs[kind]}{_of_other(kind, growth)}" for kind in others)
    whose = "these episodes" if growth.episodes else "this curve"
    alike = f"By {whose} it may as well {said.rstrip(',')}." if said else ""
    if growth.kinds == ("none",) or growth.episodes >= FEWEST_EPISODES:
        return alike, ""
    if growth.episodes == 0:
        return alike, "No interval: from before episodes were kept."
    are = "is" if growth.episodes == 1 else "are"
    return alike, f"No interval: {counted(growth.episodes, 'episode')} {are} too few."


def _of_other(kind: Kind, growth: Growth) -> str:
    """The parameter of a law that is not the best."""
    if kind == "power" and growth.exponent is not None:
        return f", h^{_ranged(growth.exponent)},"
    has_factor = kind in ("saturating", "exploding") and growth.factor is not None
    return f", L = {_ranged(growth.factor)}," if has_factor else ""


def _ranged(parameter: Parameter | None) -> str:
    """`1.050 (1.042 to 1.058)`, with digits as the interval deserves; without one, three."""
    if parameter is None:
        return NOTHING
    value, low, high = parameter.value, parameter.low, parameter.high
    if low is None or high is None:
        return _rounded(value, 3)
    width = high - low
    if width <= LEAST_WIDTH * abs(value):
        return f"{figure(value)} ± 0"
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
