"""Routes of trust: of one run, and of groups of runs."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.authorisation import open_to_viewers
from backend.http.dependencies import KeptDep, OneStep, PrincipalDep, SessionDep
from backend.schemas import PathId
from backend.selection.selected_runs import selected_tags
from backend.table_files import QUOTED, TABLES, table_file
from backend.trust.comparison import compare_trust
from backend.trust.run_trust import trust
from backend.trust.schemas import Trust, TrustComparison, TrustQuery
from backend.trust.table import trust_table

router = APIRouter(tags=["trust"], route_class=OneStep)


@router.get("/runs/{run_id}/trust")
@open_to_viewers
def get_trust(session: SessionDep, principal: PrincipalDep, run_id: PathId) -> Trust:
    """How far the run's model can be trusted: growth law, length advice and exploitation alarm."""
    return trust(session, principal, run_id)


@router.get("/trust", response_model=TrustComparison, responses=TABLES)
@open_to_viewers
def get_trust_comparison(
    session: SessionDep,
    principal: PrincipalDep,
    kept: KeptDep,
    query: Annotated[TrustQuery, Query()],
) -> Response:
    """How far the models of groups of runs can be trusted, and what that cost."""
    if query.format != "json":
        found = compare_trust(session, principal, query)
        return table_file("trust", trust_table(found), query.format, QUOTED)
    tags = selected_tags(session, principal, query)
    return kept.answer(session, query, tags, lambda: compare_trust(session, principal, query))
