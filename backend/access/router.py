"""Routes that say who is asking and whether the server is up."""

from functools import partial

from fastapi import APIRouter, Response

from backend.access import readiness, sessions
from backend.access.new_session import forget_cookie
from backend.access.schemas import (
    BrowserSession,
    BrowserSessions,
    Health,
    Readiness,
    SessionView,
)
from backend.authorisation import open_to_anyone, open_to_every_link
from backend.http.dependencies import (
    DatabaseDep,
    DatabaseSettingsDep,
    LanesDep,
    OneStep,
    PrincipalDep,
    SessionDep,
    WebDep,
)
from backend.roles import for_role
from backend.schemas import PathId

# By the names that load balancers and Kubernetes ask for. The same as in the API.
probes = APIRouter(include_in_schema=False)
router = APIRouter(tags=["access"], route_class=OneStep)


@router.get("/session")
@open_to_every_link
async def get_session(principal: PrincipalDep) -> SessionView:
    """Who is asking."""
    return sessions.described(principal)


@router.delete("/session")
@for_role("viewer")
def sign_out(
    session: SessionDep, principal: PrincipalDep, web: WebDep, response: Response
) -> BrowserSession:
    """Sign out the browser that asks. Its open pages say so within seconds."""
    forget_cookie(response, web)
    return sessions.sign_out_self(session, principal)


@router.get("/sessions")
def list_sessions(session: SessionDep, principal: PrincipalDep) -> BrowserSessions:
    """The browsers that are signed in, newest first."""
    return sessions.signed_in(session, principal)


@router.delete("/sessions")
@for_role("viewer")
def revoke_other_sessions(session: SessionDep, principal: PrincipalDep) -> BrowserSessions:
    """Sign out every browser but the one that asks; every one when an API token asks."""
    return sessions.sign_out_others(session, principal)


@router.delete("/sessions/{session_id}")
@for_role("viewer")
def revoke_session(
    session: SessionDep, principal: PrincipalDep, session_id: PathId
) -> BrowserSession:
    """Sign one browser out. Its open pages say so within seconds."""
    return sessions.sign_out(session, principal, session_id)


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


for path, probe in (("/healthz", get_health), ("/readyz", get_ready)):
    probes.add_api_route(path, probe, methods=["GET", "HEAD"], name=path.lstrip("/"))
