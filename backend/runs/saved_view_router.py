"""Routes about saved views of the list of runs."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend.http.dependencies import OneStep, PrincipalDep, SessionDep
from backend.http.idempotency import OnceDep
from backend.runs import saved_views
from backend.runs.saved_view_schemas import NewView, SavedView, SavedViews, ViewChange, ViewsQuery
from backend.schemas import PathId

router = APIRouter(prefix="/saved-views", tags=["saved views"], route_class=OneStep)


@router.get("")
def list_views(session: SessionDep, wanted: Annotated[ViewsQuery, Query()]) -> SavedViews:
    """Saved views of the list of runs, or saved comparisons, by name."""
    return saved_views.all_views(session, wanted.kind)


@router.post("", status_code=201)
def save_view(
    session: SessionDep, principal: PrincipalDep, once: OnceDep, new: NewView
) -> SavedView:
    """Save a view under a name: what the list shows, or the address of a comparison."""
    creation = once.begin(session, principal, new)
    return creation.answer(SavedView, lambda: saved_views.save(session, new))


@router.patch("/{view_id}")
def change_view(session: SessionDep, view_id: PathId, changes: ViewChange) -> SavedView:
    """Rename a view, or save another state in its place."""
    return saved_views.change(session, view_id, changes)


@router.delete("/{view_id}")
def delete_view(session: SessionDep, view_id: PathId) -> SavedView:
    """Delete a view. It can be restored."""
    return saved_views.delete(session, view_id)


@router.post("/{view_id}/restore")
def restore_view(session: SessionDep, view_id: PathId) -> SavedView:
    """Undo a deletion."""
    return saved_views.restore(session, view_id)
