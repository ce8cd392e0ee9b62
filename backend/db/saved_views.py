"""Views of the list of runs under names."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now, new_id
from backend.db.tables import SavedView


def list_all(session: Session) -> Sequence[SavedView]:
    """Those that are not deleted, by name."""
    query = select(SavedView).where(SavedView.deleted_at.is_(None))
    return session.scalars(query.order_by(func.lower(SavedView.name), SavedView.id)).all()


def get(session: Session, view_id: str) -> SavedView | None:
    """A view, deleted or not; None when it never was."""
    return session.get(SavedView, view_id)


def of_name(session: Session, name: str) -> SavedView | None:
    """The view of that name that is not deleted."""
    query = select(SavedView).where(SavedView.name == name, SavedView.deleted_at.is_(None))
    return session.scalars(query.limit(1)).first()


def create(session: Session, name: str, state: Mapping[str, str]) -> SavedView:
    """Save a view."""
    now = database_now(session)
    view = SavedView(id=new_id(), name=name, state=dict(state), created_at=now, updated_at=now)
    session.add(view)
    return touched(session, view)


def touched(session: Session, view: SavedView) -> SavedView:
    """Note that a view changed, and tell the followers."""
    view.updated_at = database_now(session)
    session.flush()
    changes.record(session, "view", view.id)
    return view


def mark_deleted(session: Session, view: SavedView, *, is_deleted: bool) -> SavedView:
    """Hide a view, or show it again."""
    view.deleted_at = database_now(session) if is_deleted else None
    return touched(session, view)
