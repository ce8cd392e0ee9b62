"""Reading runs: pages of them, one in full, its log, spec and files."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Literal

import yaml
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from backend.authorisation import Principal, ShareViewer, readable_runs
from backend.db import artifacts, logs, profiles, room, series
from backend.db.measures import measure
from backend.db.tables import Run as RunRow
from backend.runs.run_view import existing_run, run_views
from backend.runs.run_words import (
    learner_words,
    rollout_words,
    seconds_to_first_curve,
    why_no_line,
)
from backend.runs.schemas import (
    Artifact,
    Artifacts,
    LogLine,
    LogPage,
    LogQuery,
    NearestPresetView,
    RunDetail,
)
from backend.runs.seen_by import seen_by
from backend.runs.status_words import progress_words, status_words
from backend.runs.waits import why_waits
from backend.spec.algorithm import uses_model
from backend.spec.grid import parse
from backend.spec.measures import Measures
from backend.spec.nearest_preset import nearest_preset
from backend.spec.preset import Preset
from backend.spec.training import TrainingSpec
from backend.verdict.failure_advice import failure_advice
from backend.verdict.sentence import Judged, verdict

# What a share viewer is told of a run's origin: enough to repeat it, nothing of the machine.
PROVENANCE_OF_SHARES = frozenset(
    {"version", "code", "code_version", "commit", "python", "packages", "device", "suite"}
)


def detail(
    session: Session,
    principal: Principal,
    run_id: str,
    presets: Iterable[Preset],
    *,
    is_full: bool = False,
) -> RunDetail:
    """All that is known of a run; a share viewer is not told where it ran.

    Args:
        session: The transaction.
        principal: Who asks.
        run_id: Which run.
        presets: Those that it is compared with.
        is_full: Whether the disk is full.

    Raises:
        Unknown: When it is not there, or not for the asker to see.
    """
    (row,) = readable_runs(session, principal, [run_id])
    (run,) = run_views(session, [row.id])
    measures = _measures(session, row)
    waits = None if isinstance(principal, ShareViewer) else _waits(session, row, is_full=is_full)
    first_evaluation = TrainingSpec.model_validate(row.spec["training"]).first_evaluation
    return RunDetail(
        **seen_by(principal, run).model_dump(),
        verdict=verdict(Judged(row.status, row.version, row.env_steps), measures),
        status_words=status_words(run, waits),
        progress_words=progress_words(run),
        learner_words=learner_words(run.version, run.improver),
        rollout_words=rollout_words(run.rollout_length, run.start),
        uses_model=uses_model(run.version),
        failure_advice=failure_advice(run.failure_reason, run.environment, run.attempt)
        if run.status == "failed"
        else None,
        seconds_to_first_curve=seconds_to_first_curve(
            run.status, run.env_steps, first_evaluation, run.steps_per_second
        ),
        spec=row.spec,
        nearest_preset=_nearest(row.spec, presets),
        provenance=_provenance(principal, row.provenance),
        failure_traceback=None if isinstance(principal, ShareViewer) else row.failure_traceback,
        job=None if isinstance(principal, ShareViewer) else row.job,
        notes=None if isinstance(principal, ShareViewer) else row.notes,
        notes_version=row.notes_version,
        first_evaluation=first_evaluation,
        series_keys=series.keys(session, [row.id]),
        profile_steps=dict(profiles.steps_by_kind(session, row.id)),
    )


def log_page(session: Session, run_id: str, wanted: LogQuery) -> LogPage:
    """Lines of a run's log, oldest first: those after an id, or the last ones.

    Raises:
        Unknown: When there is no such run.
    """
    run = existing_run(session, run_id)
    levels = logs.LEVELS[logs.LEVELS.index(wanted.level) :] if wanted.level else logs.LEVELS
    if wanted.after is None:
        rows = logs.tail(session, run_id, wanted.limit, levels)
    else:
        rows = logs.after(session, run_id, wanted.after, wanted.limit, levels)
    last = rows[-1].id if rows else wanted.after or 0
    has_none = not rows and not wanted.after
    return LogPage(
        reason=why_no_line(run.status, wanted.level) if has_none else None,
        items=[LogLine.model_validate(row) for row in rows],
        next_after=last,
    )


def spec_file(
    session: Session, principal: Principal, run_id: str, form: Literal["json", "yaml"]
) -> Response:
    """A run's spec as a file, its fields in the order of `RunSpec`.

    Raises:
        Unknown: When the run is not there, or not for the asker to see.
    """
    (row,) = readable_runs(session, principal, [run_id])
    document = parse(row.spec).document()
    headers = {"Content-Disposition": f'attachment; filename="{run_id}.{form}"'}
    if form == "json":
        return JSONResponse(document, headers=headers)
    text = yaml.safe_dump(document, sort_keys=False, default_flow_style=None, allow_unicode=True)
    return Response(text, media_type="application/yaml", headers=headers)


def artifact_list(session: Session, run_id: str) -> Artifacts:
    """A run's stored files, oldest first.

    Raises:
        Unknown: When there is no such run.
    """
    existing_run(session, run_id)
    rows = artifacts.of_run(session, run_id)
    return Artifacts(items=[Artifact.model_validate(row) for row in rows])


def _nearest(spec: Mapping[str, Any], presets: Iterable[Preset]) -> NearestPresetView | None:
    found = nearest_preset(spec, presets)
    return None if found is None else NearestPresetView.model_validate(asdict(found))


def _waits(session: Session, row: RunRow, *, is_full: bool) -> str | None:
    """Why a run waits or is held up; a disk that is full holds up those of this machine."""
    if is_full and row.status == "running" and row.job is None:
        return room.PAUSED
    return why_waits(session, row.id, is_full=is_full)


def _measures(session: Session, row: RunRow) -> Measures:
    """What is kept of a run; made anew for one from before anything was kept."""
    if row.measures is None and row.env_steps > 0:
        return measure(session, row.id, parse(row.spec))
    return Measures.stored(row.measures)


def _provenance(principal: Principal, provenance: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(principal, ShareViewer):
        return dict(provenance)
    return {name: value for name, value in provenance.items() if name in PROVENANCE_OF_SHARES}
