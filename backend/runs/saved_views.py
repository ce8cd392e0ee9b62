"""Saving views of the list of runs, and what can be done to one."""

from sqlalchemy.orm import Session

from backend.db import saved_views
from backend.db.tables import SavedView as SavedViewRow
from backend.errors import ConflictingChange, Unknown
from backend.runs.list_query import refuse_unreadable_query
from backend.runs.list_schemas import RunQuery
from backend.runs.saved_view_schemas import NewView, SavedView, SavedViews, ViewChange, ViewState


def all_views(session: Session) -> SavedViews:
    """All that are not deleted, by name."""
    return SavedViews(items=[_shown(row) for row in saved_views.list_all(session)])


def save(session: Session, new: NewView) -> SavedView:
    """Save a view under a name that no other has.

    Raises:
        RequestRefused: For a state that no list can have.
        ConflictingChange: When another has the name.
    """
    state = _stored(new.state)
    _refuse_taken(session, new.name, None)
    return _shown(saved_views.create(session, new.name, state))


def change(session: Session, view_id: str, wanted: ViewChange) -> SavedView:
    """Rename a view, or save another state in its place.

    Raises:
        Unknown: When it is not there.
        RequestRefused: For a state that no list can have.
        ConflictingChange: When another has the name, or the view was deleted.
    """
    row = _existing(session, view_id)
    if row.deleted_at is not None:
        raise ConflictingChange(f"The view {row.name} was deleted. Restore it first.")
    if wanted.name is not None:
        _refuse_taken(session, wanted.name, row)
        row.name = wanted.name
    if wanted.state is not None:
        row.state = _stored(wanted.state)
    return _shown(saved_views.touched(session, row))


def delete(session: Session, view_id: str) -> SavedView:
    """Delete a view. It can be restored.

    Raises:
        Unknown: When it is not there.
    """
    row = _existing(session, view_id)
    if row.deleted_at is None:
        saved_views.mark_deleted(session, row, is_deleted=True)
    return _shown(row)


def restore(session: Session, view_id: str) -> SavedView:
    """Undo a deletion.

    Raises:
        Unknown: When it is not there.
        ConflictingChange: When another has its name by now.
    """
    row = _existing(session, view_id)
    if row.deleted_at is not None:
        _refuse_taken(session, row.name, row)
        saved_views.mark_deleted(session, row, is_deleted=False)
    return _shown(row)


def _existing(session: Session, view_id: str) -> SavedViewRow:
    row = saved_views.get(session, view_id)
    if row is None:
        raise Unknown("view", view_id)
    return row


def _refuse_taken(session: Session, name: str, own: SavedViewRow | None) -> None:
    other = saved_views.of_name(session, name)
    if other is not None and (own is None or other.id != own.id):
        raise ConflictingChange(f"There is a view {name} already. Change that one, or its name.")


def _stored(state: ViewState) -> dict[str, str]:
    """The state as text, once the list has been seen to take it."""
    said = state.model_dump(exclude_none=True)
    asked = state.model_dump(exclude_none=True, exclude={"promises"})
    refuse_unreadable_query(RunQuery.model_validate(asked))
    # Nothing, and a switch that is off, are how the list is without them.
    return {name: "true" if value is True else value for name, value in said.items() if value}


def _shown(row: SavedViewRow) -> SavedView:
    return SavedView.model_validate(row)
