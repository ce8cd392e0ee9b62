"""Routes of figures: as plotly's JSON, and as one file."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.orm import Session

from backend.authorisation import Principal, open_to_anyone, open_to_viewers
from backend.db import published_curves
from backend.figures import draw
from backend.figures.draw_horizon_map import horizon_map_answer
from backend.figures.draw_objective_mismatch import objective_mismatch
from backend.figures.draw_parallel import parallel_answer
from backend.figures.draw_profile import profile_answer
from backend.figures.draw_scatter import scatter_answer
from backend.figures.draw_settings_map import settings_map_answer
from backend.figures.draw_trajectories import trajectories_answer
from backend.figures.export import standalone
from backend.figures.link_picture import Artist
from backend.figures.map_schemas import (
    HorizonMapFigure,
    HorizonMapQuery,
    ParallelFigure,
    ParallelQuery,
    SettingsMapFigure,
    SettingsMapQuery,
)
from backend.figures.picture_text import Lettering
from backend.figures.schemas import (
    FigureAnswer,
    ObjectiveMismatch,
    ObjectiveMismatchQuery,
    OverHorizonQuery,
    OverStepsQuery,
    ProfileQuery,
    ReturnsQuery,
    ScatterQuery,
    StepsView,
    TrajectoriesFigure,
    TrajectoriesQuery,
)
from backend.http.dependencies import (
    DatabaseSettingsDep,
    KeptDep,
    OneStep,
    PrincipalDep,
    SessionDep,
    WebDep,
)
from backend.http.kept_answers import Tags
from backend.selection.selected_runs import selected_tags

FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}}}}
}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
}
# A link may be revoked: nobody on the way keeps its picture, and who asked not for long.
BRIEFLY = "private, max-age=60"

router = APIRouter(prefix="/figures", tags=["figures"], route_class=OneStep)


@router.get("/returns", response_model=FigureAnswer)
@open_to_viewers
def draw_returns(
    session: SessionDep,
    principal: PrincipalDep,
    kept: KeptDep,
    query: Annotated[ReturnsQuery, Query()],
) -> Response:
    """Real and model return over real steps."""
    tags = _tags(session, principal, query)
    return kept.answer(session, query, tags, lambda: draw.returns(session, principal, query))


@router.get("/over-steps", response_model=FigureAnswer)
@open_to_viewers
def draw_over_steps(
    session: SessionDep,
    principal: PrincipalDep,
    kept: KeptDep,
    query: Annotated[OverStepsQuery, Query()],
) -> Response:
    """One series that runs report over real steps, such as a loss."""
    tags = _tags(session, principal, query)
    return kept.answer(session, query, tags, lambda: draw.over_steps(session, principal, query))


@router.get("/over-horizon", response_model=FigureAnswer)
@open_to_viewers
def draw_over_horizon(
    session: SessionDep,
    principal: PrincipalDep,
    kept: KeptDep,
    query: Annotated[OverHorizonQuery, Query()],
) -> Response:
    """One kind of diagnostic after h imagined steps, such as the error or the return gap."""
    tags = selected_tags(session, principal, query)
    return kept.answer(session, query, tags, lambda: draw.over_horizon(session, principal, query))


@router.get("/links/{token}.png", response_class=Response, responses=PICTURE)
@open_to_anyone
def draw_link_picture(
    session: SessionDep,
    kept: KeptDep,
    web: WebDep,
    database: DatabaseSettingsDep,
    token: Annotated[str, Path(max_length=200)],
) -> Response:
    """The main figure of what a share link shows, small, for programs that show the link itself.

    They cannot send a header, so the link's token is in the address.
    """
    artist = Artist(
        Lettering(web.page), database.artifacts, kept.answers, draw.over_horizon, draw.returns
    )
    drawn = artist.picture_of(session, token, web.share_links)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": BRIEFLY})


@router.get("/trajectories")
@open_to_viewers
def draw_trajectories(
    session: SessionDep, principal: PrincipalDep, query: Annotated[TrajectoriesQuery, Query()]
) -> TrajectoriesFigure:
    """Where a run's policy went in the world, and where its model thought that it would go."""
    return trajectories_answer(session, principal, query)


@router.get("/objective-mismatch")
@open_to_viewers
def draw_objective_mismatch(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ObjectiveMismatchQuery, Query()]
) -> ObjectiveMismatch:
    """How the diagnostics of runs rank with their real returns, with 95 % intervals."""
    return objective_mismatch(session, principal, query)


