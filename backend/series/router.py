"""Routes of series and profiles."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.authorisation import open_to_viewers
from backend.db import profiles, series
from backend.groups.missing import why_no_series
from backend.http.dependencies import OneStep, PrincipalDep, SessionDep
from backend.selection.request import RunSelection
from backend.selection.selected_runs import selected_runs
from backend.series import tables
from backend.series.read import (
    profile_view,
    read_profiles,
    read_series,
    read_trajectories,
    series_view,
    trajectories_view,
)
from backend.series.schemas import (
    KeysAnswer,
    ProfileQuery,
    ProfilesAnswer,
    SeriesAnswer,
    SeriesQuery,
    StepsAnswer,
    StepsQuery,
    TrajectoriesAnswer,
    TrajectoriesQuery,
)
from backend.table_files import TABLES, table_file

router = APIRouter(tags=["series"], route_class=OneStep)


@router.get("/series", response_model=SeriesAnswer, responses=TABLES)
@open_to_viewers
def get_series(
    session: SessionDep, principal: PrincipalDep, query: Annotated[SeriesQuery, Query()]
) -> SeriesAnswer | Response:
    """Scalars over real steps: downsampled as JSON, in full as CSV or Parquet."""
    found = read_series(session, principal, query)
    if query.format != "json":
        return table_file("series", tables.series_table(found), query.format)
    return SeriesAnswer(
        series=[series_view(place, points, query.points) for place, points in found.items()]
    )


@router.get("/series/keys")
@open_to_viewers
def get_series_keys(
    session: SessionDep, principal: PrincipalDep, query: Annotated[RunSelection, Query()]
) -> KeysAnswer:
    """The names of the series that any of the runs has reported."""
    runs = selected_runs(session, principal, query)
    keys = series.keys(session, [run.id for run in runs])
    return KeysAnswer(keys=keys, reason=None if keys else why_no_series(runs))


@router.get("/profiles", response_model=ProfilesAnswer, responses=TABLES)
@open_to_viewers
def get_profiles(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ProfileQuery, Query()]
) -> ProfilesAnswer | Response:
    """Curves over the horizon."""
    found = read_profiles(session, principal, query)
    if query.format != "json":
        return table_file(query.kind, tables.profile_table(found), query.format)
    return ProfilesAnswer(profiles=[profile_view(profile) for profile in found])


@router.get("/profiles/steps")
@open_to_viewers
def get_profile_steps(
    session: SessionDep, principal: PrincipalDep, query: Annotated[StepsQuery, Query()]
) -> StepsAnswer:
    """The real steps at which any of the runs has such a profile: the stops of a slider."""
    run_ids = [run.id for run in selected_runs(session, principal, query)]
    return StepsAnswer(steps=profiles.steps(session, run_ids, query.kind))


@router.get("/trajectories", response_model=TrajectoriesAnswer, responses=TABLES)
@open_to_viewers
def get_trajectories(
    session: SessionDep, principal: PrincipalDep, query: Annotated[TrajectoriesQuery, Query()]
) -> TrajectoriesAnswer | Response:
    """Real episodes beside imagined rollouts that begin at their states."""
    found = read_trajectories(session, principal, query)
    if query.format != "json":
        return table_file("trajectories", tables.trajectories_table(found), query.format)
    return TrajectoriesAnswer(trajectories=[trajectories_view(each) for each in found])
