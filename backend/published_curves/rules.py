"""Keeping published curves, and what can be done to one."""

from sqlalchemy.orm import Session

from backend import arrow as pa
from backend.db import published_curves
from backend.db.published_curves import NewCurve
from backend.db.published_tables import PublishedCurve
from backend.errors import RequestRefused, Unknown
from backend.published_curves.read_csv import read_points
from backend.published_curves.schemas import (
    NewPublishedCurve,
    PublishedCurves,
    PublishedCurveView,
)
from backend.spec.problems import FieldProblem

# More could not be told apart in a figure of one task.
MOST_CURVES = 200


def all_curves(session: Session, environment: str | None) -> PublishedCurves:
    """All that are not deleted."""
    rows = published_curves.list_all(session, environment)
    return PublishedCurves(items=[_shown(row) for row in rows])


def keep(session: Session, new: NewPublishedCurve) -> PublishedCurveView:
    """Keep a curve.

    Raises:
        RequestRefused: For a table that is not one of steps and values, or one curve too many.
    """
    if len(published_curves.ids(session)) >= MOST_CURVES:
        problem = FieldProblem("csv", "one curve more", f"at most {MOST_CURVES} curves are kept")
        raise RequestRefused(problem)
    said = new.model_dump(exclude={"csv"})
    row = published_curves.create(session, NewCurve(**said, points=read_points(new.csv)))
    return _shown(row)


def delete(session: Session, curve_id: str) -> PublishedCurveView:
    """Delete a curve. It can be restored.

    Raises:
        Unknown: When it is not there.
    """
    row = _existing(session, curve_id)
    if row.deleted_at is None:
        published_curves.mark_deleted(session, row, is_deleted=True)
    return _shown(row)


def restore(session: Session, curve_id: str) -> PublishedCurveView:
    """Undo a deletion.

    Raises:
        Unknown: When it is not there.
    """
    row = _existing(session, curve_id)
    if row.deleted_at is not None:
        published_curves.mark_deleted(session, row, is_deleted=False)
    return _shown(row)


def table(session: Session, environment: str | None) -> "pa.Table":
    """Every point of every curve, with its source."""
    names = ("title", "algorithm", "source", "url", "environment", "metric")
    columns: dict[str, list[str | float | None]] = {
        name: [] for name in (*names, "step", "value", "low", "high")
    }
    for row in published_curves.list_all(session, environment):
        count = len(row.points["step"])
        for name in names:
            columns[name] += [getattr(row, name)] * count
        for name in ("step", "value", "low", "high"):
            columns[name] += row.points.get(name) or [None] * count
    kinds = {name: pa.string() if name in names else pa.float64() for name in columns}
    return pa.table({name: pa.array(of, kinds[name]) for name, of in columns.items()})


def _existing(session: Session, curve_id: str) -> PublishedCurve:
    row = published_curves.get(session, curve_id)
    if row is None:
        raise Unknown("published curve", curve_id)
    return row


def _shown(row: PublishedCurve) -> PublishedCurveView:
    steps = row.points["step"]
    said = {name: getattr(row, name) for name in PublishedCurveView.model_fields if name in OF_ROW}
    return PublishedCurveView(
        **said,
        points=len(steps),
        first_step=int(steps[0]),
        last_step=int(steps[-1]),
        has_interval="low" in row.points,
    )


OF_ROW = frozenset(
    {
        "id", "title", "algorithm", "source", "url", "environment", "metric", "created_at",
        "deleted_at",
    }
)  # fmt: skip
