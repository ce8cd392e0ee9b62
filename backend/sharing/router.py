"""Routes about share links."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from backend.authorisation import open_to_every_link
from backend.errors import Unknown
from backend.http.dependencies import (
    DatabaseSettingsDep,
    InBackgroundDep,
    OneStep,
    PrincipalDep,
    SessionDep,
    WebDep,
)
from backend.http.idempotency import OnceDep
from backend.publication.kept_files import KeptFiles, NoSuchFile
from backend.roles import for_role, only_looks
from backend.schemas import Limit, PathId
from backend.sharing import links
from backend.sharing.schemas import CreatedShare, NewShare, Share, Shared, Shares

BYTES = "application/octet-stream"
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}
}

router = APIRouter(tags=["sharing"], route_class=OneStep)


@router.post("/shares", status_code=201)
def create_share(
    session: SessionDep,
    principal: PrincipalDep,
    web: WebDep,
    background: InBackgroundDep,
    once: OnceDep,
    new: NewShare,
) -> CreatedShare:
    """Make a read-only link. Its token is in this answer and nowhere else."""
    creation = once.begin(session, principal, new)
    share = creation.answer(
        Share, lambda: links.create(session, new, creation.secret, web.share_links)
    )
    to_make = links.publication_of(session, share.id)
    if to_make is not None:
        background.publish(to_make)
    return links.created(share, creation.secret)


@router.get("/shares")
def list_shares(session: SessionDep, limit: Annotated[Limit, Query()] = 100) -> Shares:
    """Links that were not revoked, newest first."""
    return links.newest(session, limit)


@router.delete("/shares/{share_id}")
def revoke_share(session: SessionDep, background: InBackgroundDep, share_id: PathId) -> Share:
    """Take a link back. Whoever has it is told so."""
    revoked = links.revoke(session, share_id)
    made = links.publication_of(session, share_id)
    if made is not None:
        background.forget([made])
    return revoked


@router.get("/shared")
@open_to_every_link
def get_shared(session: SessionDep, principal: PrincipalDep) -> Shared:
    """What the link of this request shows."""
    return links.described(session, principal)


@router.post("/shared/views", status_code=204)
@open_to_every_link
@for_role("viewer")
@only_looks
def count_view(session: SessionDep, principal: PrincipalDep) -> None:
    """Count that a page of this link was opened. Nothing of who opened it is kept."""
    links.note_view(session, principal)


@router.get("/shared/files/{name}", response_class=Response, responses=FILE)
@open_to_every_link
def read_frozen_file(
    session: SessionDep,
    principal: PrincipalDep,
    database: DatabaseSettingsDep,
    name: Annotated[str, Path(pattern=r"^[a-z]+(-[0-9]{1,6})?$")],
) -> Response:
    """A file of answers that a frozen link shows, compressed by gzip."""
    made = links.frozen_publication(session, principal)
    try:
        content = KeptFiles(database.artifacts, made).read(f"{name}.bin")
    except NoSuchFile as error:
        raise Unknown("file", name) from error
    # What a frozen page shows never changes, and only who has the link may keep it.
    return Response(content, media_type=BYTES, headers={"Cache-Control": "private, max-age=3600"})
