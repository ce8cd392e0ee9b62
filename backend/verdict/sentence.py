"""The first words about a run: does it learn, how far may its model be trusted, at what cost."""

from dataclasses import dataclass

from backend.spec.diagnostic import WHOSE_EPISODES
from backend.spec.measures import Measures
from backend.spec.time_words import duration
from backend.verdict.break_even import break_even_sentence
from backend.verdict.exploitation import exploitation_in
from backend.verdict.figures import counted, figure
from backend.verdict.learning_words import learning

OWN = f"along {WHOSE_EPISODES['current']}"
# As many promises that are all off to one side are chance in 3 % of honest runs.
FEWEST_ALIKE = 6
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
    parts = [learning(measures, is_over=run.is_over), _trust(run, measures), _cost(run, measures)]
    return " ".join(part for part in parts if part)


def _nothing_yet(run: Judged) -> str:
    if run.status == "queued":
        return "Whether it learns is not known yet: it waits to start."
    if run.is_over:
        ended = {"failed": "It failed", "cancelled": "It was cancelled"}.get(run.status, "It ended")
        return f"{ended} before its first evaluation, so nothing is known of what it learned."
    return "Whether it learns is not known yet: it has not been evaluated."


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


def _always(measures: Measures) -> str:
    """That every promise was off to the same side, whether or not that is an alarm."""
    gaps = [model - real for _, real, model in measures.history]
    if len(gaps) < FEWEST_ALIKE or not (min(gaps) > 0.0 or max(gaps) < 0.0):
        return ""
    more = "more" if gaps[0] > 0.0 else "less"
    return f", and {more} than it paid at each of the {len(gaps)} evaluations compared"


def _cost(run: Judged, measures: Measures) -> str:
    spent = f"{counted(run.env_steps, 'real step')}"
    if measures.cpu_seconds is not None:
        spent += f" and {duration(measures.cpu_seconds)} of CPU time, diagnostics included"
    if run.version == "model-free" or not measures.history:
        return f"It cost {spent}."
    step, real, model = measures.history[-1]
    gap = model - real
    promise = f"promised {figure(abs(gap))} {'more' if gap > 0 else 'less'} than the world paid"
    if gap == 0.0:
        promise = "promised exactly what the world paid"
    judged = exploitation_in(measures)
    if judged is not None and judged.kind is not None:
        promise += ", too far from it to be believed"
    promise += _always(measures)
    when = "the latest evaluation" if step == measures.latest else f"real step {step:,}"
    return f"At {when} it {promise}. It cost {spent}."
