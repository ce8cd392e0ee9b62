"""The route of comparisons."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.authorisation import open_to_viewers
from backend.comparison.compare import compare
from backend.comparison.schemas import Comparison, ComparisonQuery
from backend.comparison.seed_statistics import seed_statistics
from backend.comparison.statistics_schemas import SeedStatistics, StatisticsQuery
from backend.comparison.statistics_table import statistics_table
from backend.http.dependencies import (
    DatabaseSettingsDep,
    KeptDep,
    OneStep,
    PrincipalDep,
    SessionDep,
)
from backend.selection.selected_runs import selected_tags
from backend.table_files import QUOTED, TABLES, table_file

router = APIRouter(tags=["comparison"], route_class=OneStep)


@router.get("/comparison", response_model=Comparison)
@open_to_viewers
def get_comparison(
    session: SessionDep,
    principal: PrincipalDep,
    kept: KeptDep,
    query: Annotated[ComparisonQuery, Query()],
) -> Response:
    """Runs in groups, with the mean and 95 % interval of each group's numbers."""
    tags = selected_tags(session, principal, query)
    return kept.answer(session, query, tags, lambda: compare(session, principal, query))


@router.get("/comparison/statistics", response_model=SeedStatistics, responses=TABLES)
@open_to_viewers
def get_statistics(
    session: SessionDep,
    principal: PrincipalDep,
    database: DatabaseSettingsDep,
    query: Annotated[StatisticsQuery, Query()],
) -> SeedStatistics | Response:
    """More of the real returns of each group's seeds: robust means, and who beats whom."""
    found = seed_statistics(session, principal, query, database.artifacts)
    if query.format != "json":
        return table_file("statistics", statistics_table(found), query.format, QUOTED)
    return found
