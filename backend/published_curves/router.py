"""Routes about curves that others published."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.http.dependencies import OneStep, PrincipalDep, SessionDep
from backend.http.idempotency import OnceDep
from backend.published_curves import rules
from backend.published_curves.schemas import (
    NewPublishedCurve,
    PublishedCurves,
    PublishedCurveView,
    PublishedQuery,
)
from backend.schemas import PathId
from backend.table_files import QUOTED, TABLES, table_file

router = APIRouter(prefix="/published-curves", tags=["published curves"], route_class=OneStep)


@router.get("", response_model=PublishedCurves, responses=TABLES)
def list_published_curves(
    session: SessionDep, query: Annotated[PublishedQuery, Query()]
) -> PublishedCurves | Response:
    """Curves that others published, with their sources; as a file with every point."""
    if query.format != "json":
        table = rules.table(session, query.environment)
        return table_file("published-curves", table, query.format, QUOTED)
    return rules.all_curves(session, query.environment)


@router.post("", status_code=201)
def keep_published_curve(
    session: SessionDep, principal: PrincipalDep, once: OnceDep, new: NewPublishedCurve
) -> PublishedCurveView:
    """Keep a curve from a paper or a table, with where it is from."""
    creation = once.begin(session, principal, new)
    return creation.answer(PublishedCurveView, lambda: rules.keep(session, new))


@router.delete("/{curve_id}")
def delete_published_curve(session: SessionDep, curve_id: PathId) -> PublishedCurveView:
    """Delete a published curve. It can be restored."""
    return rules.delete(session, curve_id)


@router.post("/{curve_id}/restore")
def restore_published_curve(session: SessionDep, curve_id: PathId) -> PublishedCurveView:
    """Undo a deletion."""
    return rules.restore(session, curve_id)
