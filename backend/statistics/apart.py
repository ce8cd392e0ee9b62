"""Which groups of seeds may be ranked in words, and why others are not.

A sentence names the least and the most of several groups, picked after the fact. So the rule is the
strict one: 95 % intervals that do not overlap, which one of the difference of 99 % would leave out
zero for; or ranges that do not, of so many seeds that chance parts them in at most 5 %.
"""

from math import comb
from typing import Protocol

from backend.groups.estimates import CONFIDENCE, FEWEST_FOR_INTERVAL
from backend.groups.grouping import in_words
from backend.schemas import EstimateView, SpreadView
from backend.verdict.figures import counted, estimated


def intervals_apart(less: EstimateView, more: EstimateView) -> bool:
    """Whether the intervals do not overlap; false where either has none."""
    return less.high is not None and more.low is not None and less.high < more.low


def ranges_apart(less: SpreadView, more: SpreadView) -> bool:
    """Whether all seeds of the first are below all of the second, and chance rarely does that.

    The exact permutation test: of the (m + n)! / (m! n!) ways to share the places out, two keep
    them apart. With three seeds against three that is one in ten, with four against four 3 %.
    """
    if min(less.n, more.n) < FEWEST_FOR_INTERVAL or less.most.is_beyond:
        return False
    chance = 2.0 / comb(less.n + more.n, less.n)
    return less.most.at < more.least.at and chance <= 1.0 - CONFIDENCE


def why_intervals_overlap(less: tuple[str, EstimateView], more: tuple[str, EstimateView]) -> str:
    """Why two groups, each a label and its estimate, are not ranked by their intervals."""
    few = [in_words(label) for label, found in (less, more) if found.low is None]
    if few:
        return f"Without an interval over seeds {' and '.join(few)} cannot be ranked."
    return f"The seeds do not tell {_pair(less[0], more[0])}: their intervals overlap."


def why_ranges_overlap(less: tuple[str, SpreadView], more: tuple[str, SpreadView]) -> str:
    """The same by their ranges."""
    if less[1].most.is_beyond or less[1].most.at >= more[1].least.at:
        return f"The seeds do not tell {_pair(less[0], more[0])}: their ranges overlap."
    m, n = less[1].n, more[1].n
    few = f"{counted(n, 'seed')} each {'is' if n == 1 else 'are'}"
    if m != n:
        few = f"{m} and {n} seeds are"
    return f"{few} too few to rank {in_words(less[0])} and {in_words(more[0])}."


def over_runs(value: EstimateView, runs: int, plus: str = "") -> str:
    """A mean with its interval, and its n where it is not over all of a group's runs.

    As in `0.41 ± 0.02, n = 3 of 4`: a run without a finite value is in no mean.
    """
    words = estimated(value.mean, value.low, value.high, plus=plus)
    return words if value.n in (0, runs) else f"{words}, n = {value.n} of {runs}"


class Runs(Protocol):
    """A group's runs, and how many different seeds they have."""

    @property
    def run_ids(self) -> list[str]:
        """Their ids."""

    @property
    def seeds(self) -> int:
        """Different ones."""


def noun_of(group: Runs) -> str:
    """What its runs are called: where those of several settings share a seed, runs."""
    return "seed" if len(group.run_ids) == group.seeds else "run"


def over_seeds(value: EstimateView, unit: str, group: Runs) -> str:
    """A mean with its interval, its unit and n: `0.41 ± 0.02 deviations (5 seeds)`.

    `4 of 5 seeds` where it is not over all of the group's runs; of a single run the number alone.
    """
    words = f"{estimated(value.mean, value.low, value.high)} {unit}"
    runs = len(group.run_ids)
    if runs == 1:
        return words
    share = "" if value.n == runs else f"{value.n:,} of "
    return f"{words} ({share}{counted(runs, noun_of(group))})"


def _pair(less: str, more: str) -> str:
    return f"{in_words(less)} from {in_words(more)}"
