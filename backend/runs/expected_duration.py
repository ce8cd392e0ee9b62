"""How long runs would take, judged by runs that have finished here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from backend.runs.finished import Finished, Kind, kind_of
from backend.spec.run import RunSpec
from backend.spec.work import expected_work

# Runs whose work differs by less are called alike.
ALIKE = 1.1
# A run that never varies here may elsewhere; and work foretells a duration no better than this.
LEAST_SPREAD = 1.15
SCALED_SPREAD = 1.5
# What every run takes before it computes: its process starts and loads torch. In two measurements
# `time python -P -c "import worker.jobs.execute"` took 6.2 and 6.6 s of CPU on a busy machine.
START_SECONDS = 6.0


@dataclass(frozen=True)
class Past:
    """A run that finished here.

    Attributes:
        work: What it was expected to compute.
        seconds: What it took.
    """

    work: float
    seconds: float


@dataclass(frozen=True)
class DurationEstimate:
    """How long one run takes.

    Attributes:
        seconds: The expectation.
        low: It hardly takes less.
        high: It hardly takes more.
        shorter: Shorter runs that it was scaled up from.
        longer: Longer runs that it was scaled down from.
        alike: Runs like it.
    """

    seconds: float
    low: float
    high: float
    shorter: int = 0
    longer: int = 0
    alike: int = 0

    @property
    def based_on(self) -> int:
        """Finished runs that it comes from."""
        return self.shorter + self.longer + self.alike


def foretold(work: float, past: Sequence[Past]) -> DurationEstimate | None:
    """How long a run of so much work takes, by the finished runs that are nearest to it.

    None without a finished run: nothing is claimed without a base.
    """
    apart = [abs(math.log(run.work / work)) for run in past]
    if not apart:
        return None
    reach = max(min(apart) + math.log(ALIKE) / 2, math.log(ALIKE))
    nearest = [run for run, far in zip(past, apart, strict=True) if far <= reach]
    shorter = sum(run.work * ALIKE < work for run in nearest)
    longer = sum(run.work > work * ALIKE for run in nearest)
    seconds = [_scaled(run, work) for run in nearest]
    spread = SCALED_SPREAD if shorter + longer else LEAST_SPREAD
    middle = median(seconds)
    return DurationEstimate(
        middle,
        min(*seconds, middle / spread),
        max(*seconds, middle * spread),
        shorter,
        longer,
        len(nearest) - shorter - longer,
    )


def _scaled(run: Past, work: float) -> float:
    """Its seconds, with the part that it computed for in proportion to the work."""
    start = min(START_SECONDS, run.seconds / 2)
    return start + (run.seconds - start) * work / run.work


def estimated(specs: Sequence[RunSpec], finished: Finished) -> DurationEstimate | None:
    """The mean over a launch's runs; None when a kind of them never finished here."""
    past = {
        kind: [Past(expected_work(done.spec), done.seconds) for done in some]
        for kind, some in finished.items()
    }
    found: dict[tuple[Kind, float], DurationEstimate] = {}
    each: list[DurationEstimate] = []
    for spec in specs:
        kind, work = kind_of(spec), expected_work(spec)
        estimate = found.get((kind, work)) or foretold(work, past[kind])
        if estimate is None:
            return None
        found[kind, work] = estimate
        each.append(estimate)
    return _mean(each, list(found.values()))


def _mean(
    each: Sequence[DurationEstimate], sources: Sequence[DurationEstimate]
) -> DurationEstimate:
    return DurationEstimate(
        fmean(one.seconds for one in each),
        fmean(one.low for one in each),
        fmean(one.high for one in each),
        sum(one.shorter for one in sources),
        sum(one.longer for one in sources),
        sum(one.alike for one in sources),
    )


def basis(estimate: DurationEstimate, count: int) -> str:
    """What an estimate for so many runs is based on, to be read after "from"."""
    these = "this one" if count == 1 else "these"
    parts = [
        (estimate.alike, f"{_runs(estimate.alike)} like {these}"),
        (estimate.shorter, f"{_runs(estimate.shorter, 'shorter')}, scaled"),
        (estimate.longer, f"{_runs(estimate.longer, 'longer')}, scaled"),
    ]
    return " and ".join(words for number, words in parts if number)


def _runs(count: int, kind: str = "") -> str:
    return " ".join(word for word in (f"{count}", kind, "run" if count == 1 else "runs") if word)
