"""Routes that say who is asking and whether the server is up."""

from functools import partial

from fastapi import APIRouter

from backend.access import readiness
from backend.access.schemas import Health, Readiness, SessionView
from backend.dependencies import DatabaseDep, DatabaseSettingsDep, LanesDep, PrincipalDep, WebDep
from backend.principal import ShareViewer, open_to_anyone, open_to_viewers
from backend.version import VERSION

router = APIRouter(tags=["access"])


@router.get("/session")
@open_to_viewers
async def get_session(principal: PrincipalDep) -> SessionView:
    """Who is asking."""
    kind = "share" if isinstance(principal, ShareViewer) else "owner"
    return SessionView(kind=kind, version=VERSION)


@router.get("/health")
@open_to_anyone
async def get_health() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/ready")
@open_to_anyone
async def get_ready(
    store: DatabaseDep, settings: DatabaseSettingsDep, web: WebDep, lanes: LanesDep
) -> Readiness:
    """The database answers and has this version's tables, and there is room to write."""
    return await lanes.checking.run(partial(readiness.check, store, settings, web))
