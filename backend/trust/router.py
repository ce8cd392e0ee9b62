"""The route of trust."""

from fastapi import APIRouter

from backend.dependencies import PrincipalDep, SessionDep
from backend.principal import open_to_viewers
from backend.schemas import PathId
from backend.trust.reading import trust
from backend.trust.schemas import Trust

router = APIRouter(tags=["trust"])


@router.get("/runs/{run_id}/trust")
@open_to_viewers
def get_trust(session: SessionDep, principal: PrincipalDep, run_id: PathId) -> Trust:
    """How far the run's model can be trusted: growth law, length advice and exploitation alarm."""
    return trust(session, principal, run_id)
