"""What a launch would do and how long it would take, without doing it."""

from dataclasses import dataclass
from math import ceil
from statistics import fmean

from sqlalchemy.orm import Session

from backend.db import runs, workers
from backend.runs.command import launch_command
from backend.runs.idle import asked_in_vain
from backend.runs.launch import place
from backend.runs.names import value_at
from backend.runs.plan import Plan, plan
from backend.runs.schemas import LaunchPreview, LaunchRequest, Planned
from backend.spec.run import RunSpec

SHOWN = 20


@dataclass(frozen=True)
class Estimate:
    """How long one run takes on average.

    Attributes:
        seconds_per_run: None when a kind of work among the runs was never finished here.
        based_on: Finished runs that it comes from.
    """

    seconds_per_run: float | None
    based_on: int


def preview(session: Session, request: LaunchRequest) -> LaunchPreview:
    """What a launch would do.

    Raises:
        SpecRefused, RequestRefused, Unknown, ConflictingChange: As the launch would.
    """
    planned = plan(request)
    place(session, request)
    slots = sum(worker.slots for worker in workers.list_live(session))
    estimate = estimated(session, planned)
    return LaunchPreview(
        count=len(planned.specs),
        runs=[
            Planned(name=name, seed=spec.seed, differs=_differs(spec, planned))
            for name, spec in list(zip(planned.names, planned.specs, strict=True))[:SHOWN]
        ],
        idle=asked_in_vain(request, planned.specs),
        command=launch_command(request),
        seconds_per_run=estimate.seconds_per_run,
        seconds_total=_total(estimate, len(planned.specs), slots),
        slots=slots,
        based_on=estimate.based_on,
    )


def estimated(session: Session, planned: Plan) -> Estimate:
    """The mean duration over the launch's runs, each judged by finished runs of the same work."""
    alike: dict[tuple[str, str, str, int], list[RunSpec]] = {}
    for spec in planned.specs:
        algorithm = (spec.algorithm.version, spec.improver)
        work = (spec.environment.id, *algorithm, spec.training.env_steps)
        alike.setdefault(work, []).append(spec)
    seconds, based_on = 0.0, 0
    for specs in alike.values():
        past = runs.past_durations(session, specs[0])
        if not past:
            return Estimate(None, 0)
        seconds += len(specs) * fmean(past)
        based_on += len(past)
    return Estimate(seconds / len(planned.specs), based_on)


def _total(estimate: Estimate, count: int, slots: int) -> float | None:
    if estimate.seconds_per_run is None or slots == 0:
        return None
    return estimate.seconds_per_run * ceil(count / slots)


def _differs(spec: RunSpec, planned: Plan) -> dict[str, object]:
    document = spec.document()
    return {path: value_at(document, path) for path in planned.varied}
