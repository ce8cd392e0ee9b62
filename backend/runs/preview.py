"""What a launch would do and how long it would take, without doing it."""

from collections.abc import Mapping
from math import ceil

from sqlalchemy.orm import Session

from backend.db import workers
from backend.runs.command import launch_command
from backend.runs.expected_disk import disk_words, estimated_disk
from backend.runs.expected_duration import DurationEstimate, basis, estimated
from backend.runs.finished import finished_by_kind
from backend.runs.idle import asked_in_vain
from backend.runs.launch import place
from backend.runs.launch_schemas import LaunchPreview, LaunchRequest, Planned
from backend.runs.names import value_at
from backend.runs.plan import Plan, plan
from backend.runs.quota import refuse_beyond_quota
from backend.runs.rollout_preview import rollout_preview
from backend.spec.preset import Preset
from backend.spec.presets import PRESETS
from backend.spec.run import RunSpec

SHOWN = 20


def preview(
    session: Session, request: LaunchRequest, presets: Mapping[str, Preset] = PRESETS
) -> LaunchPreview:
    """What a launch would do.

    Raises:
        SpecRefused, RequestRefused, Unknown, ConflictingChange, QuotaReached: As the launch would.
    """
    planned = plan(request, presets)
    place(session, request)
    refuse_beyond_quota(session, len(planned.specs))
    slots = sum(worker.slots for worker in workers.list_live(session))
    finished = finished_by_kind(session, planned.specs)
    estimate = estimated(planned.specs, finished)
    disk = estimated_disk(session, planned.specs, finished)
    count = len(planned.specs)
    return LaunchPreview(
        count=count,
        runs=[
            Planned(name=name, seed=spec.seed, differs=_differs(spec, planned))
            for name, spec in list(zip(planned.names, planned.specs, strict=True))[:SHOWN]
        ],
        rollouts=rollout_preview(planned.specs),
        idle=asked_in_vain(request, planned.specs),
        command=launch_command(request),
        seconds_per_run=estimate and estimate.seconds,
        seconds_low=estimate and estimate.low,
        seconds_high=estimate and estimate.high,
        seconds_total=_total(estimate, count, slots),
        slots=slots,
        based_on=0 if estimate is None else estimate.based_on,
        basis=None if estimate is None else basis(estimate, count),
        bytes_total=disk and disk.total,
        bytes_based_on=0 if disk is None else disk.based_on,
        disk_words=disk_words(disk),
    )


def _total(estimate: DurationEstimate | None, count: int, slots: int) -> float | None:
    if estimate is None or slots == 0:
        return None
    return estimate.seconds * ceil(count / slots)


def _differs(spec: RunSpec, planned: Plan) -> dict[str, object]:
    document = spec.document()
    return {path: value_at(document, path) for path in planned.varied}
