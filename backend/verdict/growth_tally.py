"""By which laws the errors of a group's runs grow, counted."""

from collections import Counter
from collections.abc import Iterable

from backend.schemas import CellView, Tally
from backend.verdict.figures import counted
from backend.verdict.growth_words import KINDS, NAMES, NOTHING, Said, laws_in, named

# Of a group of runs that do not agree.
MOST_VERDICTS = 4
# Of a model whose error is no number before a law could be fitted: it grows faster than all.
NOT_FINITE = "not finite"


def tallied(verdicts: Iterable[Said | None], not_finite: int = 0) -> Tally:
    """How many runs say what, the commonest first, of equally many the one that grows faster.

    Args:
        verdicts: Of each run; None of one that says nothing.
        not_finite: How many runs of the latter have a model whose error is not finite.
    """
    counts = Counter(named(growth) for growth in verdicts if growth is not None)
    counts += Counter({NOT_FINITE: not_finite})
    ordered = sorted(counts.items(), key=lambda each: (-each[1], -_fastest(each[0])))
    return Tally(counts=dict(ordered), n=counts.total())


def tally_cell(tally: Tally, runs: int) -> CellView:
    """`linear`, or `linear, 3 of 5` where most say so, or `linear 1, no law 1` where none do most.

    Behind it is n where it is not of all of a group's runs. It ranks by how fast the commonest
    grows.
    """
    if tally.n == 0:
        return CellView(words=NOTHING, order=None, warning=None)
    said, most = next(iter(tally.counts.items()))
    words = said if most == tally.n else f"{said}, {most} of {tally.n}"
    if 2 * most <= tally.n:
        words = ", ".join(_each_counted(tally, " "))
    words += f", n = {tally.n} of {runs}" if tally.n < runs else ""
    return CellView(words=words, order=_fastest(said) + most / tally.n / 2, warning=None)


def tally_words(tally: Tally, runs: int) -> str:
    """Of several runs: how the error grows in how many of them; empty where nothing is known.

    Args:
        tally: Their verdicts.
        runs: All of the group's runs, of which some may say nothing.
    """
    if tally.n == 0:
        return ""
    if len(tally.counts) == 1:
        which = {1: "the only run", 2: "both runs"}.get(tally.n, f"all {tally.n} runs")
        which = which if tally.n == runs else f"{tally.n} of {runs} runs, and not known in others"
        return f"Its growth is {_by(next(iter(tally.counts)))} in {which}."
    *most, last = (_by(each) for each in _each_counted(tally, " in "))
    return f"Its growth is {', '.join(most)} and {last} of {counted(runs, 'run')}."


def _each_counted(tally: Tally, between: str) -> list[str]:
    """The commonest with their runs, and how many say something else."""
    each = [f"{said}{between}{runs}" for said, runs in tally.counts.items()]
    others = sum(list(tally.counts.values())[MOST_VERDICTS:])
    return [*each[:MOST_VERDICTS], *([f"another{between}{others}"] if others else [])]


def _by(said: str) -> str:
    return f"by {said}" if said.startswith(NAMES["none"]) else said


def _fastest(said: str) -> int:
    """The place in `KINDS` of the fastest of the laws that are named; what has none is last."""
    if said == NOT_FINITE:
        return len(KINDS)
    return max(place for place, kind in enumerate(KINDS) if NAMES[kind] in laws_in(said))
