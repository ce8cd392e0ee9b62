"""Curves that others published: they never change, and can be deleted and restored."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now, new_id
from backend.db.published_tables import PublishedCurve


@dataclass(frozen=True)
class NewCurve:
    """A curve to be kept.

    Attributes:
        title: What its line is called.
        algorithm: What made it; empty where that is not said.
        source: Where it is from, as one cites it.
        url: The address of the source; empty where it has none.
        environment: The task.
        metric: The series that it is of.
        points: Steps, values and perhaps low and high, in lists of one length.
    """

    title: str
    algorithm: str
    source: str
    url: str
    environment: str
    metric: str
    points: Mapping[str, Sequence[float]]


def create(session: Session, new: NewCurve) -> PublishedCurve:
    """Keep a curve."""
    row = PublishedCurve(id=new_id(), created_at=database_now(session), **asdict(new))
    session.add(row)
    return _touched(session, row)


def get(session: Session, curve_id: str) -> PublishedCurve | None:
    """A curve, deleted or not; None when it never was."""
    return session.get(PublishedCurve, curve_id)


def list_all(
    session: Session, environment: str | None = None, metrics: Sequence[str] = ()
) -> Sequence[PublishedCurve]:
    """Those that are not deleted, in the order in which they were given.

    Args:
        session: To read with.
        environment: Of this task alone; None is of any.
        metrics: Of these series alone; empty is of any.
    """
    query = select(PublishedCurve).where(PublishedCurve.deleted_at.is_(None))
    if environment is not None:
        query = query.where(PublishedCurve.environment == environment)
    if metrics:
        query = query.where(PublishedCurve.metric.in_(metrics))
    return session.scalars(query.order_by(PublishedCurve.created_at, PublishedCurve.id)).all()


def ids(session: Session) -> list[str]:
    """Those of all that are not deleted: other ones once any was given, deleted or restored."""
    query = select(PublishedCurve.id).where(PublishedCurve.deleted_at.is_(None))
    return sorted(session.scalars(query))


def mark_deleted(session: Session, row: PublishedCurve, *, is_deleted: bool) -> PublishedCurve:
    """Hide a curve, or show it again."""
    row.deleted_at = database_now(session) if is_deleted else None
    return _touched(session, row)


def _touched(session: Session, row: PublishedCurve) -> PublishedCurve:
    session.flush()
    changes.record(session, "published", row.id)
    return row
