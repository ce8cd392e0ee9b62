"""Routes about runs."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from backend.authorisation import Owner, open_to_viewers
from backend.db import room
from backend.http.dependencies import DatabaseSettingsDep, OneStep, PrincipalDep, SessionDep
from backend.http.idempotency import OnceDep
from backend.own_presets import all_presets
from backend.roles import only_looks
from backend.runs import (
    change,
    change_many,
    launch,
    launch_text,
    listing,
    other_seeds,
    preview,
    queries,
    sparklines,
    waits,
)
from backend.runs.filter_schemas import FilterCheck, FilterQuery, RunFields
from backend.runs.group_schemas import RunGroups, RunGroupsQuery
from backend.runs.launch_schemas import (
    Launched,
    LaunchPreview,
    LaunchRequest,
    LaunchText,
    LaunchTextAsk,
    OtherSeeds,
    ReadLaunchText,
    RelaunchRequest,
    SeedsQuery,
)
from backend.runs.list_schemas import (
    GroupedQuery,
    MatchedRuns,
    RunPage,
    RunQuery,
    RunTable,
    RunTableQuery,
    Sparklines,
    SparklinesQuery,
)
from backend.runs.schemas import (
    Artifacts,
    CancelledRuns,
    LogPage,
    LogQuery,
    QueueSelection,
    Run,
    RunChange,
    RunDetail,
    Runs,
    RunsChange,
    RunsChanged,
    RunSelection,
)
from backend.runs.waiting_schemas import WaitingQuery, WaitingRuns
from backend.schemas import PathId
from backend.spec.presets import PRESETS
from backend.table_files import TABLES

SPEC_FILE: dict[str, Any] = {
    "application/json": {"schema": {"type": "object"}},
    "application/yaml": {"schema": {"type": "object"}},
}

router = APIRouter(prefix="/runs", tags=["runs"], route_class=OneStep)


@router.get("")
@open_to_viewers
def list_runs(
    session: SessionDep, principal: PrincipalDep, wanted: Annotated[RunQuery, Query()]
) -> RunPage:
    """Runs that match, a page at a time."""
    return listing.page(session, principal, wanted)


@router.get("/matching")
@open_to_viewers
def list_matching_runs(
    session: SessionDep, principal: PrincipalDep, wanted: Annotated[GroupedQuery, Query()]
) -> MatchedRuns:
    """All runs that match, in short: what is chosen when all of them are."""
    return listing.matching(session, principal, wanted)


@router.get("/table", response_model=RunTable, responses=TABLES)
def get_run_table(
    session: SessionDep, principal: PrincipalDep, wanted: Annotated[RunTableQuery, Query()]
) -> RunTable | Response:
    """All runs that match as one table, their notes among it: JSON, CSV or Parquet."""
    return listing.table(session, principal, wanted)


@router.get("/groups")
@open_to_viewers
def list_run_groups(
    session: SessionDep, principal: PrincipalDep, wanted: Annotated[RunGroupsQuery, Query()]
) -> RunGroups:
    """The runs that match in groups: their number, states and means."""
    return listing.groups(session, principal, wanted)


@router.get("/sparklines")
@open_to_viewers
def list_sparklines(
    session: SessionDep, principal: PrincipalDep, wanted: Annotated[SparklinesQuery, Query()]
) -> Sparklines:
    """Small curves of the returns of several runs, for a list of them."""
    return sparklines.sparklines(session, principal, wanted)


@router.get("/fields")
@open_to_viewers
def list_fields() -> RunFields:
    """What lists of runs may show, be sorted by and be filtered by."""
    return listing.field_list()


@router.get("/filter")
@open_to_viewers
def check_filter(asked: Annotated[FilterQuery, Query()]) -> FilterCheck:
    """Whether a text is a filter of runs, where it is not, and what may be typed next."""
    return listing.filter_check(asked)


@router.get("/waiting")
def list_waiting_runs(
    session: SessionDep, settings: DatabaseSettingsDep, wanted: Annotated[WaitingQuery, Query()]
) -> WaitingRuns:
    """The runs that wait, in the order in which they are taken, and why each does."""
    return waits.all_waiting(session, wanted.limit, is_full=room.is_short(settings))


@router.post("/preview")
@only_looks
def preview_launch(
    session: SessionDep, settings: DatabaseSettingsDep, request: LaunchRequest
) -> LaunchPreview:
    """What a launch would do, refused exactly as the launch would be. Changes nothing."""
    return preview.preview(session, request, all_presets(settings.data))


@router.post("/text")
@only_looks
def write_launch_text(settings: DatabaseSettingsDep, request: LaunchRequest) -> LaunchText:
    """A launch as YAML, whether or not it would be refused. Changes nothing."""
    return launch_text.write(request, all_presets(settings.data))


@router.post("/text/read")
@only_looks
def read_launch_text(asked: LaunchTextAsk) -> ReadLaunchText:
    """What a launch written as YAML says, and what is wrong with it by line. Changes nothing."""
    return launch_text.read(asked.text)


@router.post("", status_code=201)
def launch_runs(
    session: SessionDep,
    principal: PrincipalDep,
    once: OnceDep,
    settings: DatabaseSettingsDep,
    request: LaunchRequest,
) -> Launched:
    """Launch one run or a grid: all of it or nothing."""
    creation = once.begin(session, principal, request)
    presets = all_presets(settings.data)
    return creation.answer(Launched, lambda: launch.launch(session, request, presets))


@router.patch("")
def change_runs(session: SessionDep, changes: RunsChange) -> RunsChanged:
    """Tag, archive, pin, pause, delete or restore several runs; says how to undo it."""
    return change_many.change_many(session, changes)


@router.post("/cancel")
def cancel_runs(session: SessionDep, selection: RunSelection) -> Runs:
    """Cancel several runs. Finished ones stay as they are."""
    return Runs(items=change.cancel(session, selection.ids))


@router.post("/queued/cancel")
def cancel_queued_runs(session: SessionDep, selection: QueueSelection) -> CancelledRuns:
    """Cancel all runs that wait, or all of an experiment, or of a launch. What runs goes on."""
    return change.cancel_queued(session, selection.experiment_id, selection.ids)


@router.post("/retry")
def retry_runs(session: SessionDep, selection: RunSelection) -> Runs:
    """Let failed and cancelled runs go on where they saved themselves; others stay as they are."""
    return Runs(items=change.retry(session, selection.ids))


@router.post("/delete")
def delete_runs(session: SessionDep, selection: RunSelection) -> Runs:
    """Delete several runs; running ones are cancelled first. Each can be restored."""
    return Runs(items=change.delete(session, selection.ids))


@router.get("/{run_id}")
@open_to_viewers
def get_run(
    session: SessionDep, principal: PrincipalDep, settings: DatabaseSettingsDep, run_id: PathId
) -> RunDetail:
    """All that is known of a run."""
    presets = all_presets(settings.data) if isinstance(principal, Owner) else PRESETS
    is_full = room.is_short(settings)
    return queries.detail(session, principal, run_id, presets.values(), is_full=is_full)


@router.patch("/{run_id}")
def change_run(session: SessionDep, run_id: PathId, changes: RunChange) -> Run:
    """Rename, tag or move a run, or write its notes."""
    return change.edit(session, run_id, changes)


@router.delete("/{run_id}")
def delete_run(session: SessionDep, run_id: PathId) -> Run:
    """Delete a run; a running one is cancelled first. It can be restored."""
    return change.delete(session, [run_id])[0]


@router.post("/{run_id}/restore")
def restore_run(session: SessionDep, run_id: PathId) -> Run:
    """Undo a deletion."""
    return change.restore(session, run_id)


@router.post("/{run_id}/cancel")
def cancel_run(session: SessionDep, run_id: PathId) -> Run:
    """Cancel a run. A queued one ends at once, a running one within seconds."""
    return change.cancel_one(session, run_id)


@router.post("/{run_id}/relaunch", status_code=201)
def relaunch_run(
    session: SessionDep,
    principal: PrincipalDep,
    once: OnceDep,
    run_id: PathId,
    request: RelaunchRequest,
) -> Launched:
    """Launch again from a run's spec, with changes."""
    creation = once.begin(session, principal, request)
    return creation.answer(Launched, lambda: launch.relaunch(session, run_id, request))


@router.get("/{run_id}/other-seeds")
def list_other_seeds(
    session: SessionDep, run_id: PathId, wanted: Annotated[SeedsQuery, Query()]
) -> OtherSeeds:
    """Seeds that a run's spec was not yet run with in its experiment."""
    return other_seeds.other_seeds(session, run_id, wanted.count)


@router.get("/{run_id}/logs")
def list_logs(session: SessionDep, run_id: PathId, wanted: Annotated[LogQuery, Query()]) -> LogPage:
    """Lines of a run's log, oldest first: those after a given one, or the last ones."""
    return queries.log_page(session, run_id, wanted)


@router.get("/{run_id}/spec", response_class=Response, responses={200: {"content": SPEC_FILE}})
@open_to_viewers
def get_spec(
    session: SessionDep,
    principal: PrincipalDep,
    run_id: PathId,
    format: Literal["json", "yaml"] = "json",  # noqa: A002 - the parameter's name in addresses
) -> Response:
    """A run's complete spec, as a file to launch from."""
    return queries.spec_file(session, principal, run_id, format)


@router.get("/{run_id}/artifacts")
def list_artifacts(session: SessionDep, run_id: PathId) -> Artifacts:
    """A run's stored files."""
    return queries.artifact_list(session, run_id)
