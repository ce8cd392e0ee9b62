"""Why a figure or a table has nothing to show of some runs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from backend.db.tables import Run
from backend.groups.evaluations import first_evaluation
from backend.groups.shared_suite import shared_suite
from backend.spec.algorithm import PLANNING
from backend.spec.diagnostic import Needs
from backend.spec.environments import ENVIRONMENTS


@dataclass(frozen=True)
class Reason:
    """Why a run has nothing to show: what is said of one such run, and of several."""

    one: str
    several: str


MODEL_FREE = Reason(
    "is model-free: it has no model to measure", "are model-free: they have no model to measure"
)
NO_GRADIENT = Reason(
    "has no policy network for continuous actions, and these gradients are taken through one",
    "have no policy network for continuous actions, and these gradients are taken through one",
)
QUEUED = Reason("waits in the queue", "wait in the queue")
NOT_YET = Reason("has not been evaluated yet", "have not been evaluated yet")
NOT_BY_THEN = Reason("had not been evaluated at that step", "had not been evaluated at that step")
ENDED = Reason("ended before its first evaluation", "ended before their first evaluation")
LEFT_OUT = Reason(
    "left this out so far, to keep within its budget of diagnostics; its last evaluation has it",
    "left this out so far, to keep within their budget of diagnostics; their last evaluations "
    "have it",
)
NOT_MEASURED = Reason(
    "was evaluated, but this was not measured", "were evaluated, but this was not measured"
)

# What may be left out for its cost.
DEAR: tuple[Needs, ...] = ("diagnostic", "gradients", "restorable", "endings")
NOT_RESTORED = Reason(
    "was evaluated, but its simulator cannot be set back, or it is from before this was measured",
    "were evaluated, but their simulators cannot be set back, or they are from before this was "
    "measured",
)
NO_ENDING = Reason(
    "met no termination and imagined none, or it is from before this was measured",
    "met no termination and imagined none, or they are from before this was measured",
)


def why_nothing(runs: Sequence[Run], needs: Needs, env_step: int | None = None) -> str:
    """A sentence for each reason why none of the runs has a diagnostic.

    Args:
        runs: The runs, of which none has it.
        needs: What it is measured from.
        env_step: The real step at which it is looked for; None is the latest.
    """
    if needs == "suite" and (why := shared_suite(runs).why):
        return f"{why[0].upper()}{why[1:]}."
    if len(runs) == 1:
        return f"This run {_reason(runs[0], needs, env_step).one}.{_first(runs[0])}"
    counted = Counter(_reason(run, needs, env_step) for run in runs)
    if len(counted) == 1:
        (reason,) = counted
        return f"These {len(runs)} runs {reason.several}."
    return " ".join(
        f"{count} {'run' if count == 1 else 'runs'} {reason.one if count == 1 else reason.several}."
        for reason, count in counted.most_common()
    )


def why_no_series(runs: Sequence[Run]) -> str:
    """Why none of the runs has reported a series."""
    if len(runs) > 1:
        return "None of these runs has reported a series: they come with a run's first steps."
    if runs[0].status in ("queued", "running"):
        return "This run has reported no series yet: they come with its first steps."
    return "This run ended before it reported a series."


def _reason(run: Run, needs: Needs, env_step: int | None) -> Reason:
    if needs != "returns" and run.version == "model-free":
        return MODEL_FREE
    if needs == "gradients" and not _has_gradients(run):
        return NO_GRADIENT
    if not _evaluated(run):
        return {"queued": QUEUED, "running": NOT_YET}.get(run.status, ENDED)
    if env_step is not None and env_step < first_evaluation(run):
        return NOT_BY_THEN
    if needs in DEAR and run.status in ("queued", "running"):
        return LEFT_OUT
    return {"restorable": NOT_RESTORED, "endings": NO_ENDING}.get(needs, NOT_MEASURED)


def _first(run: Run) -> str:
    """When the first evaluation is, for a run that is on its way to it."""
    if run.status not in ("queued", "running") or _evaluated(run):
        return ""
    return f" Its first evaluation is at real step {first_evaluation(run):,}."


def _evaluated(run: Run) -> bool:
    """Whether it was; real steps go on only after an evaluation that is due."""
    return run.real_return is not None or run.env_steps > first_evaluation(run)


def _has_gradients(run: Run) -> bool:
    info = ENVIRONMENTS.get(run.environment)
    return run.version not in PLANNING and (info is None or info.actions == "continuous")
