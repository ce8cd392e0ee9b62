"""Routes that say who is asking and whether the server is up."""

from fastapi import APIRouter

from backend.access import readiness
from backend.access.schemas import Health, Readiness, SessionView
from backend.dependencies import DatabaseSettingsDep, PrincipalDep, WebDep
from backend.principal import ShareViewer, open_to_anyone, open_to_viewers
from backend.version import VERSION

router = APIRouter(tags=["access"])


@router.get("/session")
@open_to_viewers
def get_session(principal: PrincipalDep) -> SessionView:
    """Who is asking."""
    kind = "share" if isinstance(principal, ShareViewer) else "owner"
    return SessionView(kind=kind, version=VERSION)


@router.get("/health")
@open_to_anyone
def get_health() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/ready")
@open_to_anyone
def get_ready(database: DatabaseSettingsDep, web: WebDep) -> Readiness:
    """The database answers and has the tables of this version."""
    return readiness.check(database, web)
