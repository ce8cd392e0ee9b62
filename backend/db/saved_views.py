"""Views of the list of runs, and comparisons, under names."""

from collections.abc import Mapping, Sequence
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now, new_id
from backend.db.tables import SavedView

ViewKind = Literal["runs", "comparison"]
# A comparison is its page's address; a view of the list has a state by names.
ADDRESS = "address"
_IS_COMPARISON = SavedView.state[ADDRESS].as_string().is_not(None)


def kind_of(state: Mapping[str, str]) -> ViewKind:
    """What a view with this state is of."""
    return "comparison" if ADDRESS in state else "runs"


def _of_kind(kind: ViewKind) -> Select[SavedView]:
    is_of_kind = _IS_COMPARISON if kind == "comparison" else ~_IS_COMPARISON
    return select(SavedView).where(SavedView.deleted_at.is_(None), is_of_kind)


def list_all(session: Session, kind: ViewKind) -> Sequence[SavedView]:
    """Those of a kind that are not deleted, by name."""
    query = _of_kind(kind)
    return session.scalars(query.order_by(func.lower(SavedView.name), SavedView.id)).all()


def get(session: Session, view_id: str) -> SavedView | None:
    """A view, deleted or not; None when it never was."""
    return session.get(SavedView, view_id)


def of_name(session: Session, name: str, kind: ViewKind) -> SavedView | None:
    """The view of that name and kind that is not deleted."""
    return session.scalars(_of_kind(kind).where(SavedView.name == name).limit(1)).first()


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
