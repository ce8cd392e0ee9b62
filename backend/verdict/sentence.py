"""The first words about a run: does it learn, how far may its model be trusted, at what cost."""

import math
from dataclasses import dataclass

from backend.spec.diagnostic import WHOSE_EPISODES
from backend.spec.measures import Measures
from backend.spec.time_words import duration
from backend.verdict.break_even import break_even_sentence
from backend.verdict.exploitation import exploitation_in
from backend.verdict.figures import counted, figure

FEWEST_EVALUATIONS = 3
# With fewer, many a run that learned all there is to learn is missed.
FEW_EVALUATIONS = 6
# A change of the return is one where its 95 % interval leaves out zero.
NORMAL_QUANTILE, FEW_ADD = 1.96, 7.0
OWN = f"along {WHOSE_EPISODES['current']}"
PLANNERS = frozenset({"0.5", "1.0", "1.5"})


@dataclass(frozen=True)
class Judged:
    """What the words depend on beside the numbers.

    Attributes:
        status: Where the run is in its life.
        version: Its algorithm version.
        env_steps: Real steps so far.
    """

    status: str
    version: str
    env_steps: int

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.status not in {"queued", "running"}


def verdict(run: Judged, measures: Measures) -> str:
    """At most five sentences; what is not known yet is said to be so."""
    if measures.evaluations == 0:
        return _nothing_yet(run)
    parts = [_learning(run, measures), _trust(run, measures), _cost(run, measures)]
    return " ".join(part for part in parts if part)


def _nothing_yet(run: Judged) -> str:
    if run.status == "queued":
        return "Whether it learns is not known yet: it waits to start."
    if run.is_over:
        ended = {"failed": "It failed", "cancelled": "It was cancelled"}.get(run.status, "It ended")
        return f"{ended} before its first evaluation, so nothing is known of what it learned."
    return "Whether it learns is not known yet: it has not been evaluated."


def _learning(run: Judged, measures: Measures) -> str:
    early, late, noise = measures.early, measures.late, measures.noise
    if early is None or late is None:
        return "Whether it learns cannot be said: no real return is a finite number."
    if measures.evaluations < FEWEST_EVALUATIONS or noise is None:
        yet = "" if run.is_over else " yet"
        shown = figure(late)
        if measures.evaluations > 1:
            shown = f"{figure(early)}, then {shown}"
        told = counted(measures.evaluations, "evaluation")
        return f"Whether it learns cannot be said{yet} from {told} (real return {shown})."
    change, clear = late - early, noise * _clear(measures.evaluations)
    interval = " of reward per episode"
    if clear > 0:
        interval = f" \N{PLUS-MINUS SIGN} {figure(clear)}{interval} (95 % interval)"
    between = f"from {figure(early)} to {figure(late)} ({_compared(measures.evaluations)})"
    if abs(change) <= clear or change == 0.0:
        words = f"the real return changed by {figure(change)}{interval}, {between}"
        return f"{_unclear(run, measures.evaluations)}: {words}.{_fallen_back(measures)}"
    if change < 0:
        return f"It got worse: the real return fell by {figure(-change)}{interval}, {between}."
    verb = "learned" if run.is_over else "learns"
    words = f"the real return rose by {figure(change)}{interval}, {between}"
    return f"It {verb}: {words}.{_fallen_back(measures)}"


def _unclear(run: Judged, evaluations: int) -> str:
    if evaluations < FEW_EVALUATIONS:
        told = "learned" if run.is_over else "learns"
        return f"Whether it {told} is not clear from {counted(evaluations, 'evaluation')}"
    return f"It {'did not learn' if run.is_over else 'has not learned'} clearly"


def _quarter(evaluations: int) -> int:
    return max(1, evaluations // 4)


def _compared(evaluations: int) -> str:
    each = _quarter(evaluations)
    if each == 1:
        return "the first and the last evaluation"
    return f"means of the first and the last {each:,} evaluations"


def _clear(evaluations: int) -> float:
    """Half the 95 % interval of the change, in deviations of one evaluation.

    The change is one mean of a quarter of the evaluations minus another. Their noise is told by the
    median distance between neighbours, which from few of them is often told too small: 7 / n is
    added to the normal quantile, so that in series of normal noise a change is claimed where there
    is none in at most 5 %, with 3 to 60 of them. Source: ours, by simulation
    (`python -m tests.benchmarks.statistics.change`).
    """
    return (NORMAL_QUANTILE + FEW_ADD / evaluations) * math.sqrt(2.0 / _quarter(evaluations))


def _fallen_back(measures: Measures) -> str:
    """That a run has lost what it had. The best of many evaluations is also the luckiest."""
    best, late, noise, count = measures.best, measures.late, measures.noise, measures.evaluations
    if best is None or late is None or noise is None:
        return ""
    luck = math.sqrt(2.0 * math.log(count))
    if best - late <= noise * (_clear(count) + luck):
        return ""
    return f" It has fallen back: at real step {measures.best_at:,} it was {figure(best)}."


def _trust(run: Judged, measures: Measures) -> str:
    if run.version == "model-free":
        return "It has no model to trust."
    within, horizon = measures.within, measures.horizon
    if within is None or horizon is None:
        return "How far its model may be trusted was not measured."
    if within == 0:
        error = measures.error_of_one_step
        told = "is not finite" if error is None else f"is {figure(error)} deviations of the data"
        said = f"Its model may not be trusted for a single step: its error {OWN} {told}."
        return _beside_persistence(said, measures)
    every = "all " if within == horizon and horizon > 1 else ""
    measured = " that were measured" if every else ""
    said = (
        f"Its model's error {OWN} stays within {figure(measures.tolerance)} deviations of the data "
        f"for {every}{counted(within, 'step')}{measured}{_used(run, measures, within)}."
    )
    return _beside_persistence(said, measures)


def _beside_persistence(said: str, measures: Measures) -> str:
    worth = break_even_sentence(measures.break_even, "There")
    return f"{said} {worth}" if worth else said


def _used(run: Judged, measures: Measures, within: int) -> str:
    length, error = measures.length, measures.error_at_length
    if length is None:
        return ""
    ahead = "it plans" if run.version in PLANNERS else "it uses"
    beyond = ", further than that" if length > within else ""
    if measures.horizon is None or length > measures.horizon:
        beyond = ", further than was measured" if within == measures.horizon else beyond
        return f"; {ahead} {length:,}{beyond}"
    told = "not finite" if error is None else figure(error)
    return f"; {ahead} {length:,}{beyond}, where the error is {told}"


def _cost(run: Judged, measures: Measures) -> str:
    spent = f"{counted(run.env_steps, 'real step')}"
    if measures.cpu_seconds is not None:
        spent += f" and {duration(measures.cpu_seconds)} of CPU time, diagnostics included"
    if run.version == "model-free" or not measures.history:
        return f"It cost {spent}."
    _, real, model = measures.history[-1]
    gap = model - real
    promise = f"promised {figure(abs(gap))} {'more' if gap > 0 else 'less'} than the world paid"
    if gap == 0.0:
        promise = "promised exactly what the world paid"
    judged = exploitation_in(measures)
    if judged is not None and judged.kind is not None:
        promise += ", too far from it to be believed"
    return f"At the latest evaluation it {promise}. It cost {spent}."
