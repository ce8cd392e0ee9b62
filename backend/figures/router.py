"""Routes of figures: as plotly's JSON, and as one file."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from backend.dependencies import PrincipalDep, SessionDep
from backend.figures import draw
from backend.figures.export import standalone
from backend.figures.schemas import (
    FigureAnswer,
    HorizonErrorQuery,
    LossesQuery,
    ReturnGapQuery,
    ReturnsQuery,
)
from backend.principal import open_to_viewers

FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}}}}
}

router = APIRouter(prefix="/figures", tags=["figures"])


@router.get("/horizon-error")
@open_to_viewers
def draw_horizon_error(
    session: SessionDep, principal: PrincipalDep, query: Annotated[HorizonErrorQuery, Query()]
) -> FigureAnswer:
    """Compounding error over the horizon, one line for each group of seeds."""
    return draw.horizon_error(session, principal, query)


@router.get("/returns")
@open_to_viewers
def draw_returns(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ReturnsQuery, Query()]
) -> FigureAnswer:
    """Real and model return over real steps."""
    return draw.returns(session, principal, query)


@router.get("/losses")
@open_to_viewers
def draw_losses(
    session: SessionDep, principal: PrincipalDep, query: Annotated[LossesQuery, Query()]
) -> FigureAnswer:
    """One series of the learning itself over real steps."""
    return draw.losses(session, principal, query)


@router.get("/return-gap")
@open_to_viewers
def draw_return_gap(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ReturnGapQuery, Query()]
) -> FigureAnswer:
    """Model return minus real return after h steps."""
    return draw.return_gap(session, principal, query)


@router.get("/horizon-error.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_horizon_error(
    session: SessionDep, principal: PrincipalDep, query: Annotated[HorizonErrorQuery, Query()]
) -> Response:
    """The compounding-error figure as one file."""
    return _file("horizon-error", draw.horizon_error(session, principal, query))


@router.get("/returns.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_returns(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ReturnsQuery, Query()]
) -> Response:
    """The figure of returns as one file."""
    return _file("returns", draw.returns(session, principal, query))


@router.get("/return-gap.html", response_class=Response, responses=FILE)
@open_to_viewers
def export_return_gap(
    session: SessionDep, principal: PrincipalDep, query: Annotated[ReturnGapQuery, Query()]
) -> Response:
    """The figure of the return gap as one file."""
    return _file("return-gap", draw.return_gap(session, principal, query))


def _file(name: str, answer: FigureAnswer) -> Response:
    return Response(
        standalone(answer.figure),
        media_type="text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.html"'},
    )
