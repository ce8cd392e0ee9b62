"""Routes about share links."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend.authorisation import open_to_viewers
from backend.http.dependencies import OneStep, PrincipalDep, SessionDep
from backend.http.idempotency import OnceDep
from backend.schemas import Limit, PathId
from backend.sharing import links
from backend.sharing.schemas import CreatedShare, NewShare, Share, Shared, Shares

router = APIRouter(tags=["sharing"], route_class=OneStep)


@router.post("/shares", status_code=201)
def create_share(
    session: SessionDep, principal: PrincipalDep, once: OnceDep, new: NewShare
) -> CreatedShare:
    """Make a read-only link. Its token is in this answer and nowhere else."""
    creation = once.begin(session, principal, new)
    share = creation.answer(Share, lambda: links.create(session, new, creation.secret))
    return links.created(share, creation.secret)


@router.get("/shares")
def list_shares(session: SessionDep, limit: Annotated[Limit, Query()] = 100) -> Shares:
    """Links that were not revoked, newest first."""
    return links.newest(session, limit)


@router.delete("/shares/{share_id}")
def revoke_share(session: SessionDep, share_id: PathId) -> Share:
    """Take a link back. Whoever has it is told so."""
    return links.revoke(session, share_id)


@router.get("/shared")
@open_to_viewers
def get_shared(session: SessionDep, principal: PrincipalDep) -> Shared:
    """What the link of this request shows."""
    return links.described(session, principal)
