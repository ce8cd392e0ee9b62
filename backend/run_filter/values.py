"""The values of runs by name."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Label, select
from sqlalchemy.orm import Session

from backend.db.tables import Run
from backend.run_filter.fields import Shown, shown_values
from backend.run_filter.filter_field import FilterField
from backend.run_filter.look_ups import parameters


def numbers_of(
    session: Session, run_ids: Sequence[str], fields: Sequence[FilterField]
) -> Mapping[str, list[float]]:
    """Each run's number of each field; NaN where it has none."""
    columns: list[Label[Any]] = [
        field.columns["number"].label(f"asked_{at}") for at, field in enumerate(fields)
    ]
    rows = _rows(session, run_ids, fields, columns)
    return {
        run_id: [math.nan if each is None else float(each) for each in numbers]
        for run_id, *numbers in rows
    }


def values_of(
    session: Session, run_ids: Sequence[str], fields: Sequence[FilterField]
) -> Mapping[str, list[Shown]]:
    """Each run's value of each field, of whatever kind; None where it has none."""
    columns: list[Label[Any]] = [
        column.label(f"asked_{at}_{kind}")
        for at, field in enumerate(fields)
        for kind, column in field.columns.items()
    ]
    rows = _rows(session, run_ids, fields, columns)
    return {run_id: shown_values(fields, values) for run_id, *values in rows}


def _rows(
    session: Session,
    run_ids: Sequence[str],
    fields: Sequence[FilterField],
    columns: Sequence[Label[Any]],
) -> Sequence[Sequence[Any]]:
    looked_up = parameters(session, fields)
    query = select(Run.id, *columns).where(Run.id.in_(run_ids))
    return [tuple(row) for row in session.execute(query, looked_up)]