@router.get("/profile")
@open_to_viewers
def draw_profile(
    session: SessionDep,
    principal: PrincipalDep,
    database: DatabaseSettingsDep,
    query: Annotated[ProfileQuery, Query()],
) -> FigureAnswer:
    """Which share of each group's runs ends above each real return, or each normalised score."""
    return profile_answer(session, principal, query, database.artifacts)


@router.get("/scatter")
@open_to_viewers
def draw_scatter(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ScatterQuery, Query()]
) -> FigureAnswer:
    """One number of each run against another, with their rank correlation."""
    return scatter_answer(session, principal, query)


@router.get("/horizon-map", response_model=HorizonMapFigure)
@open_to_viewers
def draw_horizon_map(
    session: SessionDep,
    principal: PrincipalDep,
    kept: KeptDep,
    query: Annotated[HorizonMapQuery, Query()],
) -> Response:
    """One group's error by horizon and training time, as cells in colours."""
    tags = selected_tags(session, principal, query)
    return kept.answer(session, query, tags, lambda: horizon_map_answer(session, principal, query))


@router.get("/settings-map")
@open_to_viewers
def draw_settings_map(
    session: SessionDep, principal: PrincipalDep, query: Annotated[SettingsMapQuery, Query()]
) -> SettingsMapFigure:
    """A result of runs by two of their settings, as cells in colours."""
    return settings_map_answer(session, principal, query)


@router.get("/parallel")
@open_to_viewers
def draw_parallel(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ParallelQuery, Query()]
) -> ParallelFigure:
    """Runs as lines over axes of their fields, and how many are in ranges of these."""
    return parallel_answer(session, principal, query)


@router.get("/returns.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_returns(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ReturnsQuery, Query()]
) -> Response:
    """The figure of returns as one file."""
    return _file("returns", draw.returns(session, principal, query))


@router.get("/over-horizon.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_over_horizon(
    session: SessionDep, principal: PrincipalDep, query: Annotated[OverHorizonQuery, Query()]
) -> Response:
    """The figure of one kind of diagnostic as one file."""
    return _file(query.kind, draw.over_horizon(session, principal, query))


@router.get("/over-steps.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_over_steps(
    session: SessionDep, principal: PrincipalDep, query: Annotated[OverStepsQuery, Query()]
) -> Response:
    """The figure of one series as one file."""
    answer = draw.over_steps(session, principal, query)
    return _file(query.key.replace("/", "-"), answer)


@router.get("/profile.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_profile(
    session: SessionDep,
    principal: PrincipalDep,
    database: DatabaseSettingsDep,
    query: Annotated[ProfileQuery, Query()],
) -> Response:
    """The performance profile as one file."""
    return _file("profile", profile_answer(session, principal, query, database.artifacts))


@router.get("/scatter.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_scatter(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ScatterQuery, Query()]
) -> Response:
    """The figure of two numbers as one file."""
    return _file("scatter", scatter_answer(session, principal, query))


@router.get("/horizon-map.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_horizon_map(
    session: SessionDep, principal: PrincipalDep, query: Annotated[HorizonMapQuery, Query()]
) -> Response:
    """The map of the error as one file."""
    return _file("horizon-map", horizon_map_answer(session, principal, query))


@router.get("/settings-map.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_settings_map(
    session: SessionDep, principal: PrincipalDep, query: Annotated[SettingsMapQuery, Query()]
) -> Response:
    """The map of a result as one file."""
    return _file("settings-map", settings_map_answer(session, principal, query))


@router.get("/parallel.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_parallel(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ParallelQuery, Query()]
) -> Response:
    """The figure of parallel coordinates as one file."""
    return _file("parallel", parallel_answer(session, principal, query))


@router.get("/trajectories.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_trajectories(
    session: SessionDep, principal: PrincipalDep, query: Annotated[TrajectoriesQuery, Query()]
) -> Response:
    """The figure of trajectories as one file."""
    return _file("trajectories", trajectories_answer(session, principal, query))


def _tags(session: Session, principal: Principal, query: StepsView) -> Tags:
    """Those of the runs, and the published curves that may stand beside them."""
    beside = published_curves.ids(session) if query.published else []
    return [*selected_tags(session, principal, query), *((each, None) for each in beside)]


def _file(name: str, answer: FigureAnswer | TrajectoriesFigure) -> Response:
    return Response(
        standalone(answer.figure),
        media_type="text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.html"'},
    )
