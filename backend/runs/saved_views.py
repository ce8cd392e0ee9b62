"""Saving views of the list of runs, and what can be done to one."""

from sqlalchemy.orm import Session

from backend.db import saved_views
from backend.db.saved_views import ViewKind
from backend.db.tables import SavedView as SavedViewRow
from backend.errors import ConflictingChange, RequestRefused, Unknown
from backend.runs.list_query import refuse_unreadable_query
from backend.runs.list_schemas import RunQuery
from backend.runs.saved_view_schemas import NewView, SavedView, SavedViews, ViewChange, ViewState
from backend.spec.problems import FieldProblem


def all_views(session: Session, kind: ViewKind) -> SavedViews:
    """All of a kind that are not deleted, by name."""
    return SavedViews(items=[_shown(row) for row in saved_views.list_all(session, kind)])


def save(session: Session, new: NewView) -> SavedView:
    """Save a view under a name that no other has.

    Raises:
        RequestRefused: For a state that no list can have.
        ConflictingChange: When another has the name.
    """
    state = _state_of(new)
    if state is None:
        allowed = "the state of a list, or the address of a comparison"
        raise RequestRefused(FieldProblem("state", "nothing", allowed))
    _refuse_taken(session, new.name, saved_views.kind_of(state), None)
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
    kind = saved_views.kind_of(row.state)
    state = _state_of(wanted)
    if state is not None and saved_views.kind_of(state) != kind:
        allowed = (
            f"the view {row.name} is one of {'a comparison' if kind != 'runs' else 'the list'}"
        )
        raise RequestRefused(FieldProblem("state", "another kind", allowed))
    if wanted.name is not None:
        _refuse_taken(session, wanted.name, kind, row)
        row.name = wanted.name
    if state is not None:
        row.state = state
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
        _refuse_taken(session, row.name, saved_views.kind_of(row.state), row)
        saved_views.mark_deleted(session, row, is_deleted=False)
    return _shown(row)


def _existing(session: Session, view_id: str) -> SavedViewRow:
    row = saved_views.get(session, view_id)
    if row is None:
        raise Unknown("view", view_id)
    return row


def _refuse_taken(session: Session, name: str, kind: ViewKind, own: SavedViewRow | None) -> None:
    other = saved_views.of_name(session, name, kind)
    if other is not None and (own is None or other.id != own.id):
        raise ConflictingChange(f"There is a view {name} already. Change that one, or its name.")


def _state_of(wanted: NewView | ViewChange) -> dict[str, str] | None:
    """What is to be stored; None where nothing is said of it."""
    if wanted.state is not None and wanted.address is not None:
        raise RequestRefused(FieldProblem("address", "both", "either state or address"))
    if wanted.address is not None:
        return {saved_views.ADDRESS: wanted.address}
    return None if wanted.state is None else _stored(wanted.state)


def _stored(state: ViewState) -> dict[str, str]:
    """The state as text, once the list has been seen to take it."""
    said = state.model_dump(exclude_none=True)
    asked = state.model_dump(exclude_none=True, exclude={"promises"})
    refuse_unreadable_query(RunQuery.model_validate(asked))
    # Nothing, and a switch that is off, are how the list is without them.
    return {name: "true" if value is True else value for name, value in said.items() if value}


def _shown(row: SavedViewRow) -> SavedView:
    return SavedView(
        id=row.id,
        name=row.name,
        kind=saved_views.kind_of(row.state),
        state=row.state,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
    )
