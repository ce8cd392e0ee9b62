"""What the cells of more statistics say, and the sentences under them."""

from collections.abc import Mapping, Sequence

import numpy as np

from backend.comparison.thresholds import NOTHING, uncounted
from backend.groups.estimates import Estimate
from backend.schemas import CellView, SpreadView
from backend.spec.diagnostic import Diagnostic
from backend.statistics.apart import over_runs
from backend.statistics.censored import spread_words
from backend.statistics.improvement import Improvement
from backend.verdict.figures import counted, estimated, figure


def mean_cell(found: Estimate, runs: int) -> CellView:
    """A mean, which seeds that diverged are not in: their number is said."""
    return CellView(words=over_runs(found.view, runs), order=found.view.mean, warning=None)


def lost_words(diverged: int, failed: int, of: int) -> list[str]:
    """As in `1 of 4 diverged`, `1 of 4 failed`: how many of the runs that count pay nothing."""
    counts = ((diverged, "diverged"), (failed, "failed"))
    return [f"{count} of {of} {what}" for count, what in counts if count]


def ranked_cell(found: Estimate, runs: int, lost: Sequence[str]) -> CellView:
    """A statistic of ranks, in which seeds that diverged or failed are the lowest: that is said."""
    if found.mean is None:
        return NOTHING
    counts = [f"n = {found.n} of {runs}"] if found.n != runs else []
    words = ", ".join([_ranked(found), *counts, *lost])
    return CellView(words=words, order=found.view.mean, warning=None)


def _ranked(found: Estimate) -> str:
    if found.mean is None or np.isinf(found.mean):
        return "no number"
    if found.low is not None and found.high is not None and np.isinf(found.low):
        return f"{figure(found.mean)} (diverged to {figure(found.high)})"
    return estimated(found.mean, found.low, found.high)


def steps_cell(found: SpreadView | None, runs: int) -> CellView:
    """The median over the seeds and their range; those that never reach it are counted."""
    if found is None:
        return NOTHING
    if found.beyond == found.n:
        words = "not reached" + uncounted(runs - found.n)
        return CellView(words=words, order=None, warning=None)
    late = f", {found.beyond} of {found.n} not reached" if found.beyond else ""
    order = found.median.at + 0.5 * found.median.is_beyond
    words = spread_words(found, ">") + late + uncounted(runs - found.n)
    return CellView(words=words, order=order, warning=None)


def improvement_words(found: Improvement) -> str:
    """As in `0.667 (0.212 to 0.899), 3 against 3`."""
    return f"{estimated(found.probability, found.low, found.high)}, {found.m} against {found.n}"


def named(columns: Sequence[Diagnostic], last: int) -> dict[str, str]:
    """The columns' names, with how many evaluations the mean of the last is over."""
    more = {"mean_of_last": f" {last:,}" if last > 1 else ""}
    return {each.key: f"{each.name}{more.get(each.key, '')}" for each in columns}


def unit_words(columns: Sequence[Diagnostic], names: Mapping[str, str]) -> str:
    """Which unit the columns are in, and what stands beside a number."""
    by_unit: dict[str, list[str]] = {}
    for each in columns:
        by_unit.setdefault(each.unit, []).append(names[each.key])
    units = "; ".join(f"{', '.join(of)}: {unit}" for unit, of in by_unit.items())
    return (
        f"{units[0].upper()}{units[1:]}. Behind \N{PLUS-MINUS SIGN} and in brackets are 95 % "
        "intervals over seeds; of steps the range."
    )


def diverged_words(diverged: int) -> str:
    """How seeds that diverged are counted; empty where none did."""
    why = f"diverged: {_their(diverged)} latest return is not a finite number"
    return _lowest(diverged, why) if diverged else ""


def failed_words(failed: int) -> str:
    """How seeds that failed before their first evaluation are counted; empty where none did."""
    return _lowest(failed, f"failed before {_their(failed)} first evaluation") if failed else ""


def not_evaluated_words(runs: int) -> str:
    """What is said of runs that wait or run without an evaluation, or were cancelled."""
    if not runs:
        return ""
    was, count = ("was", "counts") if runs == 1 else ("were", "count")
    many = counted(runs, "run")
    return f"{many} {was} not evaluated and did not fail, and {count} in nothing here."


def _lowest(runs: int, why: str) -> str:
    one = runs == 1
    return (
        f"{counted(runs, 'run')} {why}. "
        f"{'It is' if one else 'They are'} in no mean and no area, and n says so; "
        f"{'it counts' if one else 'they count'} as below every threshold, and as the lowest in "
        "the median, the IQM and the probability of improvement."
    )


def _their(runs: int) -> str:
    return "its" if runs == 1 else "their"
