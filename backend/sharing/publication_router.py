"""Routes about publications: pages that open without this server."""

from typing import Any

from fastapi import APIRouter, Response

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
from backend.publisher.make import file_stem
from backend.schemas import PathId
from backend.sharing import publications
from backend.sharing.publication_schemas import NewPublication, Publication, Publications

TYPES = {"zip": "application/zip", "html": "text/html; charset=utf-8"}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "text/html": {"schema": {"type": "string"}},
        }
    }
}

router = APIRouter(prefix="/publications", tags=["sharing"], route_class=OneStep)


@router.post("", status_code=201)
def create_publication(
    session: SessionDep,
    principal: PrincipalDep,
    web: WebDep,
    background: InBackgroundDep,
    once: OnceDep,
    new: NewPublication,
) -> Publication:
    """Make a page that opens without this server, in the background."""
    creation = once.begin(session, principal, new)
    background.forget(publications.forget_old(session))
    made = creation.answer(Publication, lambda: publications.create(session, new, web.share_links))
    background.publish(made.id)
    return made


@router.get("")
def list_publications(session: SessionDep) -> Publications:
    """Pages that were asked for, newest first. They are kept for a day."""
    return publications.newest(session)


@router.get("/{publication_id}")
def get_publication(session: SessionDep, publication_id: PathId) -> Publication:
    """A page: how far it is."""
    return publications.get(session, publication_id)


@router.delete("/{publication_id}")
def delete_publication(
    session: SessionDep, background: InBackgroundDep, publication_id: PathId
) -> Publication:
    """Stop making a page, or forget what was made."""
    background.forget([publication_id])
    return publications.cancel(session, publication_id)


@router.get("/{publication_id}/file", response_class=Response, responses=FILE)
def read_publication_file(
    session: SessionDep, database: DatabaseSettingsDep, publication_id: PathId
) -> Response:
    """The page itself, to be saved."""
    made = publications.file_of(session, publication_id)
    try:
        content = KeptFiles(database.artifacts, made.id).read(f"page.{made.form}")
    except NoSuchFile as error:
        raise Unknown("file of publication", publication_id) from error
    name = f"{file_stem(made.title)}.{made.form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=TYPES[made.form], headers=headers)
